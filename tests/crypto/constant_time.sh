#!/bin/sh
# What handles secrets for TLS takes no branch and no index by them: each operation of
# tests/tools/constant_time.cc under valgrind's memcheck, which holds the secrets for undefined. What may
# depend on them is in verdicts.supp.
. "$(dirname "$0")/../support/shell.sh"
cd "$root" || exit 1

command -v valgrind >/dev/null || {
  echo 'not tried: no valgrind here (apt-get install valgrind)'
  finish_tests
}
valgrind -q true 2>/dev/null || {
  echo 'not tried: valgrind does not run here'
  finish_tests
}
check() {
  valgrind -q --error-exitcode=9 --suppressions=tests/crypto/verdicts.supp "$build/constant_time" "$1" \
    >"$out" 2>"$err"
  status=$?
}

check leaks
if grep -q '^needs valgrind' "$err"; then
  echo 'not tried: built without <valgrind/memcheck.h>'
  finish_tests
fi
begin 'a branch and an index by a secret are found'
check leaks
expect_status 9
grep -q 'Conditional jump' "$err" || problem "no branch found: $(cat "$err")"
grep -q 'Use of uninitialised value' "$err" || problem "no index found: $(cat "$err")"

for operation in $("$build/constant_time"); do
  [ "$operation" != leaks ] || continue
  begin "$operation"
  check "$operation"
  expect_status 0
  [ ! -s "$err" ] || problem "$(head -n 40 "$err")"
done

finish_tests
