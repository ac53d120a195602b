#!/bin/sh
# Files of signed transactions (--txs-dir) as another implementation reads them, by a profile as the reference
# tool has it, against a real EVM node.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
. "$(dirname "$0")/../support/ethers.sh"
cd "$work" || exit 1
start_anvil --chain-id 713714

begin 'txs-dir: ethers reads the blocks, and none has more gas than asked for'
get_ethers
cat >profile.json <<JSON
{
  "chainId": 713714,
  "seiChainId": "sei-chain",
  "endpoints": ["$anvil_url"],
  "accounts": {"count": 5000, "newAccountRate": 0.0},
  "scenarios": [{"name": "EVMTransfer", "weight": 1}],
  "settings": {
    "tps": 0, "statsInterval": "5s", "bufferSize": 1000, "dryRun": false, "debug": false, "prewarm": false,
    "txsDir": "$work/written", "targetGas": 2200000, "numBlocksToWrite": 7
  }
}
JSON
height=$(($(rpc eth_blockNumber '[]' | jq -r .)))
run -c profile.json --metrics-listen-addr=
expect_status 0
[ "$(wc -l <"$out")" -eq 7 ] || problem "$(cat "$out" "$err")"
first=$(sed -n '1s/^.*\/\([0-9]*\)_txs.json .*/\1/p' "$out")
above=$((first - height))
[ "$above" -ge 10 ] || problem "$first, and the latest block was $height"
[ "$above" -le 15 ] || problem "$first, and the latest block was $height"
: >expected
for i in 0 1 2 3 4 5 6; do echo "$((first + i))_txs.json: 104 transactions, gas 2184000" >>expected; done
echo '728 senders' >>expected
# shellcheck disable=SC2046  # a list of words
timeout -s KILL 90 node "$root/tests/support/ethers_blocks.js" "$modules" 713714 \
  $(cut -d ' ' -f 1 "$out") >seen 2>"$err" || problem "$(cat "$err")"
expect_text 'what ethers read' seen <expected

begin 'txs-dir: a node takes them, in that order'
"$SEILOAD" accounts --seed 303 --accounts 20 >pool
fund <pool
run -e "$anvil_url" --seed 303 --accounts 20 --scenario EVMTransferFast --txs-dir few --target-gas 420000 \
  --num-blocks-to-write 5 --metrics-listen-addr=
expect_status 0
cut -d ' ' -f 1 "$out" | while read -r file; do
  jq -r '.tx_payloads[]' "$file"
done | while read -r payload; do
  raw=0x$(echo "$payload" | base64 -d | od -An -tx1 -v | tr -d ' \n')
  rpc eth_sendRawTransaction "[\"$raw\"]" >/dev/null || problem "refused: $payload"
done
chain_facts pool >facts
jq -e '.sent == 100 and .good == 100' facts >/dev/null || problem "$(jq -c . facts)"

begin 'the profile of the reference tool is taken as it is'
profile=$root/../shared/profiles/evm_transfer_write_file.json
if [ -r "$profile" ]; then
  run -c "$profile" -e "$anvil_url" --txs-dir theirs --num-blocks-to-write 2 --metrics-listen-addr=
  expect_status 0
  [ "$(wc -l <"$out")" -eq 2 ] || problem "$(cat "$out" "$err")"
else
  echo "  not tried: no $profile"
fi

finish_tests
