#!/bin/sh
# The scenarios that call contracts, against a real EVM node: what is sent succeeds, a second run finds its
# contracts, and the profiles of the reference tool run as they are.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
. "$(dirname "$0")/../support/contract_runs.sh"
cd "$work" || exit 1

# A chain that has done much keeps all its states: it gets slow.
fresh_chain() {
  [ -z "${anvil_pid:-}" ] || kill "$anvil_pid"
  start_anvil "$@"
}

each_built_in
fresh_chain

begin 'StorageRW: keys, pads and operations'
cat >storage.json <<'END'
{
  "accounts": {"count": 40},
  "scenarios": [
    {"name": "StorageRW", "keyDistribution": {"Name": "zipfian", "theta": 0.9}, "recordCount": 100000,
     "sizeDistribution": {"Name": "uniform"}, "sizeBuckets": [0, 31, 1000, 8192],
     "operations": {"read": 1, "write": 1, "rmw": 2}},
    {"name": "StorageRW", "keyDistribution": {"Name": "uniform"}, "recordCount": 10}
  ],
  "seed": 112
}
END
funded 112 40 --config storage.json
run_json --config storage.json --tps 400 --max-txs 400
expect_all 400 400 400
# By the selectors: the second instance has rmw alone.
expected=$(jq -s -r --rawfile addresses pool '
  ($addresses | ascii_downcase | split("\n")) as $ours |
  [.[] | select(.from as $from | $ours | index($from)) | .input[:10]] | group_by(.) |
  map({(.[0]): length}) | add |
  "read \(.["0x829e7369"]), rmw \(.["0x22746b07"]), write \(.["0x396e9b3a"])"' transactions)
got=$(said '.scenarios | group_by(.operation) |
  map("\(.[0].operation) \(map(.accepted) | add)") | join(", ")')
[ "$got" = "$expected" ] || problem "$got by the report, $expected on the chain"
names=$(said '[.scenarios[] | "\(.scenario) \(.operation)"] | sort | join(", ")')
[ "$names" = 'StorageRW_0 read, StorageRW_0 rmw, StorageRW_0 write, StorageRW_1 rmw' ] || problem "$names"
[ "$(grep -c ' deployed ' "$err")" -eq 1 ] || problem "one contract for both: $(cat "$err")"

begin 'what a scenario is told to use'
cat >sizes.json <<'END'
{
  "accounts": {"count": 40},
  "scenarios": [
    {"name": "GasBurn", "gas": 1000000}, {"name": "StorageSpam", "slots": 100},
    {"name": "LogSpam", "logs": 3, "bytes": 10000}, {"name": "Swap", "pools": 500}
  ],
  "seed": 113
}
END
funded 113 40 --config sizes.json
run_json --config sizes.json --tps 200 --max-txs 200
expect_all 200 200 200

begin 'Revert, expensive'
cat >revert.json <<'END'
{"accounts": {"count": 20}, "scenarios": [{"name": "Revert", "cost": "expensive"}], "seed": 114}
END
funded 114 20 --config revert.json
run_json --config revert.json --tps 200 --max-txs 100
expect_all 100 100 0
show_gas

begin 'a deployer that owns nothing: said before any transaction'
funded 115 20 --scenario ERC20
deployer=$(tail -n 1 all)
printf '["%s","0x5"]\n' "$deployer" | rpc_each anvil_setBalance >/dev/null
run_json --scenario ERC20 --scenario ERC721 --seed 115 --accounts 20 --max-txs 10
expect_status 1
grep -qE " error: the deployer $deployer needs 0\.[0-9]+ ether to deploy ERC20, ERC721, and has \
0\.000000000000000005 ether: send it the rest$" "$err" || problem "$(cat "$err")"
[ "$(rpc eth_getTransactionCount "[\"$deployer\",\"latest\"]")" = '"0x0"' ] || problem 'it sent something'
grep -qx "seiload: the last address, $deployer, deploys the contracts: it needs funds, too" notes ||
  problem "$(cat notes)"

begin 'a dry run and mockDeploy deploy nothing'
run_json --scenario ERC20 --seed 116 --accounts 20 --max-txs 50 --dry-run
expect_status 0
cat >mock.json <<'END'
{"mockDeploy": true, "accounts": {"count": 20}, "scenarios": [{"name": "ERC20"}], "seed": 117}
END
"$SEILOAD" accounts --config mock.json 2>"$err" | fund
run_json --config mock.json --max-txs 50
expect_status 0
[ "$(said .totals.accepted)" -eq 50 ] || problem "$(said .totals)"
! grep deploy "$err" || problem 'something was deployed'

begin 'a chain without the proxy and from before EIP-1559'
fresh_chain --hardfork berlin --disable-default-create2-deployer
funded 118 20 --scenario ERC20 --scenario Swap
run_json --scenario ERC20 --scenario Swap --seed 118 --accounts 20 --tps 200 --max-txs 100
expect_all 100 100 100
[ "$(rpc eth_getTransactionCount "[\"$(tail -n 1 all)\",\"latest\"]")" = '"0x3"' ] ||
  problem 'a factory and two contracts were expected'
run_json --scenario ERC20 --scenario Swap --seed 118 --accounts 20 --tps 200 --max-txs 100
expect_all 100 200 200
[ "$(grep -c ' contracts on the chain already: ERC20 at .*, Swap at ' "$err")" -eq 1 ] ||
  problem "$(cat "$err")"

for profile in $reference_profiles; do
  begin "the profile $profile.json of the reference tool"
  if [ ! -e "$reference/$profile.json" ]; then
    echo "  not tried: no $reference"
    continue
  fi
  fresh_chain --chain-id "$reference_chain"
  reference_run "$profile" 120
done
finish_tests
