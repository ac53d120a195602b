#!/bin/sh
# How runs end: exit status, all that is printed, and how soon. The targets are local servers that answer, say
# nothing, say half, or cannot be connected to. With AS_PID1=1 (tests/e2e/pid1.sh) the program is process 1.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
load='--scenario EVMTransfer --seed 7 --accounts 100 --workers 2 --metrics-listen-addr='
quiet_interval='--stats-interval 1h'

# The report of a run that had its load: ended by $1, arrival $2, share of the scenario $3.
report_of_load() {
  cat <<END
seiload VERSION report

run
  ended by        $1
  started         TIME
  set-up          TIME
  load            TIME, drain TIME
  seed            7
  chain id        1337
  arrival         $2, at most 10,000 in flight
  accounts        100, worker threads 2
  endpoints       $node_url

transactions
scheduled N
dropped N N % of scheduled
admitted N N % of scheduled
accepted N N % of admitted
rejected N N % of admitted
failed N N % of admitted
unanswered N N % of admitted
unsent N N % of admitted
ledger balanced

accepted a second
average RATE
maximum RATE

scenario operation accepted share rejected failed unanswered unsent
EVMTransfer transfer N $3 N N N N

END
}

# The rest of it where transactions were accepted.
with_latency() {
  cat <<'END'
latency p50 p90 p95 p99 p99.9 max mean count
accepted, from due time N N N N N N N N
accepted, from write N N N N N N N N

this process
CPU time TIME a transaction accepted, set-up included
peak memory SIZE
held up TIMES
END
}

# The rest of it where none was and each ended as $1.
with_unanswered() {
  cat <<END
latency p50 p90 p95 p99 p99.9 max mean count
accepted, from due time - - - - - - - N
accepted, from write - - - - - - - N
not accepted, from due time N N N N N N N N

errors reason count
$1

this process
CPU time TIME
peak memory SIZE
held up TIMES

nothing was accepted: N admitted, N unanswered (unanswered_at_stop)
END
}

# The report of a run that ended during set-up by $1; with a chain id $2 where it was known already.
report_of_set_up() {
  sed '/^  chain id        $/d' <<END
seiload VERSION report

run
  ended by        $1, during set-up
  started         TIME
  set-up          TIME
  seed            7
  chain id        ${2-}
  arrival         closed loop, as fast as the target accepts them, at most 10,000 in flight
  accounts        100
  endpoints       $node_url

this process
  CPU time        TIME
  peak memory     SIZE
END
}

expect_report() {
  cat >wanted_report
  normalise <wanted_report >wanted_normal
  report_shape <"$out" >report
  expect_text 'the report' report <wanted_normal
}

at_load() { wait_for "$err" 'load begins' && sleep 0.4; }

# worst ETHER COUNT: the line of a run with an end.
worst() { echo "TIME info: worst case: $1 ether: load $1 ether ($2 transactions of up to $each)"; }
each='0.004200008589934591 ether' # at most, of a transfer
begins='TIME info: load begins: 100 accounts, 1 endpoint, chain id 1337'
newline='
'
worst_open="TIME info: worst case: load $each a transaction, without an end"
load_begins="$worst_open
$begins"

# --- stops of a load that goes well

start_node
for signal in TERM INT; do
  begin "SIG$signal during the load"
  # shellcheck disable=SC2086  # $load and the like are several words, here and below
  start -e "$node_url" $load --tps 200 $quiet_interval
  at_load
  send "$signal"
  finish
  expect_status 0
  expect_within 2000
  { report_of_load "SIG$signal" 'closed loop, 200 a second' 'N %' && with_latency; } | expect_report
  expect_balanced "$out"
  expect_err <<END
$load_begins
END
done

begin '--duration'
# shellcheck disable=SC2086
run -e "$node_url" $load --tps 200 --arrival-model open_loop --duration 1s $quiet_interval
expect_status 0
expect_within 3000
{
  report_of_load '--duration 1s' 'open loop, 200 a second' 'N %' &&
    with_latency | sed 's/^held up/generator lag TIMES\n&/'
} | expect_report
expect_balanced "$out"
[ "$(count scheduled "$out")" -eq 200 ] || problem "$(count scheduled "$out") scheduled in 1 s, 200 expected"
expect_err <<END
$(worst 0.8400017179869182 200)
$begins
END

begin '--max-txs'
# shellcheck disable=SC2086
run -e "$node_url" $load --max-txs 137 $quiet_interval
expect_status 0
{
  report_of_load '--max-txs 137' 'closed loop, as fast as the target accepts them' 'N %' && with_latency
} | expect_report
expect_balanced "$out"
[ "$(count accepted "$out")" -eq 137 ] || problem "$(count accepted "$out") accepted, 137 expected"
expect_err <<END
$(worst 0.575401176821038967 137)
$begins
END

