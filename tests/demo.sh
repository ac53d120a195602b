#!/bin/sh
# `make demo`: a real run of 10 s against a real EVM node, anvil, on a free port of this machine. demo.sh BUILD
set -eu
build=$1
seed=2026 accounts=100
anvil=$("$(dirname "$0")/support/get_anvil.sh" "$build")
work=$(mktemp -d)
node=''
trap '[ -z "$node" ] || kill "$node" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# The accounts that the run will send from own something from the first block on.
"$build/seiload" accounts --seed $seed --accounts $accounts | awk '
  BEGIN { printf "{\"config\": {\"chainId\": 31337}, \"difficulty\": \"0x0\", \"gasLimit\": \"0x1c9c380\", \"alloc\": {" }
  { printf "%s\"%s\": {\"balance\": \"0x3635c9adc5dea00000\"}", (NR > 1 ? ", " : ""), $1 }
  END { print "}}" }' >"$work/genesis.json"
"$anvil" --port 0 --block-time 1 --init "$work/genesis.json" >"$work/anvil.log" 2>&1 </dev/null &
node=$!
address=''
tries=0
while [ -z "$address" ]; do
  tries=$((tries + 1))
  if [ $tries -gt 300 ] || ! kill -0 "$node" 2>/dev/null; then
    cat "$work/anvil.log" >&2
    exit 1
  fi
  sleep 0.1
  address=$(sed -n 's/^Listening on //p' "$work/anvil.log")
done

set -- -e "http://$address" --scenario EVMTransfer --seed $seed --accounts $accounts --tps 200 --duration 10s \
  --stats-interval 2s
echo "$build/seiload $*" >&2
"$build/seiload" "$@"
