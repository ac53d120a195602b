#!/bin/sh
# The README and the manual tell the truth: their commands are accepted, their profiles mean something, their targets
# are there. What needs a node is run by tests/e2e and .ci/run.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1

begin 'README: every seiload command is a right one'
sed -n 's/^    \(seiload .*\)/\1/p' "$root/README.md" >commands
# shellcheck disable=SC2016  # no expansion is meant
sed -n '/^```json$/,/^```$/p' "$root/README.md" | grep -v '^```' >profile.json
[ -s commands ] || problem 'no command in the README'
[ -s profile.json ] || problem 'no profile in the README'
while read -r command; do
  # shellcheck disable=SC2086  # the command's words
  run ${command#seiload } --check
  expect_status 0
done <commands

begin 'README: every make target is there'
sed -nE 's/^    (.*&& )?make (-j2)? *([a-z0-9]*).*/\3/p' "$root/README.md" | grep . | sort -u >targets
[ -s targets ] || problem 'no target in the README'
while read -r target; do
  make -n -C "$root" build="$build" "$target" >"$out" 2>"$err" || problem "make $target: $(cat "$err")"
done <targets

begin 'manual: its examples are right ones'
# All lines that begin with the program or with cron's times, continued ones joined, without where their output goes.
sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/p' "$root/man/seiload.1" >examples
sed -e ':a' -e '/\\e$/{N;s/\\e\n *//;ba}' examples |
  sed -nE 's/^(15 3 [*] [*] [*] +)?seiload ([^>]*).*/\2/p' | sed 's,/etc/seiload.json,profile.json,' >commands
[ "$(wc -l <commands)" -ge 4 ] || problem "only $(wc -l <commands) commands found in the manual"
while read -r command; do
  case $command in
    accounts*) set -- ;;
    *) set -- --check ;;
  esac
  # shellcheck disable=SC2086
  run $command "$@"
  expect_status 0
done <commands
# The Job's arguments, one a line.
sed -n 's/^        - \(--.*\)/\1/p' examples | xargs "$SEILOAD" --check >"$out" 2>"$err" || problem "the Job: $(cat "$err")"

begin 'manual: the profile of seiload(5)'
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE ALSO/p' "$root/man/seiload.5" | sed -n '/^{/,/^}/p' >profile.json
run --check --config profile.json
expect_status 0

finish_tests
