#!/bin/sh
# The metrics of a run under the eyes of promtool and of a real Prometheus, which then knows the report's
# totals. Needs prometheus and promtool.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1

for tool in prometheus promtool; do
  command -v "$tool" >/dev/null && continue
  echo "$tool is not installed"
  echo '0 passed, 1 failed'
  exit 1
done
# shellcheck disable=SC2119
start_anvil
"$SEILOAD" accounts --seed 1 --accounts 50 >pool
fund <pool

# Sets prometheus_url; scrapes the address $1 twice a second. Ports are tried until one is free.
start_prometheus() {
  cat >prometheus.yml <<END
global: {scrape_interval: 500ms}
scrape_configs: [{job_name: seiload, static_configs: [{targets: ['$1']}]}]
END
  for _ in 1 2 3 4 5; do
    port=$(shuf -i 20000-60000 -n 1)
    prometheus --config.file=prometheus.yml --storage.tsdb.path="data.$port" \
      --enable-feature=exemplar-storage --web.listen-address="127.0.0.1:$port" \
      >prometheus.log 2>&1 </dev/null &
    ours="$ours $!"
    prometheus_url=http://127.0.0.1:$port
    for _ in $(seq 50); do
      curl -fs "$prometheus_url/-/ready" >/dev/null && return
      grep -q 'address already in use' prometheus.log && break
      sleep 0.1
    done
  done
  problem "prometheus does not start: $(tail -n 3 prometheus.log)"
}

# ask QUERY: the value of its one series; a sample may take a moment to be seen.
ask() {
  curl -fs --get --data-urlencode "query=$1" "$prometheus_url/api/v1/query" | jq -r '.data.result[].value[1]'
}

said() { jq -r "$1" "$out"; }

begin 'a run that Prometheus scrapes to the end'
start -e "$anvil_url" --scenario EVMTransfer --seed 1 --accounts 50 --tps 100 --duration 6s \
  --report-format json --metrics-listen-addr 127.0.0.1:0 --textfile run.prom \
  --track-blocks --track-receipts --traceparent
wait_for "$err" 'metrics: http://' || exit 1
metrics_url=$(sed -n 's/.*info: metrics: //p' "$err")
address=${metrics_url#http://}
start_prometheus "${address%/metrics}"
curl -fs "$metrics_url" >scrape || problem 'no scrape'
promtool check metrics <scrape >promtool.out 2>&1 || problem "promtool: $(cat promtool.out)"
finish
expect_status 0
[ $((ended_ms - started_ms)) -lt 20000 ] || problem 'the flush delay outlasted the last scrape'
accepted=$(said .totals.accepted)
[ "$accepted" -gt 500 ] || problem "$accepted accepted"
for query in 'max_over_time(seiload_run_txs_accepted_total{arrival_model="closed_loop"}[5m])' \
  'sum(max_over_time(seiload_txs_accepted_total[5m]))' \
  'max_over_time(seiload_send_latency_seconds_count{status="success",scenario="EVMTransfer"}[5m])' \
  'max_over_time(seiload_due_latency_seconds_bucket{status="success",le=~"[+]Inf"}[5m])'; do
  [ "$(ask "$query")" = "$accepted" ] || problem "$query is $(ask "$query"), not $accepted"
done
included=$(said .inclusion.included)
[ "$(ask 'max_over_time(seiload_inclusion_latency_seconds_count[5m])')" = "$included" ] ||
  problem 'another inclusion'
[ "$(ask 'max_over_time(seiload_block_number[5m])')" = "$(said .blocks.last)" ] || problem 'another height'
[ "$(ask 'count(max_over_time(target_info{service_name="seiload"}[5m]))')" = 1 ] || problem 'no target_info'
[ "$(ask 'min_over_time(up[5m] offset 5s) or vector(1)')" = 1 ] || problem 'a scrape failed'

# Prometheus takes exemplars from OpenMetrics alone.
curl -fs --get --data-urlencode 'query=seiload_due_latency_seconds_bucket' --data-urlencode 'start=0' \
  --data-urlencode "end=$(($(date +%s) + 60))" "$prometheus_url/api/v1/query_exemplars" >exemplars ||
  problem 'no exemplars'
jq -e '[.data[].exemplars[] | select(.labels.trace_id | test("^[0-9a-f]{32}$"))] | length > 0' exemplars \
  >/dev/null || problem "exemplars: $(cat exemplars)"

begin 'the text file of that run'
promtool check metrics <run.prom >promtool.out 2>&1 || problem "promtool: $(cat promtool.out)"
grep -qx "seiload_run_txs_accepted_total{arrival_model=\"closed_loop\"} $accepted" run.prom ||
  problem "$(cat run.prom)"

finish_tests
