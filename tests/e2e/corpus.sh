#!/bin/sh
# Transactions made now and sent later, against a real EVM node: a corpus signed twice is the same, and every
# transaction of it succeeds.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1
# shellcheck disable=SC2119  # it takes options of anvil, and needs none
start_anvil

# expect_on_chain N: the pool has sent N transactions, all of status 1.
expect_on_chain() {
  chain_facts pool >facts
  jq -e --argjson n "$1" '.sent == $n and .good == $n and .distinct == $n and .nonces == .accounts' facts \
    >/dev/null || problem "$1 expected, on the chain: $(jq -c . facts)"
}

# signs N OPTION...: the corpus of N transactions of $seed and $mix, on standard output.
signs() {
  count=$1
  shift
  # shellcheck disable=SC2086  # words
  "$SEILOAD" sign -e "$anvil_url" $seed $mix --max-txs "$count" "$@" 2>"$err" ||
    problem "$(cat "$err")"
}

replay() { run --metrics-listen-addr= -e "$anvil_url" --report-format json "$@"; }

begin 'a corpus signed twice is identical, and replays with every receipt good'
seed='--seed 301 --accounts 50'
mix='--scenario EVMTransfer --scenario EVMTransferFast=2 --scenario EVMTransferNoop'
# shellcheck disable=SC2086  # words, here and below
"$SEILOAD" accounts $seed >pool
fund <pool
signs 1000 --workers 1 >first.txt
signs 1000 --workers 3 >second.txt
cmp first.txt second.txt || problem 'not the same'
replay --replay first.txt --tps 500 --track-receipts
expect_status 0
jq -e '.run.ended_by == "corpus_end" and .totals.accepted == 1000 and .inclusion.included == 1000' "$out" \
  >/dev/null || problem "$(jq -c '.run, .totals, .errors' "$out")"
jq -r .run.corpus.sha256 "$out" >theirs
sha256sum first.txt | cut -d ' ' -f 1 | cmp - theirs || problem 'another hash'
expect_on_chain 1000

begin 'the next corpus begins where the chain is'
signs 200 >next.txt
replay --replay next.txt
expect_status 0
expect_on_chain 1200

begin 'shards, replayed side by side, are the whole'
for shard in 0 1; do signs 300 --shard $shard/2 >"shard.$shard"; done
cat shard.0 shard.1 | "$SEILOAD" --metrics-listen-addr= -e "$anvil_url" --report-format json \
  --quiet --replay - >"$out" 2>"$err"
status=$?
expect_status 0
expect_on_chain 1500

begin 'contracts: signing deploys them, and the corpus calls them'
# shellcheck disable=SC2086
"$SEILOAD" accounts --seed 302 --accounts 20 --scenario ERC20 >all 2>"$err"
fund <all
head -n 20 all >pool
"$SEILOAD" sign -e "$anvil_url" --seed 302 --accounts 20 --scenario ERC20 --max-txs 200 >erc20.txt 2>"$err" ||
  problem "$(cat "$err")"
grep -q ' deployed ERC20 at 0x' "$err" || problem "$(cat "$err")"
replay --replay erc20.txt
expect_status 0
expect_on_chain 200

begin 'a corpus for another chain is refused before anything is sent'
# shellcheck disable=SC2086
"$SEILOAD" sign --first-nonce 0 --chain-id 5 $seed $mix --max-txs 10 >other.txt
replay --replay other.txt
expect_status 1
expect_err <<'END_OF_TEXT'
TIME error: other.txt: its transactions are for chain id 5, but the endpoints are on 31337
END_OF_TEXT

finish_tests
