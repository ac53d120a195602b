#!/bin/sh
# Where the report goes, and what happens where it cannot; dry runs, so no target is needed.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
dry='--dry-run --scenario EVMTransfer --seed 1 --max-txs 12 --workers 1 --quiet --metrics-listen-addr='

# What a dry run prints, amounts of time aside.
wanted() {
  cat <<'END'
seiload VERSION report

run
  ended by        --max-txs 12
  started         TIME
  set-up          TIME
  load            TIME, drain TIME
  seed            1
  chain id        1
  arrival         closed loop, as fast as the target accepts them, at most 10,000 in flight
  accounts        100, worker threads 1
  endpoints       none: a dry run, built and signed only; nothing was sent

transactions
  scheduled       12
  dropped          0    0.0 % of scheduled
  admitted        12  100.0 % of scheduled
  accepted        12  100.0 % of admitted
  rejected         0    0.0 % of admitted
  failed           0    0.0 % of admitted
  unanswered       0    0.0 % of admitted
  unsent           0    0.0 % of admitted
  ledger          balanced

accepted a second
  average         RATE
  maximum         RATE

scenario     operation  accepted    share  rejected  failed  unanswered  unsent
EVMTransfer  transfer         12  100.0 %         0       0           0       0

latency p50 p90 p95 p99 p99.9 max mean count
accepted, from due time T T T T T T T 12
accepted, from write T T T T T T T 12

this process
  CPU time        TIME a transaction accepted, set-up included
  peak memory     SIZE
  held up         TIMES
END
}

# The rest of what differs between two dry runs.
dry_report() {
  normalise | sed -E -e 's/^seiload [0-9.]+ /seiload VERSION /' \
    -e '/^(latency|accepted, from)/{s/([^ ])  +/\1 /g; s/ [0-9.]+(ns|us|ms|s)/ T/g}'
}

begin 'the whole report of a dry run'
# shellcheck disable=SC2086  # $dry is several words, here and below
run $dry
expect_status 0
expect_err </dev/null
dry_report <"$out" >report
wanted | expect_text 'the report' report

begin 'the log of a run without --quiet and --seed'
run --metrics-listen-addr= --dry-run --scenario EVMTransfer --max-txs 3
expect_status 0
expect_err <<'END'
TIME info: seed SEED (random; use --seed to reproduce this run)
TIME info: load begins: 100 accounts, 0 endpoints, chain id 1, a dry run: nothing is sent
END

begin '--report-path writes the same report to a file'
echo 'something longer that stood there before' >file.txt
# shellcheck disable=SC2086
run $dry --report-path file.txt
expect_status 0
cmp "$out" file.txt || problem 'the file differs from standard output'

begin '--report-path /dev/stdout prints one report'
# shellcheck disable=SC2086
run $dry --report-path /dev/stdout
expect_status 0
dry_report <"$out" >report
wanted | expect_text 'the report' report

begin '--report-path /dev/stderr'
# shellcheck disable=SC2086
run $dry --report-path /dev/stderr
expect_status 0
cmp "$out" "$err" || problem 'standard error holds something else'

begin '--report-path that cannot be written: exit 1 before any load'
# shellcheck disable=SC2086
run $dry --report-path no/such/file
expect_status 1
expect_out </dev/null
expect_err <<'END'
TIME error: report file no/such/file: No such file or directory
END
# shellcheck disable=SC2086
run $dry --report-path .
expect_status 1
expect_out </dev/null
expect_err <<'END'
TIME error: report file .: Is a directory
END

begin '--report-path /dev/full: the report on standard output, then exit 1'
# shellcheck disable=SC2086
run $dry --report-path /dev/full
expect_status 1
dry_report <"$out" >report
wanted | expect_text 'the report' report
expect_err <<'END'
TIME error: report file /dev/full: write: No space left on device
END

begin 'standard output full'
# shellcheck disable=SC2086
"$SEILOAD" $dry >/dev/full 2>"$err"
status=$?
expect_status 1
expect_err <<'END'
TIME error: standard output: write: No space left on device
END
for option in --help --version '--check --dry-run --scenario EVMTransfer'; do
  # shellcheck disable=SC2086
  "$SEILOAD" $option >/dev/full 2>"$err"
  status=$?
  expect_status 1
  expect_err <<'END'
seiload: standard output: write: No space left on device
END
done

begin 'standard output closed'
# shellcheck disable=SC2086
"$SEILOAD" $dry --report-path file.txt >&- 2>"$err"
status=$?
expect_status 1
expect_err <<'END'
TIME error: standard output: write: Bad file descriptor
END
dry_report <file.txt >report
wanted | expect_text 'the report file' report

begin 'standard input closed'
# shellcheck disable=SC2086
"$SEILOAD" $dry >"$out" 2>"$err" <&-
status=$?
expect_status 0
expect_err </dev/null
dry_report <"$out" >report
wanted | expect_text 'the report' report

