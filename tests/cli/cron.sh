#!/bin/sh
# What runs that cron starts need: silence, one line a run, one run at a time, an alarm that says why.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1

runs() {
  run --mock-chain --scenario EVMTransfer --accounts 20 --seed 7 --tps 50 --duration 2s --quiet \
    --metrics-listen-addr= "$@"
}

begin 'silent where all is well, and a line a run'
runs --lock lock --append runs.jsonl --compare-last 20
expect_status 0
expect_out </dev/null
expect_err </dev/null
[ "$(wc -l <runs.jsonl)" -eq 1 ] || problem "$(cat runs.jsonl)"
jq -e '.totals.accepted == 100' runs.jsonl >seen || problem "$(cat seen)"

begin 'an alarm names what got worse, status 3, and the run counts from then on'
for _ in 1 2 3; do runs --append base.jsonl; done
runs --append base.jsonl --compare-last 3 --fault pool-full:share=0.5
expect_status 3
expect_out </dev/null
grep -q 'error: --compare-last: .*, worse$' "$err" || problem "$(cat "$err")"
[ "$(wc -l <base.jsonl)" -eq 4 ] || problem "$(wc -l base.jsonl)"

begin 'one run at a time'
: >lock
flock lock sleep 20 &
holder=$!
ours="$ours $holder"
sleep 0.5
runs --lock lock
expect_status 0
expect_out </dev/null
expect_err <<'END'
seiload: --lock lock: another run holds it; nothing done
END
kill "$holder"

begin 'options that belong together'
runs --lock-wait 5s --compare-last 3
expect_status 2
expect_err <<'END'
seiload: --lock-wait: needs --lock
seiload: --compare-last: needs --append, whose reports it compares with
END
runs --append /dev/full
expect_status 1
grep -q 'error: --append /dev/full: No space left on device' "$err" || problem "$(cat "$err")"
grep -q '^  ledger          balanced' "$out" || problem "the report is lost: $(cat "$out")"
runs --append /nonexistent/runs
expect_status 1
grep -q 'error: --append /nonexistent/runs: No such file or directory' "$err" || problem "$(cat "$err")"

finish_tests
