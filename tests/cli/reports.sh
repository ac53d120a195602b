#!/bin/sh
# seiload report, merge and compare on reports of real runs: exit status, and what is not time.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1

# load NAME ARGUMENT...: a run of the embedded chain, its JSON report in NAME.
load() {
  file=$1
  shift
  run --mock-chain --scenario EVMTransfer --accounts 20 --seed 7 --stats-interval 200ms --report-format json \
    -q "$@"
  expect_status 0
  cp "$out" "$file"
}

version=$("$SEILOAD" --version | sed -n 's/^seiload //p')

begin 'a report in each form'
load base.json --tps 100 --duration 3s --arrival-model open_loop --track-blocks
load new.json --tps 100 --duration 3s --arrival-model open_loop --track-blocks \
  --fault latency:min=80ms:max=90ms
run report base.json --format json
expect_status 0
expect_err </dev/null
cmp "$out" base.json || problem 'as JSON it is another'
launch report - <base.json >"$out" 2>"$err"
[ "$(head -n 1 "$out")" = "seiload $version report" ] || problem "$(cat "$out")"
grep -q '^  accepted  ' "$out" || problem "$(cat "$out")"
run report base.json --format html
expect_status 0
[ "$(head -n 1 "$out")" = '<!DOCTYPE html>' ] || problem "$(head -n 1 "$out")"

begin 'CSV has the columns that the manual describes, and CR LF'
run report base.json --format csv
expect_status 0
[ "$(wc -l <"$out")" -eq $(($(jq '.intervals | length' base.json) + 1)) ] || problem "$(wc -l <"$out") lines"
[ "$(grep -c "$(printf '\r$')" "$out")" -eq "$(wc -l <"$out")" ] || problem 'lines without CR'
awk -F, '{ print NF }' "$out" | sort -u | { read -r columns && [ "$columns" -eq 37 ] && ! read -r _; } ||
  problem "$(head -n 2 "$out")"
[ "$(awk -F, 'NR > 1 { sum += $4 } END { print sum }' "$out")" -eq "$(jq .totals.accepted base.json)" ] ||
  problem 'the sum of what was accepted is not the total'
run report base.json --histogram csv
expect_status 0
[ "$(awk -F, '$1 == "latency.from_due" { sum += $4 } END { print sum }' "$out")" -eq \
  "$(jq .latency.from_due.count base.json)" ] || problem 'a histogram that is not whole'

begin 'a reader that has enough'
"$SEILOAD" report base.json --format html 2>"$err" | head -n 1 >/dev/null
expect_err </dev/null
if [ -w /dev/full ]; then
  launch report base.json >/dev/full 2>"$err"
  status=$?
  expect_status 1
fi

begin 'what is no report is refused, with its place'
: >empty.json
jq '.totals.accepted = -1' base.json >bad.json
jq '.seiload.report = 99 | .seiload.version = "9.9"' base.json >later.json
"$SEILOAD" report base.json >text.txt
for case in 'none.json|none.json: No such file or directory' \
  "text.txt|text.txt: line 1: 1:1: expected a value, got 's'; this is no JSON report: a run writes one with \
--report-format json" \
  'empty.json|empty.json: 1:1: expected a value, got the end of the text' \
  '.|.: Is a directory' \
  "later.json|later.json: a report of layout 99, which is not known; known is 1; it was written by \
version '9.9', this is $version"; do
  run report "${case%%|*}"
  expect_status 2
  [ "$(cat "$err")" = "seiload: ${case#*|}" ] || problem "$(cat "$err")"
done
run report bad.json
expect_status 2
grep -qE '^seiload: bad\.json: [0-9]+:[0-9]+: totals\.accepted: expected a whole number, got -1$' "$err" ||
  problem "$(cat "$err")"

begin 'compare: nothing changed, and what changed'
run compare base.json base.json --fail-if 'p99 > +10%'
expect_status 0
expect_err </dev/null
[ "$(tail -n 1 "$out")" = 'no difference beyond noise' ] || problem "$(cat "$out")"
run compare base.json new.json --fail-if 'p50 > +10%' --fail-if 'p50 > 50ms' --fail-if 'p50 > 10m'
expect_status 3
[ "$(wc -l <"$err")" -eq 2 ] || problem "$(cat "$err")"
grep -qE '^seiload: --fail-if p50 > \+10%: it was \+[0-9.]+ % \([0-9.]+.s -> [0-9.]+ms\)$' "$err" ||
  problem "$(cat "$err")"
grep -qE '^seiload: --fail-if p50 > 50ms: it was [0-9.]+ms$' "$err" || problem "$(cat "$err")"
grep -qE '^p50 .* worse$' "$out" || problem "$(cat "$out")"

begin 'compare: a history of JSON lines'
for _ in 1 2 3 4; do jq -c . base.json; done >runs.jsonl
jq -c . new.json >>runs.jsonl
run compare runs.jsonl
expect_status 0
grep -q '^  base            mean of 4 reports, the first runs.jsonl line 1, started ' "$out" ||
  problem "$(cat "$out")"
grep -qE '^p50 .* worse$' "$out" || problem "$(cat "$out")"

begin 'merge: two at the same time'
launch --mock-chain --scenario EVMTransfer --accounts 20 --seed 8 --duration 2s --report-format json -q \
  >a.json 2>"$err" </dev/null &
load b.json --duration 2s
wait $!
run merge a.json b.json
expect_status 0
for key in .totals.accepted .latency.from_due.count '.latency.from_due.buckets | map(.[1]) | add'; do
  [ "$(jq "$key" "$out")" -eq $(($(jq "$key" a.json) + $(jq "$key" b.json))) ] || problem "$key"
done
cp "$out" all.json
run report all.json
grep -q '^  merged          2 reports, started within ' "$out" || problem "$(cat "$out")"
run merge a.json a.json
expect_status 2
[ "$(cat "$err")" = 'seiload: a.json and a.json: the same report twice' ] || problem "$(cat "$err")"
run merge base.json b.json
expect_status 2
[ ! -s "$out" ] || problem 'something was printed'

finish_tests
