#!/bin/sh
# Runs against geth itself (`make e2e-geth`; not part of the gate, because building geth takes long): a small
# limit of batches, an overload of its pool, its death and restart, IPC, WebSocket, the ramp. What the report
# says is compared with what the chain holds.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/geth.sh"
cd "$work" || exit 1

said() { jq -r "$1" "$out"; }
show() { printf '        %s\n' "$*"; }
show_report() {
  show "$(said '.totals | del(.balanced) | tostring')"
  show "$(said '.inclusion | del(.from_due, .from_accepted) | tostring')"
  grep -E ' (warning|error): ' "$err" | cut -c 26- | sort | uniq -c | sort -rn | head -n 12 |
    sed 's/^ */        /'
}

# The command line of all runs: arguments SEED ACCOUNTS
arguments() {
  echo --scenario EVMTransfer --seed "$1" --accounts "$2" --track-receipts --report-format json \
    --metrics-listen-addr=
}

# prepare SEED ACCOUNTS GAS_LIMIT [ARGUMENT...]: a new chain, and geth on it.
prepare() {
  new_chain "$1" "$2" "$3" || finish_tests
  shift 3
  start_geth 0 "$@" || finish_tests
}

# The sums hold, whatever became of the transactions.
expect_sums() {
  [ "$(said '.totals.balanced and .inclusion.balanced')" = true ] || problem "$(said '.totals, .inclusion')"
}

# All was accepted and included, and the chain has the same: expect_all N
expect_all() {
  expect_status 0
  expect_sums
  [ "$(said .totals.accepted)" -eq "$1" ] || problem "$(said .totals.accepted) accepted; $(tail -n 3 "$err")"
  [ "$(said .inclusion.succeeded)" -eq "$1" ] ||
    problem "of $1: $(said '.inclusion | del(.from_due, .from_accepted)')"
  chain_facts pool >facts
  jq -e --argjson n "$1" '.sent == $n and .good == $n and .nonces == .accounts' facts >/dev/null ||
    problem "$1 accepted, but on the chain: $(jq -c . facts)"
}

begin 'HTTP, batches of 50 at most: nonces, receipts and sends in smaller ones'
prepare 1 200 1000000000 --rpc.batch-request-limit 50
rpc_batch=50
# shellcheck disable=SC2046  # words
run -e "$rpc_url" $(arguments 1 200) --batch 100 --tps 200 --max-txs 1000
show_report
expect_all 1000
rpc_batch=''
kill_geth TERM

begin 'IPC'
prepare 2 100 1000000000
# shellcheck disable=SC2046
run -e "$ipc" $(arguments 2 100) --tps 100 --max-txs 500
show_report
expect_all 500

begin 'WebSocket, on the same node'
# shellcheck disable=SC2046
run -e "$ws_url" $(arguments 2 100) --tps 100 --max-txs 500
show_report
expect_status 0
expect_sums
[ "$(said .totals.accepted)" -eq 500 ] || problem "$(said .totals.accepted) accepted"
[ "$(said .inclusion.succeeded)" -eq 500 ] || problem "$(said '.inclusion | del(.from_due, .from_accepted)')"
kill_geth TERM

begin 'the ramp: what it names as held was sent, accepted and included'
prepare 3 200 1000000000
# shellcheck disable=SC2046
run -e "$rpc_url" $(arguments 3 200) --ramp-up --ramp-start 20 --ramp-step 20 --ramp-hold 5s --ramp-rest 2s \
  --ramp-max-block-time 1500ms --duration 24s
show_report
show "$(said '.ramp | tostring')"
expect_status 0
expect_sums
[ "$(said '.ramp.held_tps >= 20')" = true ] || problem "$(said .ramp)"
kill_geth TERM

begin 'overload of the pool: what geth dropped is reported, not passed over'
prepare 4 500 4200000 --txpool.globalslots 1024 --txpool.globalqueue 256 --miner.gaslimit 4200000
# shellcheck disable=SC2046
run -e "$rpc_url" $(arguments 4 500) --account-in-flight 8 --tps 600 --duration 20s --inclusion-drain 5s
show_report
expect_sums
accepted=$(said .totals.accepted)
included=$(said .inclusion.included)
[ "$accepted" -gt "$included" ] ||
  problem "the pool was not overloaded: $accepted accepted, $included included"
grep -q ' warning: .*inclu' "$err" || problem "no warning that inclusion falls behind: $(tail -n 5 "$err")"
chain_facts pool >facts
show "on the chain: $(jq -c 'del(.values)' facts)"
[ "$(jq .sent facts)" -ge "$included" ] || problem "$included included, but on the chain: $(jq -c . facts)"
kill_geth TERM

begin 'overload of the default pool, as fast as geth accepts'
prepare 5 500 10500000 --miner.gaslimit 10500000
# shellcheck disable=SC2046
run -e "$rpc_url" $(arguments 5 500) --account-in-flight 64 --duration 20s --inclusion-drain 5s
show_report
expect_sums
chain_facts pool >facts
show "on the chain: $(jq -c 'del(.values)' facts)"
[ "$(jq .sent facts)" -ge "$(said .inclusion.included)" ] || problem "on the chain: $(jq -c . facts)"
kill_geth TERM

begin 'SIGKILL and a restart: the run goes on, and nothing is counted twice'
prepare 6 100 1000000000
# shellcheck disable=SC2046
start -e "$rpc_url" $(arguments 6 100) --tps 50 --duration 30s --inclusion-drain 10s
wait_for "$err" 'load begins'
sleep 8
kill_geth KILL
sleep 2
start_geth "$geth_port" || finish_tests
finish
show_report
expect_status 0
expect_sums
chain_facts pool >facts
show "on the chain: $(jq -c 'del(.values)' facts)"
[ "$(said '.totals.accepted > 500')" = true ] || problem "$(said .totals)"
[ "$(jq '.sent == .distinct' facts)" = true ] || problem "on the chain: $(jq -c . facts)"
most=$(said '.totals | .accepted + .unanswered')
[ "$(jq .sent facts)" -le "$most" ] || problem "at most $most can be in, but on the chain: $(jq -c . facts)"
kill_geth TERM

finish_tests
