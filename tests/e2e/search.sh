#!/bin/sh
# --find-limit against the embedded chain, whose capacity is known: the answer is that, to within the
# resolution. Where the machine is too busy to tell, the report says so, and then the answer is not judged.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1

limit=150  # seconds: a search takes its time

said() { jq -r "$1" "$out"; }

# Starts a chain that can handle $1 a second: sets chain_url and chain_pid.
start_chain() {
  : >"$work/chain"
  "$SEILOAD" mock-chain --listen 127.0.0.1:0 --block-time 100ms --capacity "$@" \
    >"$work/chain" 2>&1 </dev/null &
  chain_pid=$!
  ours="$ours $chain_pid"
  wait_for "$work/chain" http://
  chain_url=$(grep -o 'http://[0-9.:]*' "$work/chain" | head -n 1)
}

# find ARGUMENT...
find_limit() {
  run -e "$chain_url" --scenario EVMTransfer --accounts 400 --seed 7 --find-limit --hold 8s \
    --metrics-listen-addr= --report-format json "$@"
}

# The generator was held up: then a step says little.
is_busy() { [ "$(said '.process.doubt_share > 0.01 or .search.outcome == "generator" or
  any(.search.steps[]; .held == null)')" = true ]; }

# Within the resolution of what the chain can handle, confirmed, in few steps.
is_found() {
  [ "$(said '.search | .outcome == "found" and .limit_tps >= 285 and .limit_tps <= 315 and
    (.steps | length <= 14) and (.steps[-1] | .confirms and .held)')" = true ]
}

# Real time, on a machine that does other things too: one of two searches has to find it.
for model in closed_loop open_loop; do
  begin "the answer is the chain's capacity, $model"
  for try in 1 2; do
    start_chain 300
    find_limit --find-from 50 --arrival-model "$model"
    kill -s TERM "$chain_pid"
    [ "$(said '.totals.balanced')" = true ] || problem "$(said .totals)"
    if is_busy || is_found; then break; fi
    echo "  $name: search $try: $(said '.search | [.outcome, .limit_tps, (.steps | length)] | tojson')"
  done
  if is_busy; then
    echo "  $name: not judged, the machine is too busy"
  else
    expect_status 0
    is_found || problem "$(said .search)"
    [ "$(said '.run.ended_by')" = search ] || problem "$(said .run)"
  fi
done

begin 'a condition lowers the answer, and one that never holds leaves none: status 3'
start_chain 300
find_limit --find-from 50 --find-to 100 --slo 'p99 < 1ns' --slo 'included_share > 50%'
expect_status 3
grep -q ' error: --find-limit: no rate that was tried held$' "$err" || problem "$(cat "$err")"
[ "$(said '.search | .limit_tps == null and .outcome == "none" and (.steps | length) == 2')" = true ] ||
  problem "$(said .search)"
[ "$(said '.search.conditions | join(", ")')" = 'p99 < 1ns, included_share > 50%' ] ||
  problem "$(said .search.conditions)"
[ "$(said '.inclusion.balanced')" = true ] || problem 'a condition on inclusion does not track it'

begin 'a bound above: nothing over it is tried'
find_limit --find-from 20 --find-to 30 --hold 4s
is_busy || {
  expect_status 0
  [ "$(said '.search | [.outcome, .limit_tps, (.steps | map(.tps))] | tojson')" = \
    '["upper_bound",30,[20,30,30]]' ] || problem "$(said .search)"
}

begin 'the answer comes first in the text, and a signal ends the search as any run'
start -e "$chain_url" --scenario EVMTransfer --accounts 400 --find-limit --metrics-listen-addr=
wait_for "$err" 'search: step 1, 100 a second for'
send TERM
finish
expect_status 0
head -n 4 "$out" >beginning
expect_text 'the head of the report' beginning <<END
$("$SEILOAD" --version | sed -n 1p) report

limit
  highest held    not known
END
kill -s TERM "$chain_pid"

begin 'options that do not go together'
run --find-limit --ramp-up --find-from 9 --find-to 5 --find-resolution 0 --scenario EVMTransfer \
  -e http://127.0.0.1:1
expect_status 2
expect_err <<'END'
seiload: --find-limit: cannot be combined with --ramp-up: both set the rate
seiload: --find-limit: --find-to 5 is below --find-from 9
seiload: --find-resolution: expected a share from 0.1% to 50%, such as 5% or 0.05, got '0'
END
run --slo 'p99 < 1s' --scenario EVMTransfer -e http://127.0.0.1:1
expect_status 2
expect_err <<'END'
seiload: --slo: needs --find-limit; a run of one rate is judged by --fail-if
END
run --find-limit --slo 'interval:p99 < 1s' --slo 'doubt_share < 1%' --scenario EVMTransfer \
  -e http://127.0.0.1:1
expect_status 2
expect_err <<'END'
seiload: --slo: a step of a search is the interval: give the name without 'interval:'
seiload: --slo: 'doubt_share < 1%' is known only at the end of a run
END

begin 'the names of conditions are listed'
run --help conditions
expect_status 0
grep -q '^  block_time_pN    time      ' "$out" || problem "$(cat "$out")"
run conditions
expect_status 2

finish_tests
