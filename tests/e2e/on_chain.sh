#!/bin/sh
# What a report says of each operation on the chain, against a real EVM node: how many were included and
# reverted, the gas that they used, and why they reverted.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1
# shellcheck disable=SC2119  # it takes options of anvil, and needs none
start_anvil

# All receipts: a slow machine's node takes more than the share that a sample of them may.
track() {
  run --metrics-listen-addr= -e "$anvil_url" --track-receipts --receipts all --inclusion-drain 10s "$@"
}

rows() { jq -c '.scenarios[] | del(.on_chain.gas.buckets, .on_chain.gas.excess)' "$out"; }

# expect_on_chain: the tables that tell what the chain did with each operation are standard input.
expect_on_chain() {
  cat >expected
  sed -n '/^on chain /,/^latency /{/^latency /q;p;}' "$out" | diff expected - >difference ||
    problem "$(cat difference)"
}

begin 'Revert: every one of them is shown as reverted, with the reason of five'
funded 131 20 --scenario Revert
track --scenario Revert --seed 131 --accounts 20 --tps 200 --max-txs 100 \
  --fail-if 'reverted > 99' --fail-if 'reverted_share > 99%'
expect_status 3
expect_on_chain <<'END'
on chain  operation  accepted  included  reverted  gas p50  gas max
Revert    revert          100       100       100   21,634   21,634

reverted  operation  count  reason
Revert    revert         5  'reverted on purpose'
Revert    revert        95  not replayed

END
grep -q ' error: --fail-if reverted > 99: it was 100$' "$err" || problem "$(cat "$err")"
grep -q ' error: --fail-if reverted_share > 99%: it was 100.00%$' "$err" || problem "$(cat "$err")"

# One worker and open loop: the first 400 transactions, of which any four in a row are three and one.
begin 'three of ERC20 to one of Revert: each has its row'
funded 132 40 --scenario ERC20 --scenario Revert
track --scenario ERC20=3 --scenario Revert=1 --seed 132 --accounts 40 --workers 1 \
  --tps 400 --max-txs 400 --arrival-model open_loop
expect_status 0
chain_facts pool >facts
jq -e '.sent == 400 and .good == 300' facts >/dev/null || problem "$(jq -c . facts)"
expect_on_chain <<'END'
on chain  operation       accepted  included  reverted  gas p50  gas max
ERC20     erc20_transfer       300       300         0   34,420   68,601
Revert    revert               100       100       100   21,634   21,634

reverted  operation  count  reason
Revert    revert         5  'reverted on purpose'
Revert    revert        95  not replayed

END

# GasBurn has less gas than it is told to burn.
begin 'the JSON report has what the receipts of the chain have'
cat >mix.json <<END
{
  "endpoints": ["$anvil_url"], "seed": 133, "accounts": {"count": 40},
  "scenarios": [
    {"name": "StorageRW", "operations": {"read": 1, "write": 1, "rmw": 2},
     "keyDistribution": {"Name": "uniform"}, "recordCount": 1000,
     "sizeDistribution": {"Name": "uniform"}, "sizeBuckets": [0, 1000]},
    {"name": "Revert", "cost": "expensive"},
    {"name": "EVMTransfer"},
    {"name": "GasBurn", "gas": 200000, "gasPicker": {"Name": "fixed", "Gas": 100000}}
  ],
  "settings": {"tps": 400, "maxTxs": 400, "trackReceipts": true, "reportFormat": "json"}
}
END
funded 133 40 --config mix.json
run --metrics-listen-addr= --config mix.json --receipts all --inclusion-drain 10s
expect_status 0
chain_facts pool >facts
# What each row says, and the sums of the pool's receipts.
jq -e --rawfile addresses pool --slurpfile receipts "$work/receipts" '
  def number: ascii_downcase | explode | map(if . > 96 then . - 87 else . - 48 end) | .[2:] |
    reduce .[] as $digit (0; . * 16 + $digit);
  (reduce ($addresses | ascii_downcase | split("\n")[]) as $one ({}; .[$one] = 0)) as $ours |
  [$receipts[] | select($ours[.from] != null)] as $got |
  .inclusion as $all | [.scenarios[].on_chain] as $rows |
  ($rows | map(.included) | add) == ($got | length) and
  ($rows | map(.included) | add) == $all.included and
  ($rows | map(.reverted) | add) == ($got | map(select(.status == "0x0")) | length) and
  ($rows | map(.reverted) | add) == $all.reverted and
  ($rows | map(.unverified) | add) == 0 and
  ($rows | map(.gas.sum) | add) == ($got | map(.gasUsed | number) | add) and
  ($rows | map(.gas.max) | max) == ($got | map(.gasUsed | number) | max) and
  ($rows | map(.reverts | map(.count) | add // 0) | add) == 5' "$out" >/dev/null ||
  problem "$(rows)"
# What StorageRW uses depends on who came first to a key.
jq -r '.scenarios[] | .on_chain as $it | [.scenario, .operation, $it.registered == .accepted,
  $it.included == .accepted, $it.reverted == $it.included,
  if .scenario == "StorageRW" then "" else $it.gas.max end,
  ($it.reverts | map(.reason) | unique | join("; "))] | @csv' "$out" | tr -d '"' >rows
diff - rows <<'END' || problem 'other rows than expected'
StorageRW,rmw,true,true,false,,
StorageRW,read,true,true,false,,
StorageRW,write,true,true,false,,
Revert,revert,true,true,true,521863,'reverted on purpose'
EVMTransfer,transfer,true,true,false,21000,
GasBurn,burn,true,true,true,100000,EVM error OutOfGas
END

# What the blocks held that were taken back is counted where it is now, if it is anywhere, and once.
begin 'after a reorganisation the rows are those of the chain as it is'
funded 135 40 --scenario ERC20 --scenario Revert
start --metrics-listen-addr= -e "$anvil_url" --scenario ERC20 --scenario Revert --seed 135 --accounts 40 \
  --tps 100 --duration 6s --track-receipts --receipts all --inclusion-drain 5s --report-format json
wait_for "$err" 'load begins' && sleep 3
rpc anvil_reorg '[2,[]]' >/dev/null
finish
expect_status 0
chain_facts pool >facts
jq -e --slurpfile facts facts '.feed.reorgs >= 1 and .inclusion.reopened > 0 and
  (.scenarios | map(.on_chain) | [(map(.included) | add), (map(.succeeded) | add), (map(.reverted) | add),
    (map(.gas.count) | add)]) == ($facts[0] | [.sent, .good, .sent - .good, .sent]) and
  (.scenarios | map(.on_chain | .reverted == .not_replayed + (.reverts | map(.count) | add // 0)) | all)' \
  "$out" >/dev/null ||
  problem "$(jq -c . facts) $(rows)"

begin 'with the embedded chain the report says that nothing is executed'
run --metrics-listen-addr= --mock-chain --scenario Revert --seed 134 --accounts 20 --tps 200 --max-txs 100 \
  --track-receipts --inclusion-drain 10s
expect_status 0
expect_on_chain <<'END'
on chain  operation  accepted  included  reverted  gas p50  gas max
Revert    revert          100       100         0   25,000   25,000
the embedded chain executes no contracts: nothing can revert, and gas is its estimate

END
finish_tests
