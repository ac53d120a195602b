#!/bin/sh
# The scenarios that call contracts, against a real EVM node: what is sent succeeds, a second run finds its
# contracts, and the profiles of the reference tool run as they are.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1
start_anvil

# funded SEED ACCOUNTS OPTION...: the accounts of that pool, in the file `pool`, and the deployer own
# something.
funded() {
  pool_seed=$1 count=$2
  shift 2
  "$SEILOAD" accounts --seed "$pool_seed" --accounts "$count" "$@" >all 2>notes
  fund <all
  head -n "$count" all >pool
}

said() { jq -r "$1" "$out"; }

run_json() { run --metrics-listen-addr= -e "$anvil_url" --report-format json "$@"; }

# expect_accepted N: so many, and nothing else.
expect_accepted() {
  expect_status 0
  counts=$(said '.totals | [.accepted, .rejected, .failed, .unanswered, .unsent] | join(" ")')
  [ "$counts" = "$1 0 0 0 0" ] || problem "$(said '.totals, .errors')"
}

# expect_all N SENT GOOD: N transactions were accepted; the pool has SENT in blocks, GOOD of them with status
# 1.
expect_all() {
  expect_accepted "$1"
  chain_facts pool >facts
  jq -e --argjson sent "$2" --argjson good "$3" \
    '.sent == $sent and .good == $good and .distinct == $sent and .nonces == .accounts' facts >/dev/null ||
    problem "$1 accepted, $2 sent and $3 good expected, but on the chain: $(jq -c . facts)"
}

# The most gas that a transaction of the pool used and the least limit, for the margins in call_row.cc.
show_gas() {
  jq -n --rawfile addresses pool --slurpfile receipts "$work/receipts" \
    --slurpfile transactions "$work/transactions" '
    def number: ascii_downcase | explode | map(if . > 96 then . - 87 else . - 48 end) | .[2:] |
      reduce .[] as $digit (0; . * 16 + $digit);
    (reduce ($addresses | ascii_downcase | split("\n")[]) as $one ({}; .[$one] = 0)) as $ours |
    "  gas: at most \([$receipts[] | select($ours[.from] != null) | .gasUsed | number] | max) of " +
    "\([$transactions[] | select($ours[.from] != null) | .gas | number] | min)"' -r
}

# calls SEED SCENARIO GOOD: 300 transactions of it, then 100 of a second run with the same seed.
calls() {
  begin "$2"
  funded "$1" 40 --scenario "$2"
  run_json --scenario "$2" --seed "$1" --accounts 40 --tps 400 --max-txs 300
  expect_all 300 300 $((300 * $3))
  [ "$(grep -c " deployed $2 at 0x" "$err")" -eq 1 ] || problem "$(cat "$err")"
  show_gas

  begin "$2 again: its contract is used again"
  run_json --scenario "$2" --seed "$1" --accounts 40 --tps 400 --max-txs 100
  expect_all 100 400 $((400 * $3))
  [ "$(grep -c " contracts on the chain already: $2 at 0x" "$err")" -eq 1 ] || problem "$(cat "$err")"
  ! grep ' deployed ' "$err" || problem 'deployed again'
}

calls 101 ERC20 1
calls 102 ERC20Noop 1
calls 103 ERC20Conflict 1
calls 104 ERC721 1
calls 105 StorageRW 1
calls 106 GasBurn 1
calls 107 StorageSpam 1
calls 108 LogSpam 1
calls 109 Swap 1
calls 110 Revert 0

begin 'Disperse'
funded 111 20 --scenario Disperse
run_json --scenario Disperse --seed 111 --accounts 20 --tps 100 --max-txs 100
expect_all 100 100 100
show_gas

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
[ "$(said '[.scenarios[] | .operations[]? // .operation] | length')" -ge 1 ] || problem "$(said .scenarios)"
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
start_anvil --hardfork berlin --disable-default-create2-deployer
funded 118 20 --scenario ERC20 --scenario Swap
run_json --scenario ERC20 --scenario Swap --seed 118 --accounts 20 --tps 200 --max-txs 100
expect_all 100 100 100
[ "$(rpc eth_getTransactionCount "[\"$(tail -n 1 all)\",\"latest\"]")" = '"0x3"' ] ||
  problem 'a factory and two contracts were expected'
run_json --scenario ERC20 --scenario Swap --seed 118 --accounts 20 --tps 200 --max-txs 100
expect_all 100 200 200
[ "$(grep -c ' contracts on the chain already: ERC20 at .*, Swap at ' "$err")" -eq 1 ] ||
  problem "$(cat "$err")"

reference=${SEILOAD_PROFILES:-$root/../shared/profiles}
for profile in conflict evm_transfer loadtest_default local local_docker; do
  begin "the profile $profile.json of the reference tool"
  if [ ! -e "$reference/$profile.json" ]; then
    echo "  not tried: no $reference"
    continue
  fi
  start_anvil --chain-id 713714
  funded 120 5000 --config "$reference/$profile.json"
  run_json --config "$reference/$profile.json" --seed 120 --max-txs 1000 --post-summary-flush-delay 0s
  expect_accepted 1000
  chain_facts pool >facts
  jq -e '.sent == 1000 and .good == 1000' facts >/dev/null || problem "$(jq -c . facts)"
  kill "$anvil_pid"
done
finish_tests
