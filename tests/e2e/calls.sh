#!/bin/sh
# The user's own calls against a real EVM node: a token that is on the chain already, by command line and by
# profile; gas estimated; what would fail is said before any load.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1
# shellcheck disable=SC2119  # it takes options of anvil, and needs none
start_anvil

said() { jq -r "$1" "$out"; }
run_json() { run --metrics-listen-addr= -e "$anvil_url" --report-format json "$@"; }
# create NAME: one of src/workload/contracts, as any user of the chain would, from an account of anvil's.
# Prints the address.
create() {
  code=$(sed -n "/k$1Code =/,/;/p" "$root/src/workload/contracts/bytecode.cc" | tr -dc '0-9a-f"\n' |
    sed -n 's/^[^"]*"\([0-9a-f]*\)".*/\1/p' | tr -d '\n')
  [ -n "$code" ] || problem "no code of $1"
  from=$(rpc eth_accounts '[]' | jq -r '.[0]')
  hash=$(rpc eth_sendTransaction "[{\"from\":\"$from\",\"gas\":\"0x2dc6c0\",\"data\":\"0x$code\"}]")
  tries=0
  until rpc eth_getTransactionReceipt "[$hash]" | jq -re '.contractAddress // empty'; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || { problem "$1 was not created" && return; }
    sleep 0.2
  done
}

token=$(create ERC20)
storage=$(create StorageRW)

begin 'a token that exists, by the command line'
funded 21 50
run_json --seed 21 --accounts 50 --to "$token" --call 'transfer(address,uint256)' --arg '{receiver}' \
  --arg '{random:1..100}' --tps 200 --max-txs 200
expect_good 200
[ "$(said '.scenarios | map("\(.scenario) \(.operation)") | join(", ")')" = 'Call transfer' ] ||
  problem "$(said .scenarios)"
grep -qE ' info: scenario Call, transfer: gas limit [0-9]+, 20 % above the node.s estimate$' "$err" ||
  problem "$(cat "$err")"

begin 'two contracts and a transfer, by a profile'
funded 22 60
cat >calls.json <<END
{
  "endpoints": ["$anvil_url"], "seed": 22, "accounts": {"count": 60},
  "contracts": {"token": {"address": "$token"}, "store": {"address": "$storage"}},
  "scenarios": [
    {"name": "Call", "contract": "token", "function": "transfer(address,uint256)",
     "args": ["{contract:store}", 1], "gas": 90000, "weight": 2},
    {"name": "Call", "label": "write", "contract": "store", "function": "write(uint256,uint256,bytes)",
     "args": ["{key}", "{nonce}", "{sizedBytes}"], "gas": 200000,
     "keyDistribution": {"Name": "zipfian", "theta": 0.9}, "recordCount": 1000,
     "sizeDistribution": {"Name": "uniform"}, "sizeBuckets": [0, 31, 1000]},
    {"name": "Call", "to": "{fresh}", "value": "1 gwei"},
    {"name": "Calldata", "bytes": 500, "zero": 0.5}
  ],
  "settings": {"tps": 300, "maxTxs": 500, "reportFormat": "json"}
}
END
run --metrics-listen-addr= --config calls.json
expect_good 500

begin 'a call that would fail: its reason, before any load'
funded 23 10
run_json --seed 23 --accounts 10 --to "$token" --call 'transfer(address,uint256)' --arg '{receiver}' \
  --arg "0x$(printf 'f%.0s' $(seq 64))" --max-txs 10
expect_status 1
why='the call would fail: InsufficientBalance\(0x[0-9a-f]{40}, [0-9]+, [0-9]+\)'
grep -qE " error: scenario Call, transfer: $why\$" "$err" || problem "$(cat "$err")"
chain_facts pool >facts
jq -e '.sent == 0' facts >/dev/null || problem "$(jq -c . facts)"

begin 'an address without code'
run_json --seed 23 --accounts 10 --to 0x00000000000000000000000000000000000000aa --call 'f()' --max-txs 10
expect_status 1
grep -qE ' error: scenario Call, f: there is no code at 0x00000000000000000000000000000000000000AA$' "$err" ||
  problem "$(cat "$err")"

finish_tests
