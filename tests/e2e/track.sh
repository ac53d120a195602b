#!/bin/sh
# Watching a real EVM node: what the report says of blocks and inclusion is what the chain holds. Most runs go
# on at the same time, each with a node of its own. Needs python3 besides.
# shellcheck disable=SC2317,SC2030,SC2031  # the cases are called by name, in subshells with own variables
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1

# Starts a node and funds ACCOUNTS accounts of the seed SEED, listed in the file pool: prepare SEED ACCOUNTS
# [ARGUMENT...]
prepare() {
  seed=$1 accounts=$2
  shift 2
  start_anvil "$@"
  "$SEILOAD" accounts --seed "$seed" --accounts "$accounts" >pool
  fund <pool
}

said() { jq -r "$1" "$out"; }

arguments() {
  echo --scenario EVMTransfer --seed "$seed" --accounts "$accounts" --report-format json --track-receipts
}

# track ENDPOINT ARGUMENT...
track() {
  # shellcheck disable=SC2046  # words
  run -e "$@" $(arguments)
}

# The same in the background.
start_tracking() {
  # shellcheck disable=SC2046
  start -e "$@" $(arguments)
}

# Forwards a port to the node: start_forwarder ARGUMENT...; sets forwarder_pid and forwarder_url.
start_forwarder() {
  python3 "$root/tests/support/forwarder.py" "${anvil_url##*:}" "$@" >forwarder 2>&1 </dev/null &
  forwarder_pid=$!
  ours="$ours $forwarder_pid"
  until [ -s forwarder ]; do sleep 0.05; done
  forwarder_url=http://127.0.0.1:$(cat forwarder)
}

# The sums hold, and every accepted transaction was included and succeeded; so says the chain:
# expect_all_included N
expect_all_included() {
  expect_status 0
  expect_sums
  [ "$(said .totals.accepted)" -eq "$1" ] || problem "$(said .totals.accepted) accepted"
  [ "$(said .inclusion.succeeded)" -eq "$1" ] ||
    problem "of $1 accepted: $(said '.inclusion | del(.from_due, .from_accepted)')"
  [ "$(said .inclusion.from_due.count)" -eq "$1" ] ||
    problem "$(said .inclusion.from_due.count) inclusion times"
  chain_facts pool >facts
  jq -e --argjson n "$1" '.sent == $n and .good == $n' facts >/dev/null ||
    problem "$1 accepted, but on the chain: $(jq -c . facts)"
}

expect_sums() {
  [ "$(said '.inclusion | .balanced and .registered == .included + .dropped + .expired + .in_flight and
    .included == .succeeded + .reverted + .unverified')" = true ] || problem "$(said .inclusion)"
  # shellcheck disable=SC2016  # a variable of jq's
  [ "$(said '[.scenarios[].on_chain] as $rows | .inclusion | [.registered, .included, .succeeded, .reverted,
    .unverified] == [$rows | map(.registered), map(.included), map(.succeeded), map(.reverted),
    map(.unverified) | add]')" = true ] || problem "the rows do not add up: $(said .scenarios)"
}

expect_source() {
  case $(said .feed.source) in
    "$1"*) ;;
    *) problem "the source is $(said .feed.source)" ;;
  esac
}

# --- the cases

by_subscription() {
  prepare 1 100
  track "$anvil_url" --track-blocks --tps 200 --max-txs 2000 --arrival-model open_loop
  expect_all_included 2000
  [ "$(said .blocks.transactions)" -eq 2000 ] || problem "$(said .blocks.transactions) in the blocks seen"
  [ "$(said .blocks.gas_used)" -eq 42000000 ] || problem "$(said .blocks.gas_used) gas"
  expect_source "new heads of ws://${anvil_url#http://}, "
}

by_polling() {
  prepare 2 50
  start_forwarder --no-websocket
  track "$forwarder_url" --tps 200 --max-txs 400
  expect_all_included 400
  expect_source "polling $forwarder_url every "
}

over_websocket() {
  prepare 3 50
  track "ws://${anvil_url#http://}" --tps 200 --max-txs 400
  expect_all_included 400
  expect_source "new heads of ws://${anvil_url#http://}, blocks from ws://"
}

over_ipc() {
  prepare 4 50 --ipc "$work/anvil.ipc"
  track "$work/anvil.ipc" --tps 200 --max-txs 400
  expect_all_included 400
  expect_source "new heads of $work/anvil.ipc, blocks from $work/anvil.ipc"
}

by_hash_alone() {
  prepare 5 50
  track "$anvil_url" --no-receipts --tps 200 --max-txs 400
  expect_status 0
  expect_sums
  [ "$(said .inclusion.unverified)" -eq 400 ] || problem "$(said .inclusion.unverified) by hash alone"
}

