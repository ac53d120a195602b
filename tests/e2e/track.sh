#!/bin/sh
# Watching a real EVM node: what the report says of blocks and inclusion is what the chain holds; by receipts, by
# hash alone, and through a reorganisation. (Polling is in the unit tests, whose node has no WebSocket.)
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1
# shellcheck disable=SC2119  # the arguments are options for anvil, here none
start_anvil

funded() {
  "$SEILOAD" accounts --seed "$1" --accounts "$2" >pool
  fund <pool
}

said() { jq -r "$1" "$out"; }

# track SEED ACCOUNTS ARGUMENT...
track() {
  seed=$1 accounts=$2
  shift 2
  funded "$seed" "$accounts"
  run -e "$anvil_url" --scenario EVMTransfer --seed "$seed" --accounts "$accounts" --report-format json \
    --track-blocks --track-receipts "$@"
}

# The sums hold, and every accepted transaction was included and succeeded; so says the chain.
expect_all_included() {
  expect_status 0
  expect_sums
  accepted=$(said .totals.accepted)
  [ "$(said .inclusion.succeeded)" -eq "$accepted" ] || problem "of $accepted accepted: $(said '.inclusion | del(.from_due, .from_accepted)')"
  [ "$(said .inclusion.from_due.count)" -eq "$accepted" ] || problem "$(said .inclusion.from_due.count) inclusion times"
  chain_facts pool >facts
  jq -e --argjson n "$accepted" '.sent == $n and .good == $n' facts >/dev/null ||
    problem "$accepted accepted, but on the chain: $(jq -c . facts)"
}

expect_sums() {
  [ "$(said '.inclusion | .balanced and .registered == .included + .expired + .in_flight and
    .included == .succeeded + .reverted + .unverified')" = true ] || problem "$(said .inclusion)"
}

expect_source() {
  case $(said .feed.source) in
    "$1"*) ;;
    *) problem "the source is $(said .feed.source)" ;;
  esac
}

begin 'two thousand transfers, all included and succeeded, by subscription'
track 1 100 --tps 200 --max-txs 2000 --arrival-model open_loop
expect_all_included
[ "$(said .totals.accepted)" -eq 2000 ] || problem "$(said .totals.accepted) accepted"
[ "$(said .blocks.transactions)" -eq 2000 ] || problem "$(said .blocks.transactions) in the blocks seen"
[ "$(said .blocks.gas_used)" -eq 42000000 ] || problem "$(said .blocks.gas_used) gas"
expect_source 'new heads of ws://'

begin 'by the hashes in the blocks alone'
track 2 100 --tps 200 --max-txs 1000 --no-receipts
expect_status 0
expect_sums
[ "$(said .inclusion.unverified)" -eq 1000 ] || problem "$(said .inclusion.unverified) by hash alone"

begin 'a subscription that was asked for and is not there is a failure'
track 3 1 --max-txs 1 --ws-endpoint ws://127.0.0.1:1
expect_status 1
grep -q 'error: block feed: ws://127.0.0.1:1: connect 127.0.0.1:1: Connection refused' "$err" || problem "$(cat "$err")"

begin 'a reorganisation opens its transactions again'
funded 4 50
(
  sleep 4
  printf '{"jsonrpc":"2.0","id":1,"method":"anvil_reorg","params":[2,[]]}' | post >/dev/null
) &
ours="$ours $!"
run -e "$anvil_url" --scenario EVMTransfer --seed 4 --accounts 50 --report-format json --track-receipts \
  --tps 100 --duration 6s --inclusion-drain 3s
expect_status 0
expect_sums
[ "$(said .feed.reorgs)" -ge 1 ] || problem "$(said .feed)"
[ "$(said .inclusion.reopened)" -gt 0 ] || problem "$(said '.inclusion | del(.from_due, .from_accepted)')"

finish_tests
