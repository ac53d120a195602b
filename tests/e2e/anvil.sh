#!/bin/sh
# Runs against a real EVM node: what the report says was accepted is what the node's blocks hold from our
# accounts, each with receipt status 1, and the accounts' nonces agree.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1
start_anvil

# funded SEED ACCOUNTS: the pool of that seed, in the file `pool`, owns something.
funded() {
  "$SEILOAD" accounts --seed "$1" --accounts "$2" >pool
  fund <pool
}

said() { jq -r "$1" "$out"; }

# run_json ARGUMENT...: sends to the node; the report is in JSON.
run_json() { run --metrics-listen-addr= -e "$anvil_url" --report-format json "$@"; }

# The report is whole and all went well; the chain agrees with it. Leaves `facts`.
expect_chain_agrees() {
  expect_status 0
  [ "$(said '.totals | .balanced and .scheduled == .dropped + .admitted and
    .admitted == .accepted + .rejected + .failed + .unanswered + .unsent')" = true ] ||
      problem "$(said .totals)"
  [ "$(said '.totals | [.rejected, .failed, .unanswered, .unsent] | add')" -eq 0 ] ||
    problem "$(said '.totals, .errors')"
  accepted=$(said .totals.accepted)
  [ "$accepted" -gt 0 ] || problem 'nothing was accepted'
  [ "$(said '[.scenarios[].accepted] | add')" -eq "$accepted" ] || problem "$(said .scenarios)"
  [ "$(said .latency.from_due.count)" -eq "$accepted" ] || problem "$(said .latency.from_due.count) latencies"
  [ "$(said '[.latency.from_due.buckets[][1]] | add')" -eq "$accepted" ] ||
    problem 'buckets lack transactions'
  chain_facts pool >facts
  jq -e --argjson n "$accepted" '.sent == $n and .good == $n and .distinct == $n and .nonces == .accounts' \
    facts >/dev/null || problem "$accepted accepted, but on the chain: $(jq -c . facts)"
}

expect_facts() { jq -e "$1" facts >/dev/null || problem "expected $1 of $(jq -c . facts)"; }

begin 'EVMTransfer, the command of the manual'
funded 1 100
run_json --scenario EVMTransfer --seed 1 --accounts 100 --tps 200 --duration 4s
expect_chain_agrees
first=$(said .totals.accepted)  # 800, but for what a busy machine kept from being sent at the end
if [ "$first" -gt 800 ] || [ "$first" -lt 400 ]; then problem "$first accepted in 4 s at 200 a second"; fi
now=$(date +%s)
expect_facts ".types == {\"0x2\": $first} and .self == 0"
jq -r '.values[]' facts | while read -r value; do
  age=$((now - value))
  if [ $age -lt 0 ] || [ $age -gt 60 ]; then
    problem "value $((value)) is not the time of sending, about $now"
  fi
done

begin 'the same seed again goes on where it stopped'
run_json --scenario EVMTransfer --seed 1 --accounts 100 --tps 300 --max-txs 450
expect_status 0
[ "$(said .totals.accepted)" -eq 450 ] || problem "$(said .totals.accepted) accepted"
chain_facts pool >facts
expect_facts ".sent == $first + 450 and .good == $first + 450 and .nonces == 100"

begin 'EVMTransferFast, open loop'
funded 2 100
run_json --scenario EVMTransferFast --seed 2 --accounts 100 --tps 250.5 --duration 2s \
  --arrival-model open_loop
expect_chain_agrees
[ "$(said .totals.scheduled)" -eq 501 ] ||
  problem "$(said .totals.scheduled) scheduled in 2 s at 250.5 a second"
expect_facts '.values == ["0xe8d4a51000"] and .self == 0'

begin 'EVMTransferNoop, as fast as the node takes them, --max-txs exact'
funded 3 200
run_json --scenario EVMTransferNoop --seed 3 --accounts 200 --max-txs 1503
expect_chain_agrees
[ "$(said .totals.accepted)" -eq 1503 ] || problem "$(said .totals.accepted) accepted"
expect_facts '.values == ["0x0"] and .self == .sent'

begin 'a profile: every transaction type, by weight'
funded 4 90
cat >types.json <<END
{
  "chainId": 31337, "endpoints": ["$anvil_url"], "seed": 4, "accounts": {"count": 90},
  "scenarios": [
    {"name": "EVMTransferFast", "weight": 3, "txType": "legacy"},
    {"name": "EVMTransferFast", "weight": 2, "txType": "accessList"},
    {"name": "EVMTransferFast", "weight": 1, "txType": "dynamicFee",
     "gasTipCapPicker": {"Name": "random", "Min": 1, "Max": 2000000000}}
  ],
  "settings": {"tps": 300, "maxTxs": 600, "arrivalModel": "open_loop", "reportFormat": "json"}
}
END
run --metrics-listen-addr= --config types.json
expect_chain_agrees
expect_facts '.types == {"0x0": 300, "0x1": 200, "0x2": 100}'
[ "$(said '.scenarios | map("\(.scenario) \(.accepted)") | join(", ")')" = \
  'EVMTransferFast_0 300, EVMTransferFast_1 200, EVMTransferFast_2 100' ] || problem "$(said .scenarios)"

begin 'two endpoints, one by name'
funded 5 60
run_json -e "http://localhost:${anvil_url##*:}" --scenario EVMTransfer --seed 5 --accounts 60 --tps 200 \
  --duration 2s --workers 2
expect_chain_agrees

begin 'several transactions of an account in flight'
funded 6 5
run_json --scenario EVMTransfer --seed 6 --accounts 5 --account-in-flight 8 --tps 300 --max-txs 600
expect_chain_agrees

begin 'several transactions of an account in flight, as fast as the node takes them'
funded 7 4
run_json --scenario EVMTransfer --seed 7 --accounts 4 --account-in-flight 16 --max-txs 800
expect_status 0
accepted=$(said .totals.accepted)
[ "$accepted" -eq 800 ] || problem "$accepted accepted"
chain_facts pool >facts
expect_facts '.sent == 800 and .good == 800 and .nonces == 4'

begin 'batches of ten, over HTTP and pipelined, and over a WebSocket'
funded 11 60
run_json -e "ws${anvil_url#http}" --scenario EVMTransfer --seed 11 --accounts 60 --batch 10 --pipeline 4 \
  --connections 2 --max-txs 600
expect_chain_agrees
[ "$(said .totals.accepted)" -eq 600 ] || problem "$(said .totals.accepted) accepted"
! grep pipelining "$err" || problem 'pipelining was given up'

begin 'SIGTERM: what was answered is on the chain, and no more than was sent'
funded 8 50
start --metrics-listen-addr= -e "$anvil_url" --scenario EVMTransfer --seed 8 --accounts 50 --tps 500 \
  --report-format json
wait_for "$err" 'load begins'
sleep 1
send TERM
finish
expect_status 0
expect_within 2000
chain_facts pool >facts
least=$(said .totals.accepted)
most=$(said '.totals | .accepted + .unanswered')
expect_facts ".sent >= $least and .sent <= $most and .sent == .good and .nonces == 50"

begin 'accounts that own nothing: rejected, told, and no failure of the run'
run_json --scenario EVMTransfer --seed 9 --accounts 10 --tps 100 --duration 1s
expect_status 0
[ "$(said '.errors | map("\(.class) \(.reason)") | join(", ")')" = 'rejected insufficient_funds' ] ||
  problem "$(said .errors)"
[ "$(said '.totals | .accepted == 0 and .rejected == .admitted and .balanced')" = true ] ||
  problem "$(said .totals)"
expected=$(
  grep -cE ' warning: (10 of 10 accounts cannot pay for one transaction, 0\.0042[0-9]* ether by gas limit|'\
'[0-9a-z]+ rejected: insufficient_funds \(|nothing was accepted: 100 )' "$err"
)
[ "$expected" -eq "$(grep -c ' warning: ' "$err")" ] || problem "$(cat "$err")"

begin 'a chain from before EIP-1559 gets legacy transactions'
start_anvil --hardfork berlin
funded 10 20
run_json --scenario EVMTransfer --seed 10 --accounts 20 --tps 200 --max-txs 200
expect_chain_agrees
expect_facts '.types == {"0x0": 200}'

finish_tests
