#!/bin/sh
# `--txs-dir`: blocks of signed transactions in files; dry, so that the first height is known.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
dry='--dry-run --metrics-listen-addr= --quiet --seed 7 --scenario EVMTransferNoop --accounts 10'

begin 'txs-dir: so many blocks, filled up to the gas, and a line each'
# shellcheck disable=SC2086  # $dry is several words, here and below
run $dry --txs-dir blocks --target-gas 100000 --num-blocks-to-write 3
expect_status 0
expect_err </dev/null
expect_out <<'TEXT'
blocks/10_txs.json 4 transactions, gas 84000
blocks/11_txs.json 4 transactions, gas 84000
blocks/12_txs.json 4 transactions, gas 84000
TEXT
[ "$(cd blocks && echo *)" = '10_txs.json 11_txs.json 12_txs.json' ] || problem "$(ls -a blocks)"
grep -qxE '\{"tx_payloads":\["[A-Za-z0-9+/]+=*"(,"[A-Za-z0-9+/]+=*"){3}\]\}' blocks/12_txs.json ||
  problem "$(cat blocks/12_txs.json)"

begin 'txs-dir: what is in them is what a corpus of the same seed has'
grep -ho '"[A-Za-z0-9+/=]*"' blocks/*.json | grep -v tx_payloads | tr -d '"' | while read -r payload; do
  echo "0x$(echo "$payload" | base64 -d | od -An -tx1 -v | tr -d ' \n')"
done >payloads
run sign --first-nonce 0 --chain-id 1 --seed 7 --scenario EVMTransferNoop --accounts 10 --max-txs 12
grep -v '^#' "$out" | cmp - payloads || problem 'other transactions'

begin 'txs-dir: the other ends of a run'
rm -r blocks
# shellcheck disable=SC2086
run $dry --txs-dir blocks --target-gas 100000 --max-txs 5
expect_status 0
expect_out <<'TEXT'
blocks/10_txs.json 4 transactions, gas 84000
blocks/11_txs.json 1 transactions, gas 21000
TEXT
# shellcheck disable=SC2086
start $dry --txs-dir blocks --num-blocks-to-write 1000000000
wait_for "$out" blocks/20_txs.json
send INT
finish
expect_status 0
expect_within 2000
find blocks -name '.*' ! -name . | grep -q . && problem "$(ls -a blocks)"

begin 'txs-dir: what cannot be'
# shellcheck disable=SC2086
run $dry --txs-dir blocks --target-gas 20000
expect_status 1
expect_err <<'TEXT'
TIME error: --target-gas 20000: a transaction alone has 21000
TEXT
# shellcheck disable=SC2086
run $dry --txs-dir no/such
expect_status 1
expect_err <<'TEXT'
TIME error: no/such: No such file or directory
TEXT
# shellcheck disable=SC2086
run $dry --target-gas 5 --num-blocks-to-write 7
expect_status 2
expect_err <<'TEXT'
seiload: --target-gas: needs --txs-dir
seiload: --num-blocks-to-write: needs --txs-dir
TEXT

finish_tests
