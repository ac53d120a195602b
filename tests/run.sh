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

for script in "$@"; do
  echo "== $script"
  "$script" >"$log" 2>&1
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
