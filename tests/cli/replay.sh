#!/bin/sh
# `seiload --replay`, against the embedded chain, which checks signatures, nonces and chain ids as nodes do.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
offline='--first-nonce 0 --chain-id 1337 --seed 7'
common='--mock-chain --metrics-listen-addr= --quiet --report-format json'

# field NAME: of the JSON report.
field() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},*$/\1/p" "$out" | head -n 1; }

# expect_replayed N: so many accepted, the corpus at its end.
expect_replayed() {
  expect_status 0
  [ "$(field accepted)/$(field ended_by)" = "$1/corpus_end" ] || problem "$(cat "$out" "$err" | head -n 60)"
}

# shellcheck disable=SC2086  # $offline and $common are several words, here and below
"$SEILOAD" sign $offline --scenario EVMTransfer --scenario EVMTransferNoop --accounts 20 --max-txs 2000 \
  >corpus.txt

begin 'replay: all of it, its hash and its seed in the report'
# shellcheck disable=SC2086
run $common --replay corpus.txt
expect_replayed 2000
[ "$(field sha256)" = "$(sha256sum corpus.txt | cut -d ' ' -f 1)" ] || problem "hash $(field sha256)"
[ "$(field transactions)" = 2000 ] || problem "$(field transactions) transactions"
[ "$(field seed)" = 7 ] || problem "seed $(field seed)"
[ "$(field scheduled)" = 2000 ] || problem "scheduled $(field scheduled)"

begin 'replay: standard input, without the comments, in batches'
grep -v '^#' corpus.txt >bare.txt
# shellcheck disable=SC2086
"$SEILOAD" $common --replay - --batch 50 <bare.txt >"$out" 2>"$err"
status=$?
expect_replayed 2000
[ "$(field sha256)" = "$(sha256sum bare.txt | cut -d ' ' -f 1)" ] || problem "hash $(field sha256)"

begin 'replay: the rate and the other ends of a run'
# shellcheck disable=SC2086
run $common --replay corpus.txt --tps 400 --duration 500ms
expect_status 0
[ "$(field ended_by)" = duration ] || problem "$(field ended_by)"
[ "$(field scheduled)" -le 201 ] || problem "$(field scheduled) scheduled"
[ -z "$(field sha256)" ] || [ "$(field sha256)" = "$(sha256sum corpus.txt | cut -d ' ' -f 1)" ] ||
  problem "hash $(field sha256)"
# shellcheck disable=SC2086
run $common --replay corpus.txt --max-txs 100
expect_status 0
[ "$(field accepted)/$(field ended_by)" = 100/max_txs ] || problem "$(field accepted) $(field ended_by)"

begin 'replay: every transaction is included, an account in its order'
# shellcheck disable=SC2086
run $common --replay corpus.txt --track-receipts --mock-chain --account-in-flight 1
expect_replayed 2000
[ "$(field included)" = 2000 ] || problem "$(field included) included"

begin 'replay: the text report'
run --mock-chain --metrics-listen-addr= --quiet --replay corpus.txt
expect_status 0
grep -A 1 '^  corpus ' "$out" >said
expect_text 'corpus' said <<TEXT
  corpus          corpus.txt, 2,000 transactions read
                  SHA-256 $(sha256sum corpus.txt | cut -d ' ' -f 1)
TEXT
grep -q '^replay *transaction *2,000 ' "$out" || problem "$(cat "$out")"

begin 'replay: a dry run checks a corpus'
run --dry-run --metrics-listen-addr= --quiet --replay corpus.txt
expect_status 0

begin 'replay: what is wrong at the start is wrong usage'
run --replay none.txt --mock-chain
expect_status 2
expect_err <<'TEXT'
seiload: --replay: none.txt: No such file or directory
TEXT
{ head -n 3 corpus.txt; echo 0x02zz; } >bad.txt
run --replay bad.txt --mock-chain
expect_status 2
expect_err <<'TEXT'
seiload: --replay: bad.txt:4:5: expected a hexadecimal digit, got 'z'
TEXT
run --replay /dev/null --mock-chain
expect_status 2
expect_err <<'TEXT'
seiload: --replay: /dev/null: there is no transaction in it
TEXT
run --replay corpus.txt --mock-chain --scenario EVMTransfer --arrival-model open_loop --tps 5 --workers 2 \
  --replay-loop
expect_status 2
expect_err <<'TEXT'
seiload: --replay-loop: a corpus cannot be sent twice, since each nonce counts once: sign a longer one
seiload: --scenario: not together with --replay, which says what is sent
seiload: --arrival-model: an open loop is not for --replay: what it drops would leave gaps in the nonces
seiload: --workers: a replay has one worker: it signs nothing
TEXT

begin 'replay: what is wrong later is a failure, after what stands before it'
{ cat corpus.txt; echo 'nonsense'; } >bad.txt
run --mock-chain --metrics-listen-addr= --quiet --replay bad.txt
expect_status 1
line=$(($(wc -l <corpus.txt) + 1))
head -n 1 "$err" | sed 's/^[^ ]* //' >said
expect_text 'error' said <<TEXT
error: bad.txt:$line:1: expected 0x and a raw transaction in hexadecimal digits, or # and a comment
TEXT

begin 'replay: another chain'
run --mock-chain --chain-id 5 --metrics-listen-addr= --quiet --replay corpus.txt
expect_status 1
expect_err <<'TEXT'
TIME error: corpus.txt: its transactions are for chain id 1337, but the endpoints are on 5
TEXT

finish_tests
