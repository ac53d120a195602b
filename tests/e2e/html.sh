#!/bin/sh
# Reports as pages, rendered by a real browser where there is one: at two widths, in light and dark.
. "$(dirname "$0")/../support/shell.sh"

chromium=$(command -v chromium || command -v chromium-browser) || {
  begin 'pages in a browser (skipped: no chromium)'
  finish_tests
}

# page NAME: the report NAME.json as NAME.html, with nothing from elsewhere in it.
page() {
  run report "$work/$1.json" --format html
  expect_status 0
  cp "$out" "$work/$1.html"
  size=$(wc -c <"$out")
  [ "$size" -lt 300000 ] || problem "$1: $size bytes"
  # What could load something: but for the report's own texts, which are no markup.
  if grep -oE '<(link|img|iframe|object|embed|base|image|use)[ >]|(src|href)=|@import|url\(' "$out" |
    grep .; then
    problem "$1: something from elsewhere"
  fi
}

# load NAME ARGUMENT...: a run of the embedded chain, everything tracked.
load() {
  file=$work/$1.json
  shift
  run --mock-chain --scenario EVMTransfer --accounts 20 --stats-interval 500ms --track-blocks \
    --track-receipts --report-format json --seed 7 -q "$@"
  expect_status 0
  cp "$out" "$file"
}

begin 'a page of a steady run'
load steady --tps 100 --duration 4s --arrival-model open_loop
page steady
for text in 'Asked for 100 transactions a second for ' '<h3>Rate</h3>' '<h3>Outcomes</h3>' \
  '<h3>Ledger</h3>' '<h3>Latency over time</h3>' '<h3>Latency by percentile</h3>' '<h3>Block time</h3>' \
  '<h3>Gas of blocks</h3>' '<h3>On the chain</h3>' '<h3>Waiting for a block</h3>' \
  '<h3>Time to inclusion</h3>'; do
  grep -qF "$text" "$work/steady.html" || problem "no $text"
done

begin 'a page of a ramp'
load ramp --ramp-up --ramp-start 40 --ramp-step 40 --ramp-hold 1s --ramp-rest 200ms --duration 4s
page ramp
grep -qF '<h3>Steps of the ramp</h3>' "$work/ramp.html" || problem 'no steps'

begin 'a page of a run with faults'
load faults --tps 100 --duration 4s --arrival-model open_loop --fault 'stall:for=700ms:every=2s' \
  --fault 'reset:share=0.05'
page faults

begin 'an hour of one-second intervals has less than 300 KB'
jq -c '.intervals as $i | .intervals = [range(3600) as $n | $i[$n % ($i|length)] |
  .start_seconds = $n | .length_seconds = 1]' "$work/faults.json" >"$work/hour.json"
page hour
grep -qF 'A point is 36 intervals.' "$work/hour.html" || problem 'all points'

begin 'texts of a report are no markup'
evil="</script></title></style><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'&"
jq -c --arg evil "$evil" '.run.endpoints = [$evil] | .run.chain_label = $evil | .run.ended_text = $evil |
  .scenarios[0].scenario = $evil | .seiload.version = $evil | .feed.source = $evil |
  .errors = [{class: $evil, reason: $evil, count: 1, example: $evil}]' "$work/faults.json" >"$work/evil.json"
run report "$work/evil.json" --format html
expect_status 0
cp "$out" "$work/evil.html"
grep -qF '<img' "$out" && problem 'an element of the report'
[ "$(grep -c '<script>' "$out")" -eq 1 ] || problem 'a script of the report'

begin 'no console message, no overflow, in light and dark, at 400 and 1280 pixels'
python3 "$root/tests/support/browser.py" "$chromium" "$work" \
  steady.html ramp.html faults.html hour.html evil.html >"$work/rendered" || problem 'the browser failed'
grep -v ': ok$' "$work/rendered" && problem 'not as it should be'
[ "$(grep -c ': ok$' "$work/rendered")" -eq 20 ] || problem "$(cat "$work/rendered")"

finish_tests
