# shellcheck shell=sh
# geth, for shell tests; sourced after shell.sh.
: "${root:?}" "${build:?}" "${work:?}" "${SEILOAD:?}"

. "$root/tests/support/evm_rpc.sh"
geth=$("$root/tests/support/get_geth.sh" "$build") || {
  echo '0 passed, 1 failed'
  exit 1
}
unset GETH  # it takes every variable that begins so for a setting of its own

# new_chain SEED ACCOUNTS GAS_LIMIT: a data folder whose genesis gives the pool of that seed a thousand ether
# each; the pool is in the file `pool`.
new_chain() {
  "$SEILOAD" accounts --seed "$1" --accounts "$2" >pool
  make_chain "$3" 1337
}

# make_chain GAS_LIMIT CHAIN_ID [FILTER]: the same for the addresses in the file `pool`. The filter of jq
# changes the genesis, such as the rules: --dev has those that are to come.
make_chain() {
  # shellcheck disable=SC2034  # of evm_rpc.sh
  first_block=0
  chains=$((${chains:-0} + 1))
  data=$work/chain.$chains
  gas_limit=$(printf '0x%x' "$1")
  "$geth" --dev dumpgenesis 2>/dev/null | jq --rawfile pool pool --arg gas "$gas_limit" --argjson id "$2" '
    .gasLimit = $gas | .config.chainId = $id | '"${3:-.}"' |
    .alloc += ($pool | split("\n") | map(select(. != "") | {(.): {balance: "0x3635c9adc5dea00000"}}) | add)
    ' >genesis.json
  "$geth" init --datadir "$data" --state.scheme hash genesis.json >"$work/init.log" 2>&1 || {
    problem "geth init: $(tail -n 3 "$work/init.log")"
    return 1
  }
}

# start_geth PORT [ARGUMENT...]: on the data folder, blocks of a second, HTTP and WebSocket at PORT (0: a free
# one). Sets geth_pid, geth_port, rpc_url, ws_url and ipc.
start_geth() {
  geths=$((${geths:-0} + 1))
  log=$work/geth.$geths
  port=$1
  shift
  ipc=$work/geth.$geths.ipc
  "$geth" --dev --dev.period 1 --datadir "$data" --gcmode archive --state.scheme hash --nodiscover \
    --maxpeers 0 --http --http.addr 127.0.0.1 --http.port "$port" --http.api eth,net,web3,txpool \
    --ws --ws.addr 127.0.0.1 --ws.port "$port" --ws.api eth,net,web3,txpool \
    --authrpc.port 0 --ipcpath "$ipc" --rpc.txfeecap 0 "$@" >"$log" 2>&1 </dev/null &
  geth_pid=$!
  ours="$ours $geth_pid"
  tries=0
  until grep -q 'HTTP server started' "$log" && grep -q 'WebSocket enabled' "$log" && [ -S "$ipc" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "$geth_pid" 2>/dev/null; then
      problem "geth did not start: $(tail -n 5 "$log")"
      return 1
    fi
    sleep 0.1
  done
  geth_port=$(sed -nE 's/.*HTTP server started +endpoint=127\.0\.0\.1:([0-9]+).*/\1/p' "$log" | head -n 1)
  rpc_url=http://127.0.0.1:$geth_port
  # shellcheck disable=SC2034  # for the scripts
  ws_url=$(sed -nE 's/.*WebSocket enabled +url=(ws:[^ ]*).*/\1/p' "$log" | head -n 1)
}

kill_geth() {
  kill -s "${1:-KILL}" "$geth_pid"
  wait "$geth_pid" 2>/dev/null
}
