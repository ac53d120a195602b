#!/bin/sh
# Signals at every stage of a run: timeout(1) itself, two at once, SIGHUP, SIGUSR1, readers and writers that
# stall. From the first signal to the exit: two seconds, half a second more for a slow machine.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
load='--scenario EVMTransfer --seed 7 --accounts 100 --workers 2 --stats-interval 1h'
no_metrics='--metrics-listen-addr='
bound=2500

# Two signals, microseconds apart, as timeout(1) sends them.
send_twice() {
  signalled_ms=$(now_ms)
  kill -s "$1" "$pid"
  kill -s "$2" "$pid"
}

# The report of a run that a signal ended: status, time, the reason.
expect_stopped() {
  expect_status 0
  expect_within "$bound"
  grep -q "^  ended by        $1" "$out" || problem "not ended by $1: $(head -n 5 "$out"; cat "$err")"
}

at_load() { wait_for "$err" 'load begins' && sleep 0.3; }

# A FIFO that this script reads nothing of, and that has no room left.
make_full() {
  mkfifo "$1"
  exec 9<>"$1"
  head -c 65536 /dev/zero >"$1"
}

# --- the load

start_node
for i in 1 2 3 4 5; do
  begin "timeout(1), time $i: its two signals are one"
  # shellcheck disable=SC2086  # $load and the like are several words, here and below
  timeout -s TERM -k 20 1 "$SEILOAD" -e "$node_url" $load $no_metrics --tps 100 >"$out" 2>"$err" </dev/null
  status=$?
  expect_status 124
  grep -q '^  ended by        SIGTERM' "$out" || problem "no report: $(cat "$out" "$err")"
done

for pair in 'TERM TERM' 'INT INT' 'TERM INT' 'HUP TERM'; do
  # shellcheck disable=SC2086
  set -- $pair
  begin "SIG$1 and SIG$2 at once during the load"
  # shellcheck disable=SC2086
  start -e "$node_url" $load $no_metrics --tps 100
  at_load
  send_twice "$1" "$2"
  finish
  case $status in
    0) grep -q "^  ended by        SIG" "$out" || problem "no report: $(cat "$out")" ;;
    *) problem "status $status: $(cat "$err")" ;;
  esac
  expect_within "$bound"
done

begin 'SIGHUP stops'
# shellcheck disable=SC2086
start -e "$node_url" $load $no_metrics --tps 100
at_load
send HUP
finish
expect_stopped SIGHUP

begin 'SIGHUP that was ignored at the start changes nothing'
via='nohup'
# shellcheck disable=SC2086
start -e "$node_url" $load $no_metrics --tps 100
via=''
at_load
send HUP
sleep 0.3
send TERM
finish
expect_stopped SIGTERM

begin 'an absurd rate in an open loop: SIGTERM during the load'
# shellcheck disable=SC2086
start -e "$node_url" $load $no_metrics --tps 3e8 --arrival-model open_loop
at_load
send TERM
finish
expect_stopped SIGTERM
expect_balanced "$out"

begin 'an absurd rate in an open loop: every arrival is counted at the deadline'
# shellcheck disable=SC2086
run -e "$node_url" $load $no_metrics --tps 3e8 --arrival-model open_loop --duration 2s --drain 0s
expect_status 0
expect_within 6000
expect_balanced "$out"
[ "$(count scheduled "$out")" -eq 600000000 ] ||
  problem "$(count scheduled "$out") scheduled, 600000000 expected"
stop_node

# --- set-up

begin 'two signals at once during the set-up'
start_node --silent eth_chainId
# shellcheck disable=SC2086
start -e "$node_url" $load $no_metrics
wait_for "$node_log" 'silent eth_chainId'
send_twice TERM TERM
finish
expect_stopped 'SIGTERM, during set-up'
stop_node

begin 'a profile from a FIFO that nobody writes'
mkfifo profile
start --config profile
sleep 0.3
send_twice TERM TERM
finish
expect_status 0
expect_within "$bound"
expect_out </dev/null
expect_err <<'END'
seiload: SIGTERM before the profile was read
END

begin 'a profile from a FIFO whose writer comes later'
start --config profile --check
sleep 0.3
echo '{"endpoints": ["http://127.0.0.1:1"], "scenarios": [{"name": "EVMTransfer"}],' \
  '"accounts": {"count": 3}}' >profile
finish
expect_status 0
grep -q '"EVMTransfer"' "$out" || problem "not read: $(cat "$out" "$err")"

# --- the drain

start_node --silent eth_sendRawTransaction
begin 'the drain after a deadline: a signal ends it'
# shellcheck disable=SC2086
start -e "$node_url" $load $no_metrics --duration 500ms --drain 30s
at_load
sleep 0.7
send_twice TERM TERM
finish
expect_stopped '--duration 500ms'
expect_balanced "$out"

begin 'a drain that was asked for takes its time after a signal'
# shellcheck disable=SC2086
start -e "$node_url" $load $no_metrics --drain 3s
at_load
send TERM
finish
expect_status 0
[ $((ended_ms - signalled_ms)) -ge 2900 ] ||
  problem "ended after $((ended_ms - signalled_ms)) ms, 3000 asked for"
stop_node

# --- inclusion

"$SEILOAD" mock-chain --listen 127.0.0.1:0 --block-time 1h >chain.out 2>/dev/null </dev/null &
chain_pid=$!
ours="$ours $chain_pid"
wait_for chain.out http://
chain_url=$(head -n 1 chain.out)

begin 'the default inclusion drain: a signal during the load cuts it short'
# shellcheck disable=SC2086
start -e "$chain_url" $load $no_metrics --tps 100 --track-receipts
at_load
send_twice TERM TERM
finish
expect_stopped SIGTERM