begin 'progress lines'
# shellcheck disable=SC2086
run -e "$node_url" $load --tps 100 --duration 1300ms --stats-interval 500ms
expect_status 0
normalise <"$err" | sed -E -e 's/ [0-9.]+(us|ms|s)(:| |$)/ N\2/g' -e 's/ [0-9.]+( tps|,)/ N\1/g' \
  -e 's/ [0-9.]+(us|ms|s)( |$)/ N\2/g' >progress
counts='accepted N, rejected N, failed N, unanswered N, unsent N, dropped N, in flight N'
expect_text 'the progress' progress <<END
$(worst 0.54600111669149683 130)
$begins
TIME info: N: N tps, $counts, latency avg N p50 N p99 N max N
TIME info: N: N tps, $counts, latency avg N p50 N p99 N max N
END

begin 'JSON report of a stop by signal'
# shellcheck disable=SC2086
start -e "$node_url" $load --tps 200 $quiet_interval --report-format json
at_load
send TERM
finish
expect_status 0
grep -E '^    "(ended_by|ended_text|reached_load|balanced)"' "$out" >said
expect_text 'what ended it' said <<'END'
    "ended_by": "signal",
    "ended_text": "SIGTERM",
    "reached_load": true,
    "balanced": true,
END
stop_node

# --- stops while nothing comes back

for fault in '--silent eth_chainId' '--half eth_chainId' '--silent eth_getBlockByNumber' \
  '--silent eth_getTransactionCount' '--half eth_getTransactionCount' --full; do
  for signal in TERM INT; do
    begin "SIG$signal during set-up: $fault"
    # shellcheck disable=SC2086
    start_node $fault # its own, so that the fault in its log is this run's
    # shellcheck disable=SC2086
    start -e "$node_url" $load
    if [ "$fault" = --full ]; then sleep 0.5; else wait_for "$node_log" "${fault#--}"; fi
    send "$signal"
    finish
    expect_status 0
    expect_within 2000
    chain_id='' worst=''
    case $fault in *TransactionCount) chain_id=1337 worst="$worst_open" ;; esac
    report_of_set_up "SIG$signal" "$chain_id" | expect_report
    printf '%s' "${worst:+$worst$newline}" | expect_err
    stop_node
  done
done

begin 'SIGTERM while nobody listens'
# shellcheck disable=SC2034  # for report_of_set_up
node_url=http://127.0.0.1:1
# shellcheck disable=SC2086
start -e "$node_url" $load
sleep 0.5
send TERM
finish
expect_status 0
expect_within 2000
report_of_set_up SIGTERM | expect_report
expect_err <<'END'
TIME warning: waiting for http://127.0.0.1:1: eth_chainId: connect 127.0.0.1:1: Connection refused; until 30s
END

start_node --silent eth_sendRawTransaction
begin 'SIGTERM while every send goes unanswered'
# shellcheck disable=SC2086
start -e "$node_url" $load --drain 500ms $quiet_interval
at_load
send TERM
finish
expect_status 0
expect_within 2000
{
  report_of_load SIGTERM 'closed loop, as fast as the target accepts them' - &&
    with_unanswered 'unanswered unanswered_at_stop N'
} | expect_report
expect_balanced "$out"
expect_err <<END
$load_begins
TIME warning: 100 unanswered: unanswered_at_stop
TIME warning: nothing was accepted: 100 admitted, 100 unanswered (unanswered_at_stop)
END

begin '--duration while every send goes unanswered'
# shellcheck disable=SC2086
run -e "$node_url" $load --duration 1s --drain 500ms $quiet_interval
expect_status 0
expect_within 3500
{
  report_of_load '--duration 1s' 'closed loop, as fast as the target accepts them' - &&
    with_unanswered 'unanswered unanswered_at_stop N'
} | expect_report
expect_balanced "$out"

for pair in 'TERM TERM 143' 'INT INT 130' 'TERM INT 130' 'INT TERM 143'; do
  # shellcheck disable=SC2086
  set -- $pair
  begin "SIG$1, then SIG$2 during the drain: $3 at once"
  # shellcheck disable=SC2086
  start -e "$node_url" $load --drain 30s $quiet_interval
  at_load
  send "$1"
  sleep 0.7 # what comes within half a second is no second signal
  send "$2"
  finish
  expect_status "$3"
  expect_within 1500
  expect_out </dev/null
  expect_err <<END
$load_begins
END
done
stop_node

