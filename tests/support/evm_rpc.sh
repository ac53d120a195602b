# shellcheck shell=sh
# Asks a real EVM node over HTTP, for shell tests; sourced after shell.sh. Needs curl and jq. The node is at
# `rpc_url`; it takes batches of `rpc_batch`, 200 if that is not set.
: "${work:?}"

for tool in curl jq; do
  command -v "$tool" >/dev/null && continue
  echo "$tool is not installed"
  echo '0 passed, 1 failed'
  exit 1
done

# Sends the JSON-RPC request on standard input.
post() { curl -sS -X POST -H 'content-type: application/json' --data-binary @- "${rpc_url:?}"; }

# rpc METHOD PARAMS: the result.
rpc() { printf '{"jsonrpc":"2.0","id":1,"method":"%s","params":%s}' "$1" "$2" | post | jq -ce .result; }

# Makes a batch of METHOD out of lines of params, posts it in pieces, prints the results, one a line, in
# order.
rpc_each() {
  jq -c --arg method "$1" --argjson piece "${rpc_batch:-200}" -s '
      [., length] as [$all, $n] | range(0; $n; $piece) as $from |
      [range($from; [$from + $piece, $n] | min) |
        {jsonrpc: "2.0", id: ., method: $method, params: $all[.]}]' |
    while read -r batch; do
      printf '%s' "$batch" | post |
        jq -ce 'sort_by(.id)[] | if has("error") then error(.error.message) else .result end'
    done
}

# The quantity of a number, in jq.
hex='def hex: {n: ., s: ""} | until(.n == 0 and .s != "";
  {s: ("0123456789abcdef"[.n % 16:.n % 16 + 1] + .s), n: (.n / 16 | floor)}) | "0x" + .s; '

block_number() { echo $(($(rpc eth_blockNumber '[]' | jq -r .))); }

# Prints the balance sheet of what the addresses in file $1 sent, from all blocks since first_block, 0 if that
# is not set: one JSON object.
#   sent: their transactions in blocks; good: those with receipt status 1; distinct: different hashes;
#   nonces: accounts whose nonce is the number of their transactions; accounts; types; values;
#   self: sent to the sender
chain_facts() {
  settle
  jq -nc --argjson first "${first_block:-0}" --argjson last "$(block_number)" "$hex"'
    range($first; $last + 1) | [hex, true]' >"$work/blocks"
  rpc_each eth_getBlockByNumber <"$work/blocks" | jq -c '.transactions[]' >"$work/transactions"
  jq -c '[.[0]]' "$work/blocks" | rpc_each eth_getBlockReceipts | jq -c '.[]' >"$work/receipts"
  jq -cR '[., "latest"]' "$1" | rpc_each eth_getTransactionCount >"$work/nonces"
  jq -n --rawfile addresses "$1" --slurpfile transactions "$work/transactions" \
    --slurpfile receipts "$work/receipts" --slurpfile nonces "$work/nonces" "$hex"'
    ($addresses | ascii_downcase | split("\n") | map(select(. != ""))) as $ours |
    (reduce $ours[] as $one ({}; .[$one] = 0)) as $set |
    [$transactions[] | select($set[.from] != null)] as $sent |
    [$receipts[] | select($set[.from] != null)] as $got |
    (reduce $sent[] as $one ($set; .[$one.from] += 1)) as $counts |
    {sent: ($sent | length), good: ([$got[] | select(.status == "0x1")] | length),
     distinct: ([$sent[].hash] | unique | length),
     nonces: ([range(0; $ours | length) | select($nonces[.] == ($counts[$ours[.]] | hex))] | length),
     accounts: ($ours | length),
     types: ([$sent[].type] | group_by(.) | map({(.[0]): length}) | add),
     values: ([$sent[].value] | unique), self: ([$sent[] | select(.from == .to)] | length)}'
}

# Until nothing that is executable waits in the pool, 20 s at most.
settle() {
  tries=0
  until [ "$(rpc txpool_status '[]' | jq -r .pending)" = 0x0 ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || { problem "the pool does not empty: $(rpc txpool_status '[]')" && return; }
    sleep 0.2
  done
}
