#!/bin/sh
# No allocation a transaction on the way from the schedule to the request's bytes, and back from the answer: a
# run of 50,000 transactions more allocates no more than a run of a few, but for what each second takes (the
# samples of the rate). Transfers, calls of a built-in scenario, and calls of the user's own with values of
# drawn length. SEILOAD is the program with its allocations counted.
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
  run --seed 1 --accounts 8 --max-in-flight 8 --workers 2 --metrics-listen-addr= "$@"
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

transfer='--scenario EVMTransfer'
call="--to 0x00000000000000000000000000000000000000aa --call transfer(address,uint256)
  --arg {receiver} --arg {random:1..1000}"
cat >"$work/calls.json" <<'END'
{
  "chainId": 1337, "seed": 1,
  "scenarios": [
    {"name": "Call", "to": "0x00000000000000000000000000000000000000aa",
     "function": "put(uint256,bytes,(string,uint64)[])",
     "args": ["{key}", "{sizedBytes}", [["{i} of {sender}", "{nonce}"], ["{pick:a|bcd}", "{turn}"]]],
     "keyDistribution": {"Name": "zipfian", "theta": 0.9}, "recordCount": 1000,
     "sizeDistribution": {"Name": "uniform"}, "sizeBuckets": [0, 31, 1000]},
    {"name": "StorageRW", "operations": {"rmw": 1, "read": 1, "write": 1},
     "keyDistribution": {"Name": "uniform"}, "recordCount": 10,
     "sizeDistribution": {"Name": "zipfian", "theta": 0.5}, "sizeBuckets": [7, 700]}
  ]
}
END
# shellcheck disable=SC2086  # lists of words
{
  flat 'a dry run' $transfer --dry-run
  flat 'a dry run, open loop' $transfer --dry-run --arrival-model open_loop --tps 100000
  flat 'ERC20, a dry run' --scenario ERC20 --dry-run
  flat "a call of one's own, a dry run" $call --dry-run
  flat 'values of drawn length, a dry run' --config "$work/calls.json" --dry-run
  flat 'sent, one in flight a connection' $transfer -e "$url"
  flat 'sent, each with a trace' $transfer -e "$url" --traceparent
}

finish_tests
