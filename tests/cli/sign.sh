#!/bin/sh
# `seiload sign`: what it writes, and what it makes of options and of a standard output that takes no more.
# Nothing is asked of any node here: tests/e2e/corpus.sh has one.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
offline='--first-nonce 0 --chain-id 1337 --seed 7'

# lines FILE: the transactions alone.
lines() { grep -v '^#' "$1"; }

begin 'sign: the first lines of a corpus'
# shellcheck disable=SC2086  # $offline is several words, here and below
run sign $offline --scenario EVMTransferNoop --accounts 2 --max-txs 3
expect_status 0
expect_err </dev/null
sed -E -e '1s/^# seiload [0-9.]+:/# seiload VERSION:/' -e 's/^(0x.{80}).*(.{8})$/\1...\2/' "$out" >first
expect_text 'corpus' first <<'TEXT'
# seiload VERSION: chain-id=1337 seed=7 count=3
#senders 0:5432 1:02ae 0:fc1c
0x02f86d8205398084773594008504a817c8008252089460358de366e9726d2486c8852f91670a7217...b0025432
0x02f86d8205398084773594008504a817c8008252089450c9f52c2e1fd2f6babb7ffea5ebf7eed5fa...5aa902ae
0x02f86d8205390184773594008504a817c8008252089460358de366e9726d2486c8852f91670a7217...b29dfc1c
TEXT

begin 'sign: the same bytes for the same seed, whatever the workers'
mix='--scenario EVMTransfer=3 --scenario EVMTransferNoop=2 --accounts 37 --max-txs 10000'
for workers in 1 2 5; do
  # shellcheck disable=SC2086
  run sign $offline $mix --workers $workers
  expect_status 0
  cp "$out" "corpus.$workers"
done
cmp corpus.1 corpus.2 || problem 'two workers sign something else'
cmp corpus.1 corpus.5 || problem 'five workers sign something else'
[ "$(lines corpus.1 | grep -cxE '0x[0-9a-f]{200,}')" -eq 10000 ] || problem "$(head -c 300 corpus.1)"
[ "$(lines corpus.1 | sort -u | wc -l)" -eq 10000 ] || problem 'a transaction twice'
# shellcheck disable=SC2086
run sign $offline $mix --seed 8
lines "$out" | sort - corpus.1 | grep -v '^#' | uniq -d >both
[ ! -s both ] || problem 'another seed, the same'

begin 'sign: a profile says what, and of its settings only some count'
cat >profile.json <<'JSON'
{
  "chainId": 1337,
  "seed": 7,
  "endpoints": ["http://127.0.0.1:9"],
  "accounts": {"count": 37},
  "scenarios": [{"name": "EVMTransfer", "weight": 3}, {"name": "EVMTransferNoop", "weight": 2}],
  "settings": {"tps": 5, "arrivalModel": "open_loop", "trackBlocks": true, "maxTxs": 10000}
}
JSON
run sign -c profile.json --first-nonce 0
expect_status 0
cmp "$out" corpus.1 || problem 'not what the same options sign'

begin 'sign: shards are a partition, with the order of the whole'
for shard in 0 1 2; do
  # shellcheck disable=SC2086
  run sign $offline $mix --shard $shard/3
  expect_status 0
  lines "$out" >"shard.$shard"
  head -n 1 "$out" | grep -q " count=$(wc -l <"shard.$shard") shard=$shard/3\$" ||
    problem "$(head -n 1 "$out")"
  lines corpus.1 | grep -Fxf "shard.$shard" | cmp - "shard.$shard" || problem "shard $shard: not in order"
done
cat shard.0 shard.1 shard.2 | sort >together
lines corpus.1 | sort | cmp - together || problem 'the shards are not the whole'

begin 'sign: what it is not asked'
run sign --first-nonce 0 --chain-id 1 --scenario EVMTransfer --max-txs 5 --tps 5 --duration 1s
expect_status 2
expect_out </dev/null
expect_err <<'TEXT'
seiload: --tps: not an option of 'seiload sign'
seiload: --duration: not an option of 'seiload sign'
TEXT
run --shard 0/2 --first-nonce 5 --dry-run --scenario EVMTransfer
expect_status 2
expect_err <<'TEXT'
seiload: --shard: an option only of 'seiload sign'
seiload: --first-nonce: an option only of 'seiload sign'
TEXT

begin 'sign: a full disk'
# shellcheck disable=SC2086
"$SEILOAD" sign $offline --scenario EVMTransfer --max-txs 5 >/dev/full 2>"$err"
status=$?
expect_status 1
expect_err <<'TEXT'
TIME error: standard output: write: No space left on device
TEXT

begin 'sign: a reader that leaves early ends it, without a word, as other tools'
{
  # shellcheck disable=SC2086
  "$SEILOAD" sign $offline --scenario EVMTransfer --max-txs 100000 2>"$err"
  echo $? >status
} | head -n 1 >"$out"
status=$(cat status)
expect_status 141
expect_err </dev/null

begin 'sign: a signal leaves an incomplete corpus, which is a failure'
# shellcheck disable=SC2086
start sign $offline --scenario EVMTransfer --max-txs 1000000000
wait_for "$out" 0x
send TERM
finish
expect_status 1
expect_within 2000
expect_err <<'TEXT'
TIME error: SIGTERM: the corpus is incomplete
TEXT

finish_tests