begin 'standard error closed: its lines go nowhere, least of all into a file'
"$SEILOAD" --metrics-listen-addr= --dry-run --scenario EVMTransfer --max-txs 12 --workers 1 \
  --seed 1 --report-path file.txt >"$out" 2>&-
status=$?
expect_status 0
dry_report <file.txt >report
wanted | expect_text 'the report file' report

begin 'all three closed'
# shellcheck disable=SC2086
"$SEILOAD" $dry --report-path file.txt <&- >&- 2>&-
status=$?
[ "$status" -eq 1 ] || problem "exit status $status, expected 1"
dry_report <file.txt >report
wanted | expect_text 'the report file' report

begin 'a list whose reader leaves early: ended by the pipe, without a word, as other tools'
{
  "$SEILOAD" accounts --seed 1 --accounts 100000 2>"$err"
  echo $? >status
} | head -n 1 >"$out"
status=$(cat status)
expect_status 141
expect_out <<'END'
0x015Bea68d2bb07b4eb0b0A4b9C917547591Ec939
END
expect_err </dev/null

begin 'a report that nobody reads any more is a failed write'
mkfifo pipe
: <pipe &
reader=$!
{
  # shellcheck disable=SC2086
  "$SEILOAD" $dry --max-txs 0 --duration 500ms 2>"$err"
  echo $? >status
} >pipe
wait "$reader"
status=$(cat status)
expect_status 1
expect_err <<'END'
TIME error: standard output: write: Broken pipe
END

begin 'JSON: the stable keys'
# shellcheck disable=SC2086
run $dry --report-format json --report-path file.json
expect_status 0
expect_err </dev/null
cmp "$out" file.json || problem 'the file differs from standard output'
grep -oE '^ *"[a-z0-9_]+":' "$out" | tr -d ' ":' | tr '\n' ' ' | fold -s -w 100 |
  sed "s, *$,," >keys
echo >>keys
expect_text 'the keys' keys <<'END'
seiload version report run started ended_by ended_text reached_load setup_seconds load_seconds
drain_seconds seed chain_id chain_label dry_run arrival_model tps max_in_flight accounts workers
percentiles endpoints totals scheduled dropped admitted accepted rejected failed unanswered unsent
balanced in_flight_at_stop resent nonce_reads rates accepted_in_load average_tps maximum_tps
scheduled_share missed accounts max_in_flight connections unreachable max_txs generator scenarios
scenario operation accepted rejected failed unanswered unsent share errors latency from_due count
min mean p50 p90 p95 p99 p999 max sum buckets excess from_write count min mean p50 p90 p95 p99 p999
max sum buckets excess not_accepted_from_due count min mean p50 p90 p95 p99 p999 max sum buckets
excess intervals start_seconds length_seconds accepted rejected failed unanswered unsent dropped
in_flight p50 p99 max write_p50 write_p99 write_max process cpu_seconds peak_memory_bytes
generator_lag count min mean p50 p90 p95 p99 p999 max sum buckets excess seconds busy_seconds
fell_short workers_seconds cpu_wait_seconds late_seconds longest_late_seconds throttled_seconds
judged in_doubt doubt_share warnings
END

begin '--debug: one line a transaction'
run --metrics-listen-addr= --dry-run --scenario EVMTransfer --max-txs 12 --workers 1 --seed 1 --debug
expect_status 0
[ "$(grep -c ' debug: ' "$err")" -eq 12 ] || problem "$(cat "$err")"

begin 'a collector that the environment names, and that is not there'
export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1 OTEL_RESOURCE_ATTRIBUTES=a=b,k8s.pod.name=p \
  OTEL_SERVICE_NAME=mine
# shellcheck disable=SC2086
run $dry --textfile run.prom
expect_status 0
cause='connect 127.0.0.1:1: Connection refused'
expect_err <<END
TIME warning: OTLP: http://127.0.0.1:1/v1/metrics: $cause; the last metrics were not pushed
END
grep -q '^target_info{service_name="mine",.*,a="b",k8s_pod_name="p"} 1$' run.prom || problem "$(cat run.prom)"
export OTEL_EXPORTER_OTLP_ENDPOINT=wss://127.0.0.1 OTEL_RESOURCE_ATTRIBUTES=a
# shellcheck disable=SC2086
run $dry
expect_status 0
cause='expected an http:// or https:// URL'
expect_err <<END
TIME warning: OTEL_EXPORTER_OTLP_ENDPOINT: $cause; no metrics are pushed
TIME warning: OTEL_RESOURCE_ATTRIBUTES: expected key=value,key=value in ASCII; all of it is ignored
END
unset OTEL_EXPORTER_OTLP_ENDPOINT OTEL_RESOURCE_ATTRIBUTES OTEL_SERVICE_NAME

finish_tests
