#!/bin/sh
# tidy.sh BASE CHECKS FLAG... -- FILE...: clang-tidy over the files, twelve at a time as a unit that includes
# them: most of its time goes into the standard headers, which it then reads once. Where names of two files
# clash, halves are tried, down to single files. Units are written as BASE-N.cc.
set -u
base=$1 checks=$2
shift 2
flags=
while [ "$1" != -- ]; do
  flags="$flags '$(printf '%s' "$1" | sed "s/'/'\\\\''/g")'"
  shift
done
shift
units=0
failed=0

# with_flags COMMAND...: the command with the compiler's flags after it.
with_flags() { eval "\"\$@\" $flags"; }

# Files have no blanks in their names.
tidy() {
  [ $# -gt 0 ] || return
  if [ $# -eq 1 ]; then
    with_flags clang-tidy --quiet --checks="$checks" "$1" -- 2>"$base.log" || failed=1
    grep -vE '^[0-9]+ warnings? generated\.$|^Suppressed |^Use -' "$base.log"
    return
  fi
  units=$((units + 1))
  unit=$base-$units.cc
  for file; do printf '#include "%s/%s"\n' "$PWD" "$file"; done >"$unit"
  if with_flags clang++ -fsyntax-only -w "$unit" 2>"$base.log"; then
    with_flags clang-tidy --quiet --checks="$checks,-bugprone-suspicious-include" "$unit" -- 2>"$base.log" ||
      failed=1
    grep -vE '^[0-9]+ warnings? generated\.$|^Suppressed |^Use -' "$base.log"
    return
  fi
  halves "$@"
}

halves() {
  half=$(($# / 2)) first='' n=0
  for file; do
    n=$((n + 1))
    [ "$n" -gt "$half" ] || first="$first $file"
  done
  shift "$half"
  # In a shell of its own each: the variables are global.
  # shellcheck disable=SC2086  # a list of files
  (tidy $first; exit "$failed") || failed=1
  units=$((units + 100))
  tidy "$@"
}

while [ $# -gt 12 ]; do
  group="$1 $2 $3 $4 $5 $6 $7 $8 $9 ${10} ${11} ${12}"
  shift 12
  # shellcheck disable=SC2086  # a list of files
  tidy $group
  units=$((units + 1))
done
tidy "$@"
exit "$failed"
