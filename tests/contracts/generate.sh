#!/bin/sh
# Prints src/workload/contracts/bytecode.cc, made from the Solidity sources beside it by solc out of npm. With
# a FOLDER: writes the artifacts of tests/data/project there instead. generate.sh BUILD [FOLDER]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
modules=$("$here/get_solc.sh" "$1")
modules=$(cd "$modules" && pwd)
cd "$here/../.."
if [ $# -gt 1 ]; then
  exec node tests/contracts/artifacts.js "$modules" tests/data/project/src "$2"
fi
exec node tests/contracts/generate.js "$modules" src/workload/contracts
