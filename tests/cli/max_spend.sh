#!/bin/sh
# `seiload --max-spend`, against the embedded chain: refused above the worst case, and the end of a run that
# has no other.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
common='--mock-chain --metrics-listen-addr= --report-format json --seed 7'

# field NAME: of the JSON report.
field() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\"]*\)\"\{0,1\},*$/\1/p" "$out" | head -n 1 | tr -d ','; }

# expect_end STATUS ACCEPTED ENDED_BY
expect_end() {
  expect_status "$1"
  got="$(field accepted) $(field ended_by)"
  [ "$got" = "$2 $3" ] || problem "$got: $(cat "$err")"
}

# A transfer of EVMTransferFast costs 21000 * 200 gwei + 10^12 wei at most.
begin 'the worst case at the limit, to the wei'
# shellcheck disable=SC2086  # $common is several words, here and below
run $common --scenario EVMTransferFast --max-txs 10 --max-spend 42010000000000000
expect_end 0 10 max_txs
load='load 0.04201 ether (10 transactions of up to 0.004201 ether)'
grep -q " info: worst case: 0.04201 ether: $load\$" "$err" || problem "$(cat "$err")"
# shellcheck disable=SC2086
run $common --scenario EVMTransferFast --max-txs 10 --max-spend 42009999999999999
expect_status 2
expect_out </dev/null
grep -q " error: --max-spend 42009999999999999: the run may cost 0.04201 ether: $load\$" "$err" ||
  problem "$(cat "$err")"

begin 'a rate and a duration are an end, too'
# shellcheck disable=SC2086
run $common --scenario EVMTransferFast --tps 100 --duration 1s --max-spend 0.42ether
expect_status 2
grep -q 'the run may cost 0.4201 ether: load 0.4201 ether (100 transactions of' "$err" ||
  problem "$(cat "$err")"

for model in '' '--tps 500 --arrival-model open_loop'; do
  begin "a run without an end stops before the limit: ${model:-closed loop}"
  # shellcheck disable=SC2086
  run $common $model --scenario EVMTransferFast --workers 2 --max-spend 420100000000000000
  expect_end 0 100 max_spend
  [ "$(field ended_text)" = '--max-spend 420100000000000000 which one more transaction might pass' ] ||
    problem "$(field ended_text)"
  # shellcheck disable=SC2086
  run $common $model --scenario EVMTransferFast --workers 2 --max-spend 420099999999999999
  expect_end 0 99 max_spend
done

begin 'refused transactions cost nothing'
# shellcheck disable=SC2086
run $common --scenario EVMTransferFast --max-spend 420100000000000000 --fault pool-full:share=0.3
expect_end 0 100 max_spend

begin 'less than one transaction'
# shellcheck disable=SC2086
run $common --scenario EVMTransferFast --max-spend 4200999999999999
expect_status 2
said='no transaction of the load can be paid for: the run may cost 0.004201 ether: load 0.004201 ether'
grep -q " error: --max-spend 4200999999999999: $said a transaction, without an end\$" "$err" ||
  problem "$(cat "$err")"

begin 'a replay ends before the limit'
"$SEILOAD" sign --first-nonce 0 --chain-id 1337 --seed 7 --scenario EVMTransferFast --max-txs 30 >corpus.txt
# shellcheck disable=SC2086
run $common --replay corpus.txt --max-spend 42010000000000000
expect_end 0 10 max_spend
# shellcheck disable=SC2086
run $common --replay corpus.txt --max-spend 42009999999999999
expect_end 0 9 max_spend
# shellcheck disable=SC2086
run $common --replay corpus.txt --max-spend 1ether
expect_end 0 30 corpus_end

begin 'what is no amount, and what sends nothing'
run --mock-chain --scenario EVMTransferFast --max-spend lots
expect_status 2
expect_err <<'END'
seiload: --max-spend: expected an amount such as 1000, '1 gwei' or '0.5 ether', got 'lots'
END
run --mock-chain --scenario EVMTransferFast --txs-dir . --max-spend 1ether
expect_status 2
grep -q -e '--max-spend: not together with --txs-dir' "$err" || problem "$(cat "$err")"

finish_tests
