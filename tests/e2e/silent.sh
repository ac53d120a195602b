#!/bin/sh
# Nodes that accept transactions and drop them without a word, or take long for receipts: the report tells
# both. Against the embedded chain, in a process of its own.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1

said() { jq -r "$1" "$out"; }

# Starts a chain with blocks of 200 ms: start_chain ARGUMENT...; sets chain_url and chain_pid.
start_chain() {
  : >"$work/chain"
  "$SEILOAD" mock-chain --listen 127.0.0.1:0 --block-time 200ms --seed 1 "$@" >"$work/chain" 2>&1 </dev/null &
  chain_pid=$!
  ours="$ours $chain_pid"
  wait_for "$work/chain" http://
  chain_url=$(grep -o 'http://[0-9.:]*' "$work/chain" | head -n 1)
}

end_chain() {
  kill -s TERM "$chain_pid"
  wait "$chain_pid"
}

# track ARGUMENT...
track() {
  run -e "$chain_url" --scenario EVMTransfer --seed 7 --report-format json --track-receipts \
    --track-blocks "$@"
}

expect_sums() {
  [ "$(said '.inclusion | .balanced and .registered == .included + .dropped + .expired + .in_flight and
    .included == .succeeded + .reverted + .unverified')" = true ] || problem "$(inclusion)"
}

inclusion() { said '.inclusion | del(.from_due, .from_accepted)'; }

begin 'a pool that drops what waits: the accounts go on, and the report tells what was dropped'
# Ten transactions a block, and four times as many sent; what waits for two blocks is dropped.
start_chain --gas-limit 210000 --pool-ttl-blocks 2
track --accounts 40 --tps 200 --duration 6s --inclusion-reap-after 5s \
  --fail-if 'dropped > 0' --fail-if 'included_share < 90%'
expect_status 3
expect_sums
[ "$(said '.inclusion.dropped > 100')" = true ] || problem "$(inclusion)"
# The last seconds have blocks with ours, too: nothing is stuck behind a gap for ever.
[ "$(said '[.blocks.ours, .inclusion.included] | .[0] == .[1] and .[0] > 60')" = true ] ||
  problem "$(inclusion)"
grep -q 'has dropped accepted transactions: ' "$err" || problem "$(cat "$err")"
grep -q 'error: --fail-if dropped > 0: it was ' "$err" || problem "$(cat "$err")"
grep -q 'error: --fail-if included_share < 90%: it was ' "$err" || problem "$(cat "$err")"
[ "$(said '.watch_warnings | any(startswith("inclusion is behind acceptance: "))')" = true ] ||
  problem "$(said .watch_warnings)"
end_chain

begin 'transactions that are accepted and dropped are told from those that are included'
start_chain --fault accept-and-drop:share=0.1
track --accounts 50 --tps 100 --max-txs 500 --inclusion-drain 8s
expect_status 0
expect_sums
[ "$(said '.inclusion | .dropped >= 20 and .included + .dropped >= 450')" = true ] || problem "$(inclusion)"
end_chain

begin 'slow receipts hold up neither heads nor blocks, and are sampled'
# A block of twenty takes 0.4 s, longer than the next one needs.
start_chain --fault receipts-cost:each=1ms
track --accounts 100 --tps 100 --duration 6s
expect_status 0
expect_sums
[ "$(said '.inclusion.included == .totals.accepted')" = true ] || problem "$(inclusion)"
[ "$(said '.inclusion.receipts | .left_out > 0 and .blocks_read >= 1 and
  .blocks_read < .blocks_with_ours')" = true ] ||
  problem "$(inclusion)"
[ "$(said '.inclusion.unverified == (.inclusion.receipts | .left_out + .failed + .unread)')" = true ] ||
  problem "$(inclusion)"
said '.watch_warnings[]' |
  grep -qE '^receipts read for [0-9.]+ % of the blocks: the node takes [0-9.]+m?s a block$' ||
  problem "$(said .watch_warnings)"
# Two requests of the share of time at most, and the first credit.
[ "$(said '.inclusion.receipts | .blocks_read * .seconds_a_block < 2.5')" = true ] || problem "$(inclusion)"

begin 'with --receipts all the rest is read after the load'
track --accounts 100 --tps 50 --duration 2s --receipts all --inclusion-drain 50s
expect_status 0
expect_sums
[ "$(said '.inclusion | .succeeded == .registered and .unverified == 0')" = true ] || problem "$(inclusion)"

begin 'with --receipts none no receipt is read'
track --accounts 100 --tps 50 --duration 1s --receipts none
expect_status 0
expect_sums
[ "$(said '.inclusion | .by == "hash" and .included == .unverified and .receipts == null')" = true ] ||
  problem "$(inclusion)"
end_chain

begin 'a ramp ends at the step that the chain does not include'
# Fifty transactions a second.
start_chain --gas-limit 210000
run -e "$chain_url" --scenario EVMTransfer --seed 7 --report-format json --accounts 400 --ramp-up \
  --ramp-start 20 --ramp-step 130 --ramp-hold 3s --ramp-rest 1s --ramp-max-block-time 10s --duration 40s
expect_status 0
[ "$(said .run.ended_by)" = ramp ] || problem "ended by $(said .run.ended_by)"
[ "$(said '.ramp | .held_tps == 20 and .reason == "included" and .steps[1].failed == "included"')" = true ] ||
  problem "$(said .ramp)"
[ "$(said '.ramp.steps[0] | .offered == 60 and .whole and .included >= 55 and .p50 > 0')" = true ] ||
  problem "$(said .ramp)"
end_chain

finish_tests