start_node --half eth_sendRawTransaction
begin 'SIGINT while every answer stops half-way'
# shellcheck disable=SC2086
start -e "$node_url" $load --drain 500ms $quiet_interval
at_load
send INT
finish
expect_status 0
expect_within 2000
{
  report_of_load SIGINT 'closed loop, as fast as the target accepts them' - &&
    with_unanswered 'unanswered unanswered_at_stop N'
} | expect_report
expect_balanced "$out"
stop_node

begin 'the target dies during the load'
start_node
# shellcheck disable=SC2086
start -e "$node_url" $load --tps 200 --duration 3s $quiet_interval
at_load
stop_node
finish
expect_status 0
expect_balanced "$out"
[ "$(count failed "$out")" -gt 0 ] || problem "nothing failed: $(cat "$out")"
# The first of each outcome, what stops each of the two workers, a line an outcome at the end of the interval.
[ "$(wc -l <"$err")" -le 8 ] || problem "a line a failure? $(cat "$err")"

# --- failures: exit 1, one error line, no report

begin 'nobody listens: exit 1 after --startup-timeout'
# shellcheck disable=SC2086
run -e http://127.0.0.1:1 $load --startup-timeout 1s
expect_status 1
expect_within 2500
expect_out </dev/null
refused='eth_chainId: connect 127.0.0.1:1: Connection refused'
expect_err <<END
TIME warning: waiting for http://127.0.0.1:1: $refused; until 1s
TIME error: endpoint http://127.0.0.1:1: $refused (gave up after TIME)
END

begin 'one endpoint of two is down'
start_node
# shellcheck disable=SC2086
run -e "$node_url" -e http://localhost:1 $load --startup-timeout 1s
expect_status 1
expect_out </dev/null
sed -i -e 's/\[::1\]:1/127.0.0.1:1/' -e '/warning: waiting for http:..localhost:1: /d' "$err"
expect_err <<END
TIME error: endpoint http://localhost:1: $refused (gave up after TIME)
END

begin 'a name that does not resolve'
# shellcheck disable=SC2086
run -e http://nosuchname.invalid:8545 $load --startup-timeout 1s
expect_status 1
expect_within 2500
expect_out </dev/null
sed -E -e "s/('nosuchname\.invalid'): .* \(gave up/\1: CAUSE (gave up/" \
  -e '/warning: waiting for/d' "$err" >said
normalise <said >"$work/normal"
expect_text 'standard error' "$work/normal" <<'END'
TIME error: endpoint http://nosuchname.invalid:8545: resolve 'nosuchname.invalid': CAUSE (gave up after TIME)
END

begin 'the wrong chain'
# shellcheck disable=SC2086
run -e "$node_url" $load --chain-id 5
expect_status 1
expect_within 2000
expect_out </dev/null
expect_err <<'END'
TIME error: endpoint http://127.0.0.1:PORT: chain id is 1337, but the profile or --chain-id wants 5
END

begin 'endpoints on different chains'
first=$node_url
start_node --chain-id 5
# shellcheck disable=SC2086
run -e "$first" -e "$node_url" $load
expect_status 1
expect_out </dev/null
expect_err <<'END'
TIME error: endpoint http://127.0.0.1:PORT: chain id is 5, but that of http://127.0.0.1:PORT is 1337
END
stop_node

begin 'a target that never answers the start'
start_node --silent eth_chainId
# shellcheck disable=SC2086
run -e "$node_url" $load --startup-timeout 1s
expect_status 1
expect_within 2500
expect_out </dev/null
silent='127.0.0.1:PORT: no answer in time'
expect_err <<END
TIME error: endpoint http://127.0.0.1:PORT: eth_chainId: $silent (gave up after TIME)
END
stop_node

begin 'a target that cannot be connected to'
start_node --full
# shellcheck disable=SC2086
run -e "$node_url" $load --startup-timeout 1s
expect_status 1
expect_within 2500
expect_out </dev/null
expect_err <<END
TIME error: endpoint http://127.0.0.1:PORT: eth_chainId: connect $silent (gave up after TIME)
END
stop_node

# --- wrong use: exit 2 before any traffic

begin 'a wrong profile'
start_node
cat >wrong.json <<END
{"endpoints": ["$node_url"], "scenarios": [{"name": "EVMTransfr"}], "settings": {"tps": -1}}
END
run --config wrong.json
expect_status 2
expect_out </dev/null
expect_err <<'END'
seiload: wrong.json:1:66: scenarios[0].name: unknown scenario 'EVMTransfr'; did you mean 'EVMTransfer'?
seiload: wrong.json:1:102: settings.tps: expected a number >= 0, got '-1'
END
[ "$(wc -l <"$node_log")" -eq 1 ] || problem 'the endpoint was asked something'
run --config no/such.json
expect_status 2
expect_out </dev/null
expect_err <<'END'
seiload: --config: no/such.json: No such file or directory
END
stop_node

finish_tests
