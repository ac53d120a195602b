#!/bin/sh
# The embedded chain as ethers sees it, the client library that most programs use. Needs node and npm.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
case $build in /*) modules=$build/ethers ;; *) modules=$root/$build/ethers ;; esac
version=6.17.0

begin 'ethers: sends, receipts, blocks, heads'
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  problem 'node and npm are needed (apt-get install npm)'
  finish_tests
fi
if ! [ -d "$modules/node_modules/ethers" ]; then
  mkdir -p "$modules"
  npm install --prefix "$modules" --no-save --no-audit --no-fund --loglevel error "ethers@$version" \
    >npm.log 2>&1 || problem "npm: $(tail -n 3 npm.log)"
fi
"$SEILOAD" mock-chain --listen 127.0.0.1:0 --block-time 100ms >chain.log 2>&1 </dev/null &
ours="$ours $!"
wait_for chain.log http:// || finish_tests
url=$(head -n 1 chain.log)
timeout -s KILL 90 node "$root/tests/support/ethers_client.js" "$modules" "$url" "ws${url#http}" \
  >"$out" 2>"$err" || problem "status $?: $(cat "$err")"
expect_text 'what ethers read' "$out" <<'END'
chain 1337
transfer: type 0, status 1
transfer: type 1, status 1
transfer: type 2, status 1
creation: type 2, status 1
the roots of an empty block
three heads over a WebSocket
END
finish_tests
