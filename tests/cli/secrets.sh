#!/bin/sh
# No message, report, metric or list of processes shows the password of a URL, from wherever it comes.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1

# Nothing that was written holds the password, or a part of it.
expect_no_secret() {
  grep -rnE 's3|cret' "$out" "$err" "$@" && problem 'a password is shown'
}

# What a user may write; each with the password s3cret or s3/cret, s3@cret...
urls() {
  for password in s3cret s3/cret s3?cret s3#cret s3@cret 's3 cret' s3:cret s3%cret 's3\cret' s3cret%40 \
    's3,http://cret'; do
    for url in "http://u:$password@h:8545" "ws://u:$password@h/x" "https://u:$password@h" "u:$password@h" \
      "htp://u:$password@h" "http://u:$password@" "http:/u:$password@h" "http://u:$password@::1:8545" \
      " http://u:$password@h" "'http://u:$password@h'" "http://u:$password@h:99999" \
      "http://u:$password@a,http://u:$password@b"; do
      printf '%s\n' "$url"
    done
  done
}

begin 'endpoints of the command line'
urls >urls.txt
while read -r url; do
  run --scenario EVMTransfer -e "$url" --startup-timeout 1ms --metrics-listen-addr=
  [ "$status" -eq 1 ] || [ "$status" -eq 2 ] || problem "exit status $status"
  expect_no_secret
  run --check --scenario EVMTransfer -e "$url" --ws-endpoint "$url"
  expect_no_secret
done <urls.txt

begin 'endpoints of a profile'
while read -r url; do
  escaped=$(printf '%s' "$url" | sed 's/\\/\\\\/g')
  printf '{"endpoints":["%s"],"scenarios":[{"name":"EVMTransfer"}],"settings":{"wsEndpoint":"%s"}}' \
    "$escaped" "$escaped" >p.json
  run --check -c p.json
  expect_no_secret
done <urls.txt

begin 'in the place of something else'
run u:s3cret@h
expect_no_secret
expect_err <<'END'
seiload: '...@h': unexpected argument
END
for option in --tps --duration --seed --accounts --scenario --fail-if --report-format --metrics-listen-addr \
  --report-path --textfile -c --chain-id --cpu --fault --endpoint-url --http://u:s3cret@h -e -n -b; do
  run --mock-chain --max-txs 1 --scenario EVMTransfer $option http://u:s3cret@h
  expect_status 2
  expect_no_secret
done
for option in --listen --block-time --chain-id --balance --fault --seed --cpu --strict --what ''; do
  # shellcheck disable=SC2086
  run mock-chain $option http://u:s3cret@h
  expect_status 2
  expect_no_secret
done

begin 'a collector and attributes of the environment'
dry='--metrics-listen-addr= --dry-run --scenario EVMTransfer --max-txs 1 --seed 1'
while read -r url; do
  # shellcheck disable=SC2086
  OTEL_EXPORTER_OTLP_ENDPOINT=$url SEILOAD_WORKLOAD=$url run $dry --textfile run.prom --report-path report.txt
  expect_status 0
  expect_no_secret run.prom report.txt
done <<'END'
http://u:s3cret/x@127.0.0.1:1
https://u:s3cret@127.0.0.1:1
http://u:s3cret@127.0.0.1:1
u:s3cret@h
END

begin 'a whole run: log, reports, metrics and the list of processes'
# shellcheck disable=SC2119
start_node
url="$(echo "$node_url" | sed 's|//|//u:s3cret@|')/?apikey=s3cret"
start --scenario EVMTransfer --accounts 2 --tps 20 -e "$url" --metrics-listen-addr= --report-format json \
  --debug --stats-interval 100ms --textfile run.prom --report-path report.json \
  --termination-log end.txt --startup-timeout 5s
tries=0
while tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q s3cret && [ "$tries" -lt 100 ]; do
  sleep 0.05
  tries=$((tries + 1))
done
tr '\0' ' ' <"/proc/$pid/cmdline" >processes
send TERM
finish
stop_node
grep -q -- '-e http://\**@127[^*]*/?\** ' processes || problem "$(cat processes)"
grep -q "endpoint=\"$node_url/?...\"" run.prom || problem 'the endpoint has another name in the metrics'
expect_no_secret processes

finish_tests
