# shellcheck shell=sh
# anvil, a real EVM node, for shell tests; sourced after shell.sh.
: "${root:?}" "${build:?}" "${work:?}"

. "$root/tests/support/evm_rpc.sh"
anvil=$("$root/tests/support/get_anvil.sh" "$build") || {
  echo '0 passed, 1 failed'
  exit 1
}

# Sets anvil_url, rpc_url and anvil_pid. Blocks of a second and room for all; further arguments go to anvil.
start_anvil() {
  first_block=0
  anvils=$((${anvils:-0} + 1))
  "$anvil" --host 127.0.0.1 --port 0 --block-time 1 --gas-limit 1000000000 --no-request-size-limit "$@" \
    >"$work/anvil.$anvils" 2>&1 </dev/null &
  anvil_pid=$!
  ours="$ours $anvil_pid"
  wait_for "$work/anvil.$anvils" 'Listening on' || exit 1
  anvil_url=http://$(sed -n 's/^Listening on //p' "$work/anvil.$anvils")
  rpc_url=$anvil_url
}

# Gives a thousand ether to each address on standard input.
fund() { jq -cR '[., "0x3635c9adc5dea00000"]' | rpc_each anvil_setBalance >/dev/null; }
