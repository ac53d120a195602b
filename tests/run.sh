#!/bin/sh
# Runs shell tests one after the other, all of them whatever fails: run.sh BUILD SCRIPT... Prints each
# script's lines, and as the last one the sum: "N passed, N failed".
set -u
build=$1
shift
case $build in /*) ;; *) build=$(pwd)/$build ;; esac
export build
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0
# Under nohup(1) every program would ignore SIGHUP, and a shell cannot change that.
with_hangup=
env --default-signal=HUP true 2>/dev/null && with_hangup='env --default-signal=HUP'

for script in "$@"; do
  echo "== $script"
  # shellcheck disable=SC2086  # a list of words
  $with_hangup "$script" >"$log" 2>&1
  status=$?
  cat "$log"
  sums=$(tail -n 1 "$log" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p')
  if [ -z "$sums" ]; then
    echo "$script ended early, exit status $status"
    sums='0 1'
  fi
  passed=$((passed + ${sums% *}))
  failed=$((failed + ${sums#* }))
done

echo "== all of them"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
