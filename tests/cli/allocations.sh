#!/bin/sh
# No allocation a transaction on the way from the schedule to the request's bytes, and back from the answer: a
# run of 50,000 transactions more allocates no more than a run of a few, but for what each second takes (the
# samples of the rate). SEILOAD is the program with its allocations counted.
build=${build:-build}
SEILOAD=${SEILOAD_COUNTED:-$build/count_allocations}
. "$(dirname "$0")/../support/shell.sh"

begin 'the embedded chain, in a process of its own'
"$build/seiload" mock-chain --listen 127.0.0.1:0 --block-time 10ms >"$work/chain" 2>&1 &
ours="$ours $!"
wait_for "$work/chain" 'mock-chain'
url=$(head -n 1 "$work/chain")

# counted ARGUMENT...: how many allocations the run took.
counted() {
  run --scenario EVMTransfer --seed 1 --accounts 8 --max-in-flight 8 --workers 2 --metrics-listen-addr= "$@"
  expect_status 0
  sed -n '$s/^\([0-9]*\) allocations$/\1/p' "$err"
}

# flat NAME ARGUMENT...
flat() {
  begin "$1: 1,000 and 51,000 transactions"
  shift
  few=$(counted "$@" --max-txs 1000)
  many=$(counted "$@" --max-txs 51000)
  echo "  $few and $many allocations"
  if [ "$few" -lt 100 ] || [ "$((many - few))" -gt 500 ]; then problem "$few allocations, then $many"; fi
}

flat 'a dry run' --dry-run
flat 'a dry run, open loop' --dry-run --arrival-model open_loop --tps 100000
flat 'sent, one in flight a connection' -e "$url"
flat 'sent, each with a trace' -e "$url" --traceparent

finish_tests
