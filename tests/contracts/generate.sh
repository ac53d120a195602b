#!/bin/sh
# Prints src/workload/contracts/bytecode.cc, made from the Solidity sources beside it by solc out of npm,
# which is fetched into BUILD/npm-solc once. generate.sh BUILD
set -eu
cd "$(dirname "$0")/../.."
version=0.8.30 modules=$1/npm-solc
if ! grep -qs "\"version\": \"$version\"" "$modules/node_modules/solc/package.json"; then
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo 'node and npm are needed to get solc (apt-get install npm)' >&2
    exit 1
  fi
  mkdir -p "$modules"
  npm install --prefix "$modules" --no-save --no-audit --no-fund --loglevel error "solc@$version" >&2
fi
exec node tests/contracts/generate.js "$modules" src/workload/contracts
