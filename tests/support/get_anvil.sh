#!/bin/sh
# Prints the path of anvil, a real EVM node: $ANVIL if that is set, else the binary inside the npm package,
# which is fetched into BUILD/npm once. Never npm's wrapper: ending that leaves the node running. get_anvil.sh
# BUILD
set -eu
package=@foundry-rs/anvil-linux-amd64 version=1.7.1
if [ -n "${ANVIL:-}" ]; then
  echo "$ANVIL"
  exit
fi
anvil=$1/npm/node_modules/$package/bin/anvil
if [ ! -x "$anvil" ]; then
  command -v npm >/dev/null || {
    echo 'npm is needed to get anvil (apt-get install npm), or set ANVIL to the path of one' >&2
    exit 1
  }
  mkdir -p "$1/npm"
  npm install --prefix "$1/npm" --no-save --no-audit --no-fund --loglevel error "$package@$version" >&2
fi
echo "$anvil"
