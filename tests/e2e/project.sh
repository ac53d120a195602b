#!/bin/sh
# A user's own project against a real EVM node: two contracts that know each other, out of artifacts as
# Foundry leaves them, with constructors, tuples, arrays and custom errors, minted and approved for each
# account before the load; as a profile and as a command line. What is wrong is said before any load.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
out=$work/stdout  # `out` is the project's
cp -r "$root/tests/data/project/." "$work" && cd "$work" || exit 1
# shellcheck disable=SC2119  # it takes options of anvil, and needs none
start_anvil

# shellcheck disable=SC2317  # expect_good calls it
said() { jq -r "$1" "$out"; }
run_json() { run --metrics-listen-addr= -e "$anvil_url" --report-format json "$@"; }

# expect_error TEXT: status 1 with this as the end of the error's line; nothing of the pool is on the chain.
expect_error() {
  expect_status 1
  grep -qF -- "$1" "$err" || problem "no '$1' in: $(cat "$err")"
  chain_facts pool >facts
  jq -e '.sent == 0' facts >/dev/null || problem "sent something: $(jq -c . facts)"
}

begin 'the project as a profile: set-up calls, then the load'
funded 31 30 --config seiload.json
run_json --config seiload.json --seed 31 --tps 300 --max-txs 300
expect_good 300 360
for line in 'deployed token at 0x' 'deployed market at 0x' 'setup[0], setMarket: 1 transaction succeeded' \
  'setup[1], mint: 30 transactions succeeded' 'setup[2], approve: 30 transactions succeeded'; do
  grep -qF " info: $line" "$err" || problem "no '$line' in: $(cat "$err")"
done
token=$(sed -n 's/.* deployed token at \(0x[0-9a-fA-F]*\),.*/\1/p' "$err")

begin 'again: what is deployed stays, set-up calls are made again'
run_json --config seiload.json --seed 31 --tps 300 --max-txs 100
expect_good 100 520
! grep ' deployed ' "$err" || problem 'deployed again'
grep -qF ' info: setup[2], approve: 30 transactions succeeded' "$err" || problem "$(cat "$err")"

begin 'as a command line: the market, with the token that is on the chain'
set -- --contract token="$token" --deploy out/Market.sol/Market.json --constructor-arg '{contract:token}' \
  --constructor-arg '[3, "fee"]' --constructor-arg '[1, 10]' --call ask \
  --arg '["{receiver}", "{i}", "{randomBytes:9}"]' --arg '["{turn}", 7]'
funded 32 20 "$@"
[ "$(wc -l <all)" -eq 21 ] || problem "the deployer is missing: $(cat all notes)"
run_json --seed 32 --accounts 20 "$@" --tps 200 --max-txs 200
expect_good 200 200

begin 'each transaction creates the contract'
funded 33 20 --scenario Deploy --deploy out/Token.sol/Token.json
[ "$(wc -l <all)" -eq 20 ] || problem "no deployer is needed: $(cat all)"
run_json --seed 33 --accounts 20 --scenario Deploy --deploy out/Token.sol/Token.json --constructor-arg Load \
  --tps 100 --max-txs 100
expect_good 100 100
jq -se --rawfile pool pool '($pool | ascii_downcase | split("\n")) as $ours |
  [.[] | select(.from as $one | $ours | index($one)) | .contractAddress] | unique | length == 100' receipts \
  >/dev/null || problem 'not 100 contracts'

begin 'access lists: given, and asked from the node'
for type in accessList dynamicFee; do
  cat >list.json <<END
{
  "accounts": {"count": 20},
  "contracts": {"token": {"address": "$token", "abi": "out/Token.sol/Token.json"}},
  "scenarios": [
    {"name": "Call", "contract": "token", "function": "mint", "args": ["{sender}", 1], "txType": "$type",
     "accessList": "create"},
    {"name": "Call", "contract": "token", "function": "mint", "args": ["{sender}", 1], "txType": "$type",
     "accessList": [{"address": "$token",
      "storageKeys": ["0x0000000000000000000000000000000000000000000000000000000000000002"]}], "gas": 120000},
    {"name": "EVMTransfer", "txType": "$type", "accessList": [{"address": "$token", "storageKeys": []}]}
  ]
}
END
  seed=34
  [ "$type" = accessList ] || seed=35
  funded "$seed" 20 --config list.json
  run_json --seed "$seed" --accounts 20 --config list.json --tps 200 --max-txs 120
  expect_good 120 120
  grep -qE ' info: scenario Call_0, mint: an access list of 1 address and [12] storage keys?, by the node$' \
    "$err" || problem "$(cat "$err")"
  jq -se --arg token "$token" '[.[] | select(.accessList != null and .accessList != [])] |
    length >= 120 and all(.accessList[0].address == ($token | ascii_downcase))' transactions >/dev/null ||
    problem "access lists: $(jq -c '[.type, .accessList]' transactions | sort | uniq -c)"
done

begin 'a constructor that reverts: its custom error, before any load'
sed 's/\[3, "a fee, in %"\]/[99, ""]/' seiload.json >wrong.json
funded 36 30 --config wrong.json
run_json --config wrong.json --seed 36 --max-txs 10
expect_error 'deploying market: reverted: FeeTooHigh(99, 10) (status 0 in block '

begin 'a set-up call that reverts, found by its estimate'
sed 's/"{sender}", "1000 ether"/"{sender}", "2000000 ether"/' seiload.json >wrong.json
funded 37 30 --config wrong.json
run_json --config wrong.json --seed 37 --max-txs 10
first=$(head -n 1 pool)
expect_error "setup[1], mint, account 0 ($first): the call would fail: \
MintTooLarge(2000000000000000000000000, 1000000000000000000000000)"

begin 'a set-up call that reverts on the chain: its receipt, explained'
sed 's/"{sender}", "1000 ether"/"{sender}", "2000000 ether"], "gas": 200000, "x": [/; s/, "x": \[\]//' \
  seiload.json >wrong.json
funded 38 30 --config wrong.json
first=$(head -n 1 pool)
run_json --config wrong.json --seed 38 --max-txs 10
expect_status 1
grep -qF "setup[1], mint, account 0 ($first): reverted: \
MintTooLarge(2000000000000000000000000, 1000000000000000000000000) (status 0 in block " "$err" ||
  problem "$(cat "$err")"

begin 'accounts that own nothing: how many, before any transaction'
"$SEILOAD" accounts --config seiload.json --seed 39 >all 2>notes
tail -n 1 all | fund
head -n 30 all >pool
run_json --config seiload.json --seed 39 --max-txs 10
expect_error 'setup: 30 of 30 accounts cannot pay for their calls: each needs 0.'
! grep ' deployed ' "$err" || problem 'something was deployed'

begin 'a call of the load that would fail: its custom error'
sed 's/"{pick:0|1|2}"/7/' seiload.json >wrong.json
funded 40 30 --config wrong.json
run_json --config wrong.json --seed 40 --max-txs 10
expect_status 1
grep -qE ' error: scenario Call_0, buy: the call would fail: WrongStep\(7\)$' "$err" ||
  problem "$(cat "$err")"

begin 'stopped in the middle of the set-up calls'
sed 's/"count": 30/"count": 3000/' seiload.json >many.json
funded 41 3000 --config many.json
start --metrics-listen-addr= -e "$anvil_url" --config many.json --seed 41
wait_for "$err" 'setup[0], setMarket: 1 transaction succeeded'
send INT
finish
expect_status 0
expect_within 3000
! grep ' error: ' "$err" || problem "$(cat "$err")"

finish_tests
