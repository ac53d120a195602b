#!/bin/sh
# Prints the folder with solc's npm package, which is fetched into BUILD/npm-solc once. get_solc.sh BUILD
set -eu
version=0.8.30 modules=$1/npm-solc
if ! grep -qs "\"version\": \"$version\"" "$modules/node_modules/solc/package.json"; then
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    echo 'node and npm are needed to get solc (apt-get install npm)' >&2
    exit 1
  fi
  mkdir -p "$modules"
  npm install --prefix "$modules" --no-save --no-audit --no-fund --loglevel error "solc@$version" >&2
fi
echo "$modules"
