#!/bin/sh
# A target that is stopped for a while (SIGSTOP), and seiload itself: nothing is lost, nothing is counted
# twice, and the latency from the due time tells of it. Times are bounded from below only, or by seconds.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
# shellcheck disable=SC2119
start_node
load="-e $node_url --scenario EVMTransfer --seed 7 --tps 200 --accounts 1000 --workers 1"
load="$load --metrics-listen-addr= --report-format json"

# pause PID: stopped for 1.5 s.
pause() {
  kill -s STOP "$1"
  sleep 1.5
  kill -s CONT "$1"
}

# What jq finds in the report.
value() { jq -r "$1" "$out"; }

expect_that() {
  [ "$(value "$1")" = true ] || problem "not so: $1: $(value '.totals, .latency' | head -c 2000)"
}

begin 'a target that is stopped: all is answered, late, and the due times show it'
# shellcheck disable=SC2086  # a list of words
start $load --arrival-model open_loop --duration 3s
wait_for "$err" 'load begins'
sleep 0.5
pause "$node_pid"
finish
expect_status 0
expect_that '.totals.balanced and .totals.scheduled == 600 and .totals.failed == 0 and .totals.rejected == 0'
expect_that '.totals.accepted >= 580'
expect_that '.latency.from_due.max > 1.4 and .latency.from_due.p50 < 1.4'

begin 'seiload stopped: what fell due meanwhile is caught up, and counted as late'
# shellcheck disable=SC2086
start $load --arrival-model open_loop --duration 3s
wait_for "$err" 'load begins'
sleep 0.5
pause "$pid"
finish
expect_status 0
expect_that '.totals.balanced and .totals.scheduled == 600 and .totals.failed == 0 and .totals.rejected == 0'
expect_that '.totals.accepted >= 580'
expect_that '.latency.from_due.max > 1.4 and .latency.from_write.p50 < 1'
# Its own delay, and said to be.
expect_that '.process.longest_late_seconds > 1.4 and .process.doubt_share > 0.1 and
  (.process.warnings | length) > 0'
# Seconds are whole: what was accepted in one cannot be more than was sent.
expect_that '.rates.maximum_tps <= 600 and .process.seconds == 3'

begin 'seiload stopped in a closed loop'
# shellcheck disable=SC2086
start $load --duration 3s
wait_for "$err" 'load begins'
sleep 0.5
pause "$pid"
finish
expect_status 0
expect_that '.totals.balanced and .totals.failed == 0 and .totals.rejected == 0 and .totals.accepted >= 200'
# It never exceeds its rate: a tenth of a second's worth is caught up, the rest is given up, and said to be.
expect_that '.rates.maximum_tps <= 230 and .totals.scheduled <= 360 and .rates.scheduled_share < 0.6'
expect_that '.rates.missed.generator >= 200 and .process.longest_late_seconds > 1.4 and
  .process.doubt_share > 0.1'

begin 'seiload stopped across its deadline: it ends when it goes on'
# shellcheck disable=SC2086
start $load --arrival-model open_loop --duration 1s
wait_for "$err" 'load begins'
sleep 0.5
pause "$pid"
signalled_ms=$(now_ms)
finish
expect_status 0
expect_within 4000
expect_that '.totals.balanced and .totals.scheduled == 200 and .totals.failed == 0 and .totals.rejected == 0'

finish_tests