# Whatever asks for blocks or heads is cut off for five seconds; what sends is not.
cut_feed() {
  prepare 6 50
  start_forwarder --cut eth_blockNumber --cut eth_getBlock --cut 'Upgrade: websocket'
  start_tracking "$forwarder_url" --tps 100 --max-txs 1000 --arrival-model open_loop
  wait_for "$err" 'load begins' && sleep 2
  kill -s USR1 "$forwarder_pid"
  sleep 5
  kill -s USR2 "$forwarder_pid"
  finish
  expect_all_included 1000
  [ "$(said '.feed | .breaks >= 1 and .gaps >= 3 and .lost == 0')" = true ] || problem "$(said .feed)"
  grep -q 'subscription lost: ' "$err" || problem "$(cat "$err")"
  grep -q 'subscribed again to the new heads of ' "$err" || problem "$(cat "$err")"
}

# The pool's accounts are both ends of its transfers: every second one gets code, for which 21000 gas are not
# enough.
reverted() {
  prepare 7 20
  awk 'NR % 2' pool | jq -cR '[., "0x60006000fd"]' | rpc_each anvil_setCode >/dev/null
  track "$anvil_url" --tps 200 --max-txs 400
  expect_status 0
  expect_sums
  chain_facts pool >facts
  [ "$(said '.inclusion.reverted > 100')" = true ] ||
    problem "$(said '.inclusion | del(.from_due, .from_accepted)')"
  [ "$(said .inclusion.succeeded)" -eq "$(jq .good facts)" ] ||
    problem "$(said .inclusion.succeeded) succeeded: $(jq -c . facts)"
  [ "$(said .inclusion.reverted)" -eq "$(jq .sent-.good facts)" ] ||
    problem "$(said .inclusion.reverted) reverted: $(jq -c . facts)"
}

reorganised() {
  prepare 8 50
  start_tracking "$anvil_url" --tps 100 --duration 6s --inclusion-drain 3s
  wait_for "$err" 'load begins' && sleep 3
  rpc anvil_reorg '[2,[]]' >/dev/null
  finish
  expect_status 0
  expect_sums
  [ "$(said .feed.reorgs)" -ge 1 ] || problem "$(said .feed)"
  [ "$(said .inclusion.reopened)" -gt 0 ] || problem "$(said '.inclusion | del(.from_due, .from_accepted)')"
}

# Blocks of a second, and then none any more.
ramp() {
  prepare 9 50
  start_tracking "$anvil_url" --ramp-up --ramp-start 20 --ramp-step 20 --ramp-hold 4s --ramp-rest 1s \
    --ramp-max-block-time 2500ms --ramp-percentile 100
  # Ten seconds from here: twice, so that a slow machine has its time.
  wait_for "$err" 'ramp: step 2' && wait_for "$err" 'ramp: step 3, 60 a second' &&
    rpc evm_setIntervalMining '[600]' >/dev/null
  finish
  expect_status 0
  [ "$(said .run.ended_by)" = ramp ] || problem "ended by $(said .run.ended_by)"
  [ "$(said '.ramp | .reached_limit and .reason == "block_time" and .steps_begun == 3 and
    .held_tps == 40')" = true ] || problem "$(said .ramp)"
}

not_there() {
  prepare 10 1
  track "$anvil_url" --max-txs 1 --ws-endpoint ws://127.0.0.1:1
  expect_status 1
  grep -q 'error: block feed: ws://127.0.0.1:1: connect 127.0.0.1:1: Connection refused' "$err" ||
    problem "$(cat "$err")"
}

# --- at the same time

# Runs a case in a subshell with a folder of its own, which ends what it started.
branch() {
  mkdir "$work/$1"
  (
    name=$1 work=$work/$1 ours=''
    out=$work/out err=$work/err
    cd "$work" || exit 1
    trap 'for process in $ours; do kill -s KILL "$process" 2>/dev/null; done' EXIT
    : >problems
    "$1"
    echo 1 >ended
  ) &
  branches="$branches $!"
}

# collect CASE NAME: its outcome as a case of this script.
collect() {
  begin "$2"
  [ -s "$work/$1/ended" ] || problem 'it did not come to its end'
  [ ! -s "$work/$1/problems" ] || echo 1 >>"$work/problems"
}

# together CASE...
together() {
  branches=''
  for case in "$@"; do branch "$case"; done
  # shellcheck disable=SC2086  # a list
  wait $branches
}

together by_subscription cut_feed ramp not_there
together by_polling over_websocket over_ipc by_hash_alone reverted reorganised
collect by_subscription 'two thousand transfers, all included and succeeded, by subscription'
collect by_polling 'the same by polling alone'
collect over_websocket 'the same, sent and watched over a WebSocket'
collect over_ipc 'the same, sent and watched over a Unix socket'
collect by_hash_alone 'by the hashes in the blocks alone'
collect cut_feed 'a feed that is cut for five seconds loses nothing'
collect reverted 'transactions that revert are shown as reverted'
collect reorganised 'a reorganisation opens its transactions again'
collect ramp 'a ramp ends in the step in which blocks slow down, and names the highest that held'
collect not_there 'a subscription that was asked for and is not there is a failure'
finish_tests
