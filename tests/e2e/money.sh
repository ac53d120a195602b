#!/bin/sh
# The money of a test on a shared chain, against a real EVM node: accounts are funded from a root key, used
# and swept; what the chain's own balances say before and after, to the wei; killed in the middle, and again.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1
start_anvil

# The first account of anvil's mnemonic is the root; it has 10,000 ether.
root_key=ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80
root_address=0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266
(umask 077 && printf '%s\n' "$root_key" >root.hex)

# calculate EXPRESSION: whole numbers of any size.
calculate() { python3 -c "print($1)"; }

# wei ADDRESS: its balance.
wei() { calculate "$(rpc eth_getBalance "[\"$1\",\"latest\"]" | tr -d '"')"; }

# paid_fees: of every transaction on the chain so far, in wei.
paid_fees() {
  last=$(($(rpc eth_blockNumber '[]' | tr -d '"')))
  seq 0 "$last" | while read -r number; do printf '["0x%x"]\n' "$number"; done |
    rpc_each eth_getBlockReceipts | jq -r '.[] | "\(.gasUsed) \(.effectiveGasPrice)"' >receipts
  python3 -c 'import sys
print(sum(int(gas, 16) * int(price, 16) for gas, price in map(str.split, sys.stdin)))' <receipts
}

# expect_rows COUNT STATE: so many rows of the last table have this word.
expect_rows() {
  got=$(grep -c " $2\$" "$out")
  [ "$got" -eq "$1" ] || problem "$got rows are '$2', $1 expected: $(tail -n 3 "$out") $(tail -n 3 "$err")"
}

begin 'fund: 1,000 accounts own an ether each, to the wei'
before=$(wei $root_address)
run fund -e "$anvil_url" --accounts 1000 --seed 31 --root-key-file root.hex
expect_status 0
expect_rows 1000 funded
awk '!/^#/ && ($2 != 0 || $3 != "1000000000000000000" || $4 != $3)' "$out" >odd
[ ! -s odd ] || problem "$(head odd)"
fees=$(paid_fees)
after=$(wei $root_address)
[ "$(calculate "$before - $after")" = "$(calculate "1000 * 10 ** 18 + $fees")" ] ||
  problem "before $before, after $after, fees $fees"
grep -q " the root key is that of $root_address$" "$err" || problem "$(cat "$err")"

begin 'again: nothing to do'
run fund -e "$anvil_url" --accounts 1000 --seed 31 --root-key-file root.hex
expect_status 0
expect_rows 1000 ok
[ "$(wei $root_address)" = "$after" ] || problem 'something was paid'
grep -q ' funding: all 1000 accounts have 1 ether or more$' "$err" || problem "$(cat "$err")"

begin 'accounts --balances: each is as asked'
run accounts --balances -e "$anvil_url" --accounts 1000 --seed 31 --root-key-file root.hex
expect_status 0
expect_rows 1000 ok
run accounts --balances -e "$anvil_url" --accounts 1001 --seed 31 --root-key-file root.hex
expect_status 1
expect_rows 1 short

begin 'a run, and a sweep: all is back but the fees'
run --metrics-listen-addr= -e "$anvil_url" --scenario EVMTransfer --accounts 1000 --seed 31 --tps 500 \
  --max-txs 1000 --root-key-file root.hex
expect_status 0
settle
run sweep -e "$anvil_url" --accounts 1000 --seed 31 --root-key-file root.hex
expect_status 0
expect_rows 1000 swept
awk '!/^#/ && $4 != 0' "$out" >odd
[ ! -s odd ] || problem "$(head odd)"
fees=$(paid_fees)
[ "$(calculate "$before - $(wei $root_address)")" = "$fees" ] ||
  problem "$(wei $root_address) of $before, fees $fees"

begin 'again: nothing to sweep'
now=$(wei $root_address)
run sweep -e "$anvil_url" --accounts 1000 --seed 31 --root-key-file root.hex
expect_status 0
expect_rows 1000 empty
[ "$(wei $root_address)" = "$now" ] || problem 'something moved'

# killed COMMAND TEXT: started, and killed with SIGKILL once the node has something of it.
killed() {
  nonce=$(rpc eth_getTransactionCount "[\"$2\",\"pending\"]")
  start "$1" -e "$anvil_url" --accounts 1000 --seed 32 --root-key-file root.hex
  tries=0
  while [ "$(rpc eth_getTransactionCount "[\"$2\",\"pending\"]")" = "$nonce" ] && [ "$tries" -lt 400 ]; do
    tries=$((tries + 1))
    sleep 0.02
  done
  send KILL
  finish
  [ "$status" -eq 137 ] || problem "it ended before it could be killed, with $status"
}

begin 'killed in the middle of funding, then again: nothing is paid twice'
before=$(wei $root_address)
fees_before=$(paid_fees)
killed fund $root_address
run fund -e "$anvil_url" --accounts 1000 --seed 32 --root-key-file root.hex
expect_status 0
awk '!/^#/ && $4 != "1000000000000000000"' "$out" >odd
[ ! -s odd ] || problem "$(head odd)"
fees=$(calculate "$(paid_fees) - $fees_before")
[ "$(calculate "$before - $(wei $root_address)")" = "$(calculate "1000 * 10 ** 18 + $fees")" ] ||
  problem "$(wei $root_address) of $before, fees $fees"

begin 'killed in the middle of sweeping, then again: nothing stays'
first=$("$SEILOAD" accounts --accounts 1000 --seed 32 | head -n 1)
killed sweep "$first"
run sweep -e "$anvil_url" --accounts 1000 --seed 32 --root-key-file root.hex
expect_status 0
"$SEILOAD" accounts --accounts 1000 --seed 32 | jq -Rc '[., "latest"]' | rpc_each eth_getBalance |
  sort | uniq -c >left
[ "$(tr -d ' "' <left)" = 10000x0 ] || problem "$(cat left)"
fees=$(calculate "$(paid_fees) - $fees_before")
[ "$(calculate "$before - $(wei $root_address)")" = "$fees" ] ||
  problem "$(wei $root_address) of $before, fees $fees"

begin 'transfers instead of the contract, and more for those that have something'
cat >transfer.json <<END
{"endpoints": ["$anvil_url"], "accounts": {"count": 40}, "seed": 33,
 "funding": {"rootKeyEnv": "ROOT", "method": "transfer", "fundAmountWei": 5000}}
END
"$SEILOAD" accounts --accounts 10 --seed 33 | jq -cR '[., "0x64"]' | rpc_each anvil_setBalance >/dev/null
ROOT=" 0x$root_key " run fund -c transfer.json
expect_status 0
[ "$(grep -c ' 100 4900 5000 funded$' "$out")" -eq 10 ] || problem "$(cat "$out")"
[ "$(grep -c ' 0 5000 5000 funded$' "$out")" -eq 30 ] || problem "$(cat "$out")"

begin 'dust stays, and is no failure'
ROOT=$root_key run sweep -c transfer.json
expect_status 0
expect_rows 40 dust

begin 'too poor a root key: said before any transaction'
(umask 077 && echo 0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d >poor.hex)
poor=0x70997970C51812dc3A010C7d01b50e0d17dc79C8
printf '["%s","0x5"]\n' $poor | rpc_each anvil_setBalance >/dev/null
run --metrics-listen-addr= -e "$anvil_url" --scenario ERC20 --accounts 10 --seed 34 --max-txs 1 \
  --root-key-file poor.hex
expect_status 1
grep -qE " error: the deployer $poor needs 10\.[0-9]+ ether to deploy .* and to fund \
10 accounts, and has 0\.000000000000000005 ether: send it the rest$" "$err" || problem "$(cat "$err")"
[ "$(rpc eth_getTransactionCount "[\"$poor\",\"latest\"]")" = '"0x0"' ] || problem 'it sent something'

begin 'an account that cannot be paid is named'
refusing=$("$SEILOAD" accounts --accounts 3 --seed 35 | sed -n 2p)
printf '["%s","0x60006000fd"]\n' "$refusing" | rpc_each anvil_setCode >/dev/null
run fund -e "$anvil_url" --accounts 3 --seed 35 --root-key-file root.hex
expect_status 1
grep -qi "TransferFailed($refusing)" "$err" || problem "$(cat "$err")"

begin 'a chain without the proxy and from before EIP-1559, with a root key that has sent'
start_anvil --hardfork berlin --disable-default-create2-deployer
printf '["%s","0x7"]\n' $root_address | rpc_each anvil_setNonce >/dev/null
run fund -e "$anvil_url" --accounts 300 --seed 36 --root-key-file root.hex
expect_status 0
expect_rows 300 funded
run sweep -e "$anvil_url" --accounts 300 --seed 36 --root-key-file root.hex
expect_status 0
expect_rows 300 swept

begin 'a mnemonic: the accounts of the node itself, swept to an address'
echo 'test test test test test test test test test test test junk' >words.txt
chmod 600 words.txt
run sweep -e "$anvil_url" --accounts 10 --mnemonic-file words.txt \
  --to 0x00000000000000000000000000000000deadbeef
expect_status 0
expect_rows 10 swept

begin 'the life of a test on a shared chain, as the manual has it'
start_anvil
cat >profile.json <<END
{"endpoints": ["$anvil_url"], "accounts": {"count": 20}, "scenarios": [{"name": "ERC20"}],
 "funding": {"rootKeyFile": "root.hex"},
 "settings": {"maxTxs": 40, "tps": 100, "prewarm": true, "metricsListenAddr": ""}}
END
mkdir -p bin
ln -sf "$SEILOAD" bin/seiload
sed -n '/^The life of a test on a shared chain/,/^\.Ed/p' "$root/man/seiload.1" | grep '^seiload ' >commands
[ "$(wc -l <commands)" -eq 4 ] || problem "$(cat commands)"
while read -r command; do
  PATH=$work/bin:$PATH sh -c "$command" >>"$out" 2>>"$err" </dev/null || problem "$command: $(cat "$err")"
done <commands
grep -q '^  accepted  *40 ' "$out" || problem "$(cat "$out")"
[ "$(grep -c ' swept$' "$out")" -eq 20 ] || problem "$(cat "$out")"

reference=${SEILOAD_PROFILES:-$root/../shared/profiles}/arctic-1.json
begin 'the profile arctic-1.json of the reference tool'
if [ -e "$reference" ]; then
  start_anvil --chain-id 713715
  run -c "$reference" -e "$anvil_url" --root-key-file root.hex --metrics-listen-addr= --max-txs 60 \
    --post-summary-flush-delay 0s
  expect_status 0
  [ "$(count accepted "$out")" -eq 60 ] || problem "$(cat "$out" "$err")"
  grep -q ' funded 500 accounts in 3 transactions$' "$err" || problem "$(cat "$err")"
  grep -q '^  prewarm  *500 accounts, 500 included' "$out" || problem "$(cat "$out")"
  settle
  run sweep -c "$reference" -e "$anvil_url" --root-key-file root.hex
  expect_status 0
  expect_rows 500 swept
else
  echo "  not tried: no $reference"
fi

# With a base fee of 0 the fees of set-up are the same in every block.
begin '--max-spend: the worst case is refused a wei above, and enough to the wei'
start_anvil --block-base-fee-per-gas 0
before=$(wei $root_address)
run --metrics-listen-addr= -e "$anvil_url" --scenario ERC20 --accounts 20 --seed 37 --max-txs 40 \
  --root-key-file root.hex --prewarm --max-spend 1
expect_status 2
need=$(sed -n 's/.* error: --max-spend 1: the run may cost \([0-9.]*\) ether: deployment .*/\1/p' "$err")
parts='deployment 0[.0-9]+ ether, funding 20\.[0-9]+ ether, prewarm 0[.0-9]+ ether, load [0-9.]+ ether'
grep -qE ": $parts \\(40 " \
  "$err" || problem "$(cat "$err")"
need=$(python3 -c 'import sys; from decimal import Decimal, getcontext; getcontext().prec = 80
print(int(Decimal(sys.argv[1]) * 10 ** 18))' "$need")
run --metrics-listen-addr= -e "$anvil_url" --scenario ERC20 --accounts 20 --seed 37 --max-txs 40 \
  --root-key-file root.hex --prewarm --max-spend "$(calculate "$need - 1")"
expect_status 2
[ "$(wei $root_address)" = "$before" ] || problem 'something was paid'
run --metrics-listen-addr= -e "$anvil_url" --scenario ERC20 --accounts 20 --seed 37 --max-txs 40 \
  --root-key-file root.hex --prewarm --max-spend "$need"
expect_status 0
[ "$(count accepted "$out")" -eq 40 ] || problem "$(cat "$out")"
[ "$(calculate "$before - $(wei $root_address) <= $need")" = True ] || problem "it cost more than $need"

begin 'a main network is refused, whether the profile or the node says so'
run fund -e "$anvil_url" --chain-id 1 --accounts 3 --seed 1 --root-key-file root.hex
expect_status 2
start_anvil --chain-id 1329
run --metrics-listen-addr= -e "$anvil_url" --scenario EVMTransfer --accounts 3 --max-txs 1
expect_status 2
grep -q "chain id 1329 is Sei, a public main network" "$err" || problem "$(cat "$err")"
run fund -e "$anvil_url" --accounts 3 --seed 1 --root-key-file root.hex
expect_status 2
run fund -e "$anvil_url" --accounts 3 --seed 1 --root-key-file root.hex --allow-mainnet sei
expect_status 0

finish_tests