begin 'the default inclusion drain: a signal ends it'
# shellcheck disable=SC2086
start -e "$chain_url" $load $no_metrics --tps 100 --track-receipts --duration 500ms
at_load
sleep 1.5
send_twice TERM TERM
finish
expect_stopped '--duration 500ms'

begin 'an inclusion drain that was asked for takes its time after a signal'
# shellcheck disable=SC2086
start -e "$chain_url" $load $no_metrics --tps 100 --track-receipts --inclusion-drain 3s
at_load
send TERM
finish
expect_status 0
[ $((ended_ms - signalled_ms)) -ge 2900 ] ||
  problem "ended after $((ended_ms - signalled_ms)) ms, 3000 asked for"

# --- the last scrape

scraped() {
  wait_for "$err" '/metrics' || return
  url=$(sed -nE 's/.*metrics: (http:[^ ]*).*/\1/p' "$err")
  at_load
  curl -s -o /dev/null "$url" || problem "no scrape of $url"
}

begin 'the wait for a scrape: a signal during the load cuts it short'
# shellcheck disable=SC2086
start -e "$chain_url" $load --tps 100 --metrics-listen-addr 127.0.0.1:0
scraped
send_twice TERM TERM
finish
expect_stopped SIGTERM

begin 'the wait for a scrape: a signal ends it'
# shellcheck disable=SC2086
start -e "$chain_url" $load --tps 100 --metrics-listen-addr 127.0.0.1:0 --duration 1500ms
scraped
wait_for "$err" 'waiting for a scrape'
send_twice TERM TERM
finish
expect_stopped '--duration 1.5s'

begin 'a flush delay that was asked for takes its time after a signal'
# shellcheck disable=SC2086
start -e "$chain_url" $load --tps 100 --metrics-listen-addr 127.0.0.1:0 --post-summary-flush-delay 3s
at_load
send TERM
finish
expect_status 0
[ $((ended_ms - signalled_ms)) -ge 2900 ] ||
  problem "ended after $((ended_ms - signalled_ms)) ms, 3000 asked for"

# --- readers that stall

for what in 'the report' 'the report file' 'the log'; do
  begin "$what goes to a pipe that nobody reads: a signal ends the wait"
  rm -f full
  make_full full
  path=
  case $what in
    'the report') out=$work/full ;;
    'the report file') path="--report-path $work/full" ;;
    'the log') err=$work/full ;;
  esac
  # shellcheck disable=SC2086
  start -e "$chain_url" $load $no_metrics --tps 100 --duration 500ms $path
  sleep 1.5
  send_twice TERM TERM
  finish
  exec 9>&-
  out=$work/out err=$work/err
  expect_within "$bound"
  case $what in
    'the report')
      expect_status 1
      grep -q 'error: standard output: write: the reader takes no more$' "$err" ||
        problem "not said: $(cat "$err")"
      ;;
    'the report file')
      expect_status 1
      grep -q "error: report file $work/full: write: the reader takes no more\$" "$err" ||
        problem "not said: $(cat "$err")"
      grep -q '^  ended by  ' "$out" || problem "no report: $(cat "$out")"
      ;;
    'the log')
      expect_status 0
      grep -q '^  ended by  ' "$out" || problem "no report: $(cat "$out")"
      ;;
  esac
done

# --- SIGUSR1

begin 'SIGUSR1 during the load prints what the report would say'
# shellcheck disable=SC2086
start -e "$chain_url" $load $no_metrics --tps 100 --track-receipts -q
sleep 1
send USR1
wait_for "$err" 'from write'
send TERM
finish
expect_stopped SIGTERM
sed -nE 's/, [0-9.]+m?s since the load began$/, TIME since the load began/; 1,6p' "$err" |
  sed -E 's/ +[0-9.]+( +[0-9.]+ %)?/ N/g; s/ %//' >said
expect_text 'the snapshot' said <<'END'
seiload: SIGUSR1: load, TIME since the load began
transactions
  scheduled N
  dropped N of scheduled
  admitted N of scheduled
  accepted N of admitted
END

begin 'SIGUSR1 never ends the process, whenever it comes'
start_node --silent eth_chainId
# shellcheck disable=SC2086
start -e "$node_url" $load $no_metrics
# From its first moments: before that, a signal finds the shell that is about to become it.
catches_usr1() { [ $((0x$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$pid/status") & 0x200)) -ne 0 ]; }
i=0
until catches_usr1 || [ $((i += 1)) -gt 500 ]; do sleep 0.01; done
for i in 1 2 3 4 5; do kill -s USR1 "$pid"; done
# Those may all have come before there was anything to say.
i=0
until grep -q 'SIGUSR1: set-up' "$err" || [ $((i += 1)) -gt 100 ]; do
  kill -s USR1 "$pid"
  sleep 0.1
done
wait_for "$err" 'SIGUSR1: set-up'
send TERM
finish
expect_stopped 'SIGTERM, during set-up'
stop_node
kill -s USR1 "$chain_pid"
sleep 0.2
kill -s TERM "$chain_pid"
wait "$chain_pid"
status=$?
expect_status 0

begin 'SIGUSR1 and SIGHUP of the mock chain'
"$SEILOAD" mock-chain --listen 127.0.0.1:0 --block-time 1h >"$out" 2>"$err" </dev/null &
chain_pid=$!
ours="$ours $chain_pid"
wait_for "$out" http://
kill -s USR1 "$chain_pid"
wait_for "$err" SIGUSR1
kill -s HUP "$chain_pid"
wait "$chain_pid"
status=$?
expect_status 0
expect_err <<'END'
seiload: SIGUSR1: block 0 with 0 transactions; in the pool 0 pending, 0 queued
END

finish_tests
