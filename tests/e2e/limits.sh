#!/bin/bash
# What the system does not give: threads, memory, a large stack, room in a file. Each is an error line and
# status 1, with the report of what there is, and never a hang or a death by a signal.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
load='--mock-chain --scenario EVMTransfer --seed 7 --accounts 300 --workers 3 --tps 200 --duration 300ms -q'
no_metrics='--metrics-listen-addr='

# --- threads

# A user without processes of its own, so that the limit counts the program's threads alone.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null && command -v prlimit >/dev/null; then
  chmod 755 "$work"
  cp "$SEILOAD" "$work/seiload"
  chmod 755 "$work/seiload"
  begin 'as many threads as there may be: every number ends, with a reason'
  unavailable='Resource temporarily unavailable$'
  failed_worker=0
  threads=1
  while [ "$threads" -le 20 ]; do
    status=0
    # shellcheck disable=SC2086  # $load is several words, here and below
    timeout -s KILL 30 setpriv --reuid=54321 --regid=54321 --clear-groups prlimit --nproc="$threads" \
      "$work/seiload" $load --metrics-listen-addr 127.0.0.1:0 --track-receipts \
      >"$out" 2>"$err" </dev/null || status=$?
    [ "$status" -eq 0 ] && break
    expect_status 1
    grep -qE "(error|seiload): (block feed thread: )?cannot start a [a-z -]+ thread: $unavailable" "$err" ||
      problem "--nproc=$threads: no reason: $(cat "$err")"
    if grep -q 'error: cannot start a worker thread' "$err"; then
      failed_worker=1
      expect_balanced "$out"
      grep -q "^  ended by        a failure: cannot start a worker thread: $unavailable" "$out" ||
        problem "--nproc=$threads: not in the report: $(cat "$out")"
    fi
    threads=$((threads + 1))
  done
  expect_status 0
  [ "$failed_worker" -eq 1 ] || problem 'no limit at which a worker thread is missing'
else
  echo 'threads: not tried, that needs root, setpriv and prlimit'
fi

# --- memory

begin 'as little memory as there may be: every amount ends, with a reason'
megabytes=4 failures=0
while [ "$megabytes" -le 64 ]; do
  (
    ulimit -v $((megabytes * 1024))
    # shellcheck disable=SC2086
    exec timeout -s KILL 30 "$SEILOAD" $load $no_metrics
  ) >"$out" 2>"$err" </dev/null
  status=$?
  case $status in
    0) ;;
    1)
      failures=$((failures + 1))
      grep -qE -e 'out of memory: the limit on the address space \(ulimit -v\) is [0-9]+ MiB$' \
        -e 'cannot start a .* thread: ' -e '^seiload: out of memory$' "$err" ||
        problem "$megabytes MiB: no reason: $(cat "$err")"
      ;;
    # below 8 MiB the system may not load it
    *) [ "$megabytes" -lt 8 ] || problem "$megabytes MiB: status $status: $(cat "$err")" ;;
  esac
  megabytes=$((megabytes + 1))
done
status=0
expect_status 0
[ "$failures" -ge 3 ] || problem "only $failures limits were too small"

begin 'more accounts than there is memory for'
(
  ulimit -v 200000
  exec timeout -s KILL 30 "$SEILOAD" --mock-chain --scenario EVMTransfer --accounts 10000000 \
    --duration 1s $no_metrics -q
) >"$out" 2>"$err" </dev/null
status=$?
expect_status 1
expect_out </dev/null
expect_err <<'END'
TIME error: out of memory: the limit on the address space (ulimit -v) is 195 MiB
END

# --- the stack

for path in "$("$SEILOAD" --version | sed -n 's/^cpu: //p')" portable; do
  begin "a stack of 64 KiB, --cpu $path"
  (
    ulimit -s 64
    # shellcheck disable=SC2086
    exec timeout -s KILL 30 "$SEILOAD" $load $no_metrics --cpu "$path" \
      --track-receipts --track-blocks --track-user-latency
  ) >"$out" 2>"$err" </dev/null
  status=$?
  expect_status 0
  expect_balanced "$out"
done

# --- files

begin 'a file size limit: an error line and status 1, and the report on the standard output'
# shellcheck disable=SC2086
{
  (ulimit -f 0 && exec timeout -s KILL 30 "$SEILOAD" $load $no_metrics --report-path "$work/report") 2>&1
  echo "status $?"
} | cat >"$out"
grep -q '^status 1$' "$out" || problem "not status 1: $(tail -n 3 "$out")"
grep -q "error: report file $work/report: write: File too large\$" "$out" ||
  problem "no error line: $(cat "$out")"
grep -q '^  ended by        --duration 300ms$' "$out" || problem "no report: $(cat "$out")"

finish_tests
