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

# funded SEED ACCOUNTS OPTION...: the accounts of that pool, in the file `pool`, own something, and the
# deployer of what the options need: the file `all`.
funded() {
  pool_seed=$1 count=$2
  shift 2
  "$SEILOAD" accounts --seed "$pool_seed" --accounts "$count" "$@" >all 2>notes || problem "$(cat notes)"
  fund <all
  head -n "$count" all >pool
}

# expect_good ACCEPTED [SENT]: so many were accepted by the JSON report, and SENT, or as many, of the pool are
# on the chain with status 1.
expect_good() {
  expect_status 0
  # shellcheck disable=SC2154  # shell.sh's
  [ "$(jq .totals.accepted "$out")" -eq "$1" ] || problem "$(jq '.totals, .errors' "$out")"
  chain_facts pool >facts
  jq -e --argjson n "${2:-$1}" '.sent == $n and .good == $n and .nonces == .accounts' facts >/dev/null ||
    problem "${2:-$1} expected, but on the chain: $(jq -c . facts)"
}
