# shellcheck shell=sh
# Cases for shell tests of the binary; sourced. A script is a row of
#   begin NAME; run ARGUMENT...; expect_status N; expect_out <<'END' ... END
# and ends with `finish_tests`, which prints "N passed, N failed" last. The program is $SEILOAD, build/seiload
# if not set. With AS_PID1=1 each run is process 1 of a namespace of its own. Whole texts are compared, after
# `normalise`.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
: "${build:=$root/build}" "${SEILOAD:=$build/seiload}" "${AS_PID1:=0}"
SEILOAD=$(readlink -f "$SEILOAD")
work=$(mktemp -d)
out=$work/out err=$work/err
name='' passed=0 failed=0 nodes=0 status=0 started_ms=0 ended_ms=0 signalled_ms=0 ours=''
export LC_ALL=C

now_ms() { echo $(($(date +%s%N) / 1000000)); }

clean_up() {
  for process in $ours; do kill -s KILL "$process" 2>/dev/null; done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# --- cases

close_case() {
  [ -n "$name" ] || return 0
  if [ ! -s "$work/problems" ]; then
    passed=$((passed + 1))
    echo "ok      $name"
  else
    failed=$((failed + 1))
    echo "FAILED  $name"
  fi
}

begin() {
  close_case
  name=$1
  : >"$work/problems"
  : >"$out"
  : >"$err"
}

# Kept in a file, so that it counts in a subshell too.
problem() {
  echo 1 >>"$work/problems"
  printf '  %s: %s\n' "$name" "$*"
}

finish_tests() {
  close_case
  name=''
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
}

# --- running the program

# What starts the program: nothing, or what makes it process 1. Nothing hangs for ever: $limit seconds at
# most. $via, where it is set, stands in front of the program: nohup, prlimit.
via='' limit=60
launch() {
  if [ "$AS_PID1" = 1 ]; then
    timeout -s KILL "$limit" unshare --pid --fork --mount-proc --kill-child "$SEILOAD" "$@"
  else
    # shellcheck disable=SC2086  # a list of words
    timeout -s KILL "$limit" $via "$SEILOAD" "$@"
  fi
}

run() {
  started_ms=$(now_ms)
  launch "$@" >"$out" 2>"$err" </dev/null
  status=$?
  ended_ms=$(now_ms)
}

# In the background; sets `pid`, the program's own.
start() {
  started_ms=$(now_ms)
  launch "$@" >"$out" 2>"$err" </dev/null &
  job=$!
  ours="$ours $job"
  pid=''
  tries=0
  while [ "$tries" -lt 250 ]; do
    pid=$(descendant "$job") && return
    sleep 0.02
    tries=$((tries + 1))
  done
  problem "the program did not start: $(cat "$err")"
}

# The process below $1 that runs the program itself.
descendant() {
  below=$1
  while below=$(grep -ls "^PPid:[[:space:]]*$below\$" /proc/[0-9]*/status | head -n 1) && [ -n "$below" ]; do
    below=${below#/proc/}
    below=${below%/status}
    [ "$(readlink "/proc/$below/exe")" = "$SEILOAD" ] && echo "$below" && return 0
  done
  return 1
}

# Until the file holds the text, 10 s at most.
wait_for() {
  tries=0
  until grep -qF -- "$2" "$1" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -le 200 ] || { problem "no '$2' within 10 s in: $(cat "$1")" && return 1; }
    sleep 0.05
  done
}

send() {
  signalled_ms=$(now_ms)
  kill -s "$1" "$pid" || problem "kill -s $1 $pid failed"
}

finish() {
  wait "$job"
  status=$?
  ended_ms=$(now_ms)
}

# --- expectations

expect_status() {
  [ "$status" -eq "$1" ] || problem "exit status $status, expected $1; stderr: $(tail -n 3 "$err")"
}

# At most $1 ms since the last signal, or since the start where there was none.
expect_within() {
  from=$signalled_ms
  [ "$from" -ge "$started_ms" ] || from=$started_ms
  took=$((ended_ms - from))
  [ "$took" -le "$1" ] || problem "took $took ms, at most $1 ms expected"
}

# The whole text of file $2 equals standard input.
expect_text() {
  cat >"$work/wanted"
  if ! diff -u "$work/wanted" "$2" >"$work/diff"; then
    problem "$1 is not as expected:"
    sed '1,2d; s/^/    /' "$work/diff"
  fi
}

expect_out() {
  normalise <"$out" >"$work/normal"
  expect_text 'standard output' "$work/normal"
}

expect_err() {
  normalise <"$err" >"$work/normal"
  expect_text 'standard error' "$work/normal"
}

# Times of day, and amounts that differ from run to run, in the places where they stand.
normalise() {
  sed -E \
    -e 's/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z /TIME /' \
    -e 's/^(  started +).*/\1TIME/' \
    -e 's/^(  set-up +).*/\1TIME/' \
    -e 's/^(  load +)[^,]*, drain .*/\1TIME, drain TIME/' \
    -e 's/^(  load +)[0-9.]+[a-z]+$/\1TIME/' \
    -e 's/^(  CPU time +)[^ ,]*(, )?[^ ]*(.*)/\1TIME\3/' \
    -e 's/^(  peak memory +).*/\1SIZE/' \
    -e 's/^(  generator lag +).*/\1TIMES/' \
    -e 's/^(  held up +).*/\1TIMES/' \
    -e 's/^(  (average|maximum) +).*/\1RATE/' \
    -e '/^  warning .* of the latencies are in doubt/d' \
    -e '/^  warning .*the generator, not the target, set the limit/d' \
    -e 's/seed [0-9]{10,20} /seed SEED /' \
    -e 's/^(  seed +)[0-9]{10,20}$/\1SEED/' \
    -e 's/gave up after [^)]*/gave up after TIME/' \
    -e 's/127\.0\.0\.1:[3-6][0-9]{4}/127.0.0.1:PORT/g'
}

# --- reports

# A report with every amount that differs between two runs of the same arguments: counts, rates, latencies.
report_shape() {
  normalise | awk '
    /^seiload / { $2 = "VERSION" }
    /^transactions/ { amounts = 1 }
    amounts {
      for (i = 1; i <= NF; i++) sub(/^[0-9][0-9,.]*[0-9](ns|us|ms|s)?$|^[0-9](ns|us|ms|s)?$/, "N", $i)
      for (i = 1; i <= NF; i++) sub(/^[0-9][0-9.,]*,$/, "N,", $i)
      $1 = $1
    }
    { print }'
}

# The counts of the text report in $1 add up.
expect_balanced() {
  tr -d , <"$1" | awk '
    /^  (scheduled|dropped|admitted|accepted|rejected|failed|unanswered|unsent) +[0-9]/ { n[$1] = $2 }
    END {
      exit !(n["scheduled"] == n["dropped"] + n["admitted"] &&
             n["admitted"] == n["accepted"] + n["rejected"] + n["failed"] + n["unanswered"] + n["unsent"])
    }' || problem "the counts do not add up: $(cat "$1")"
}

# count NAME FILE: a count of the text report.
count() { tr -d , <"$2" | sed -nE "s/^  $1 +([0-9]+).*/\1/p"; }

# --- a target

# Starts tests/tools/node with the arguments; sets `node_url`, `node_pid`, and `node_log`, which holds its
# faults.
start_node() {
  nodes=$((nodes + 1))
  node_log=$work/node.$nodes
  : >"$node_log"
  "$build/node" "$@" >"$node_log" </dev/null &
  node_pid=$!
  ours="$ours $node_pid"
  wait_for "$node_log" http://
  # shellcheck disable=SC2034  # for the scripts
  node_url=$(head -n 1 "$node_log")
}

stop_node() {
  kill -s KILL "$node_pid"
  wait "$node_pid" 2>/dev/null
}
