#!/bin/sh
# Fails on a line of more than 110 columns in src, tests, .ci or the Makefile, data aside.
# columns.sh [FILE...]
set -u
cd "$(dirname "$0")/.." || exit 1
widest=110
[ $# -gt 0 ] || {
  # shellcheck disable=SC2046  # names without blanks
  set -- Makefile .ci/* $(find src tests ! -path 'tests/data/*' \
    \( -name '*.cc' -o -name '*.h' -o -name '*.sh' -o -name '*.py' -o -name '*.js' -o -name '*.sol' \))
}
awk -v widest="$widest" '
  { lines++ }
  length > widest { printf "%s:%d: %d columns\n", FILENAME, FNR, length; wide++ }
  END {
    printf "columns: %d lines, %d of more than %d columns\n", lines, wide, widest
    exit wide > 0
  }' "$@"
