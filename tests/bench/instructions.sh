#!/bin/sh
# `make instructions`: instructions a signature, public key, recovery and hash of the portable path, by
# callgrind: the same on every run of one build, however busy the machine. What depends on the number of jobs
# alone is counted: the difference of two runs, less that of runs that only make the keys, or the signatures
# to recover from.
# instructions.sh BUILD
set -eu
build=$1
command -v valgrind >/dev/null || {
  echo 'make instructions needs valgrind (apt-get install valgrind)' >&2
  exit 1
}

count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$build/instructions" "$1" "$2" 2>&1 |
    sed -n 's/^==[0-9]*== Collected : \([0-9]*\)$/\1/p'
}

grown() { echo $(($(count "$1" 640) - $(count "$1" 128))); }

keys=$(grown nothing)
echo "instructions each, portable path, batches of 128; callgrind, $(${CXX:-g++} --version | head -n 1)"
for what in sign sign-one public-key recover keccak; do
  before=$keys
  [ $what != recover ] || before=$(grown sign)
  printf '%-12s %8d\n' "$what" $((($(grown $what) - before) / 512))
done
