#!/bin/sh
# Runs a program of GoogleTest as N processes at once, each with its share of the tests, most of which wait
# most of their time: shards.sh N PROGRAM ARGUMENT... Prints what each said as it ends, unmixed; fails if one
# of them does.
set -u
GTEST_TOTAL_SHARDS=$1
shift
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export GTEST_TOTAL_SHARDS logs

# xargs, not `&`, with which the shell would have the tests ignore SIGINT.
# shellcheck disable=SC2016  # what the shells below expand
seq 0 $((GTEST_TOTAL_SHARDS - 1)) | xargs -P "$GTEST_TOTAL_SHARDS" -I {} sh -c '
  GTEST_SHARD_INDEX=$0 "$@" >"$logs/$0" 2>&1
  status=$?
  cat "$logs/$0"
  [ "$status" -eq 0 ] || echo "part $0 of the unit tests ended with status $status"
  exit "$status"' {} "$@"
