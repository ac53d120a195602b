#!/bin/sh
# Whether the simulation bites: plausible bugs are put into a copy of the tree, one at a time, and seeds are
# run from 1 on until one finds it, at most SECONDS (60). Prints which seed that was and how long it took; a
# bug that no seed finds, or that fits no line any more, is a failure. bites.sh BUILD
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$1
seconds=${SECONDS_EACH:-60}
tree=$build/bites
rm -rf "$tree"
mkdir -p "$tree/build"
cp -a Makefile src tests man "$tree/" || exit 1
cp -a "$build/src" "$build/tests" "$build/pch" "$build/flags" "$build/libseiload.a" "$tree/build/" || exit 1
found=0 missed=0

# bug NAME FILE SED
bug() {
  cp -a "$2" "$tree/kept"
  sed -E "$3" "$2" >"$tree/$2"
  if cmp -s "$2" "$tree/$2"; then
    echo "FAILED  $1: no line of $2 is like that any more"
    missed=$((missed + 1))
    return
  fi
  if ! make -C "$tree" -j"$(nproc)" build=build build/simulate >"$tree/log" 2>&1; then
    echo "FAILED  $1: does not compile"
    grep -m 3 'error' "$tree/log"
    missed=$((missed + 1))
  else
    begun=$(date +%s.%N)
    (cd "$tree" && timeout 300 build/simulate "$seconds" 1) >"$tree/said" 2>&1
    status=$?
    took=$(echo "$(date +%s.%N) $begun" | awk '{ printf "%.1f", $1 - $2 }')
    if [ "$status" -ne 0 ]; then
      echo "found   $1: $took s, $(grep -m 1 -E '^(load|whole) [0-9]+: |CHECK|failed|Aborted' "$tree/said")"
      found=$((found + 1))
    else
      echo "MISSED  $1: $(cat "$tree/said")"
      missed=$((missed + 1))
    fi
  fi
  cp -a "$tree/kept" "$tree/$2"
  touch "$tree/$2"
}

load=src/load
bug 'a nonce is not given back' $load/account_nonces.cc 's/^      sender\.next_nonce = nonce;/      (void)0;/'
bug 'a nonce is given back that the node may have' $load/account_nonces.cc \
  's/^  if \(!end\.delivered\) return true;/  if (end.outcome != measure::Outcome::accepted) return true;/'
bug 'an outcome is counted twice' $load/completion.cc \
  's/^  state\.ledger\.end\(operation\.instance, ending\.outcome\);/&&/'
bug 'an account waits for ever after its nonce is read' $load/completion.cc \
  '/state\.set_free\(state\.senders\[event\.subject\]/{n;s/return .*/return;/;}'
bug 'a pipelined answer is looked for under another id' $load/outstanding.cc \
  's/const std::uint64_t id = id_of\(operation\);/const std::uint64_t id = id_of(operation) + 1;/'
bug 'what may have arrived counts as failed' $load/outstanding.cc \
  's/return delivered \? [a-z]+::Outcome::connection_lost : ([a-z]+::Outcome::refused;)/return \1/'
bug 'a second copy that the node knows is rejected' $load/outstanding.cc \
  's/ending\.outcome == [a-z]+::Outcome::already_known\)/false)/'
bug 'an answer in a batch is given to the first' $load/outstanding.cc \
  's/std::exchange\(batch\.operations\[place\], kNone\)/std::exchange(batch.operations[0], kNone)/'
bug 'the rate is one per cent too high' $load/pacer.cc \
  's/interval = per_second > 0 \? 1e9/interval = per_second > 0 ? 0.99e9/'
bug 'an arrival is dropped and not counted' $load/open_arrivals.cc \
  's/^  state\.ledger\.dropped\.add\(count\);/  state.ledger.dropped.add(count - 1);/'
bug 'more are in flight than may be' $load/worker_state.h \
  's/in_flight\.size\(\) < max_in_flight/in_flight.size() <= max_in_flight/'
bug 'arrivals are admitted after the stop' $load/worker.cc \
  's/^    if \(!draining_\) \{/    if (true) {/'
bug 'what waits for its connection is sent after the stop' $load/endpoint_queue.cc \
  's/^  pool_\.end_sending\(.*/  (void)0;/'
bug 'the drain has no end' $load/worker.cc 's/ \|\| now >= drain_end_\)/)/'
bug 'a request is written again and not counted so' src/net/http_connection.cc \
  's/at\(i\)\.resent = at\(i\)\.touched;/at(i).resent = false;/'

call=src/workload/call_template.cc
bug 'a call has another nonce than its transaction' $load/builder.cc \
  's/intent_\.set_nonce\(operation\.nonce\);/intent_.set_nonce(operation.nonce + 1);/'
bug 'a presigned call has the nonce that the sender had before' $load/builder.cc \
  's/intent_\.set_nonce\(nonce\);/intent_.set_nonce(senders_[sender].next_nonce);/'
bug 'what a call draws follows from the turn of the sender' $call \
  's/random\(operation\.seed, kCall, operation\.number\)/random(operation.seed, kCall, operation.turn)/'
bug 'the offset over a drawn length stays' $call \
  's/offset\.value \+ shift\[offset\.last\] - shift\[offset\.first\]/offset.value/'
bug 'the receiver is the sender' src/workload/workload.cc \
  's/order_\.account_after\(arrival\)/order_.account_of(arrival)/'

run=src/run
bug 'the last worker is left out of the totals' $run/workers.cc \
  's/^( +for \(const auto& worker : workers_\)) sum\.merge/\1 if (worker != workers_.back()) sum.merge/'
bug 'a signal does not cut the inclusion drain short' $run/chain_watch.cc \
  's/stop_->cut_short\((inclusion_end|begun \+ kCatchUp)\)/\1/'
bug 'a transaction is included once more' src/track/inclusion.cc \
  's/^  \+\+counts_\.included;/  counts_.included += 2;/'
bug 'a reverted one counts for another operation' src/track/operations.cc \
  '/::on_receipt/{n;s/one\.tx\.label/0/;}'
bug 'the gas of a transaction is the one before' src/track/inclusion.cc \
  's/seen->gas_used = \*receipt\.gas_used;/seen->gas_used = receipts.front().gas_used.value_or(0);/'
bug 'more is replayed than may be' src/track/operations.cc \
  's/replays_\.size\(\) >= kMaxReplays\) return/replays_.size() >= 50) return/;s/CHECK\(replays_.*/(void)0;/'
bug 'a percentile is a bucket too high' src/stats/histogram.cc \
  's/mean_of\(bucket\), min_/mean_of(bucket + 1), min_/'

echo "$found found, $missed missed"
[ "$missed" -eq 0 ]
