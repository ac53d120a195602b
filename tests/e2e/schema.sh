#!/bin/sh
# Reports of runs of all kinds, and what is made of them, against the JSON Schema that seiload prints.
. "$(dirname "$0")/../support/shell.sh"

# is_valid FILE: a report, or says why not.
is_valid() {
  python3 - "$work/schema.json" "$1" <<'END'
import json
import sys

import jsonschema

schema, report = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
problems = list(jsonschema.Draft202012Validator(schema).iter_errors(report))
for problem in problems:
    print("  " + problem.json_path + ": " + problem.message)
sys.exit(len(problems) > 0)
END
}
valid() { is_valid "$2" || problem "$1"; }

python3 -c 'import jsonschema' 2>/dev/null || {
  begin 'reports against their schema (skipped: no python3-jsonschema)'
  finish_tests
}

begin 'the schema is one, of the draft that it names'
run report --schema
expect_status 0
cp "$out" "$work/schema.json"
python3 -c 'import json, sys, jsonschema
jsonschema.Draft202012Validator.check_schema(json.load(open(sys.argv[1])))' "$work/schema.json" ||
  problem 'not a schema'

# load NAME ARGUMENT...
load() {
  begin "a report of $1"
  file=$work/$1.json
  name_of_report=$1
  shift
  run --scenario EVMTransfer --accounts 10 --report-format json -q "$@"
  expect_status 0
  cp "$out" "$file"
  valid "$name_of_report" "$file"
  run report "$file" --format json
  expect_status 0
  cmp "$out" "$file" || problem 'read back, it is another'
  run report "$file"
  expect_status 0
  [ "$(head -n 1 "$out")" = "seiload $(jq -r .seiload.version "$file") report" ] ||
    problem "$(head -n 1 "$out")"
}

load 'a short run' --mock-chain --max-txs 20 --seed 1
load 'a dry run' --dry-run --max-txs 20 --seed 1
load 'an open loop with everything tracked' --mock-chain --tps 50 --duration 2s --arrival-model open_loop \
  --track-blocks --track-receipts --track-user-latency --stats-interval 500ms --percentiles 1,75,99.99 \
  --prewarm --all-addresses --seed 1
load 'hashes alone' --mock-chain --max-txs 20 --track-receipts --no-receipts --seed 1
load 'a ramp' --mock-chain --ramp-up --ramp-start 20 --ramp-hold 500ms --ramp-rest 100ms --duration 2s \
  --seed 1
load 'faults' --mock-chain --max-txs 50 --fault 'reset:share=0.2' --seed 1

begin 'a merged report'
run --mock-chain --scenario EVMTransfer --accounts 10 --report-format json -q --seed 2 --max-txs 20
jq -c --slurpfile a "$work/a short run.json" '.run.started = $a[0].run.started' "$out" >"$work/other.json"
run merge "$work/a short run.json" "$work/other.json"
expect_status 0
cp "$out" "$work/merged.json"
valid merged "$work/merged.json"
[ "$(jq .totals.accepted "$work/merged.json")" -ge 40 ] || problem "$(jq .totals "$work/merged.json")"
[ "$(jq .run.merged.reports "$work/merged.json")" -eq 2 ] || problem "$(jq .run "$work/merged.json")"

begin 'what the schema refuses is no report'
jq '.totals.accepted = "many"' "$work/faults.json" >"$work/bad.json"
is_valid "$work/bad.json" >"$work/why" && problem 'the schema takes it'
grep -qF "$.totals.accepted: 'many' is not of type 'integer'" "$work/why" || problem "$(cat "$work/why")"
run report "$work/bad.json"
expect_status 2
grep -qF "totals.accepted: expected a whole number, got 'many'" "$err" || problem "$(cat "$err")"

finish_tests
