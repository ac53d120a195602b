#!/bin/sh
# The bytecode in the program is what the Solidity sources beside it give. Needs node and npm.
. "$(dirname "$0")/../support/shell.sh"
case $build in /*) ;; *) build=$root/$build ;; esac

begin 'the contracts: the bytecode is that of the sources'
if "$root/tests/contracts/generate.sh" "$build" >"$work/bytecode.cc" 2>"$err"; then
  cmp "$work/bytecode.cc" "$root/src/workload/contracts/bytecode.cc" ||
    problem 'make bytecode writes it again'
else
  problem "$(tail -n 5 "$err")"
fi

begin 'the artifacts of the project in tests/data are those of its sources'
if "$root/tests/contracts/generate.sh" "$build" "$work/artifacts" 2>"$err"; then
  diff -r "$work/artifacts" "$root/tests/data/project/out" || problem 'make bytecode writes them again'
else
  problem "$(tail -n 5 "$err")"
fi
finish_tests
