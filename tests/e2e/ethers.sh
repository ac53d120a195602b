#!/bin/sh
# The embedded chain as ethers sees it. Needs node and npm.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/ethers.sh"
cd "$work" || exit 1
begin 'ethers: sends, receipts, blocks, heads'
get_ethers
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
