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
wait_for "$err" 'load begins'
send TERM
finish
stop_node
grep -q -- '-e http://\**@127[^*]*/?\** ' processes || problem "$(cat processes)"
grep -q "endpoint=\"$node_url/?...\"" run.prom || problem 'the endpoint has another name in the metrics'
expect_no_secret processes

# The root key and the pool's keys, as text of either case and as bytes.
root_key=4c0883a69102937d6231471b5dbb6204fe512961708279f2e3f0c1a2b3c4d5e6
pool_key=59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d
mnemonic='legal winner thank year wave sausage worth useful legal winner thank yellow'
(umask 077 && echo "$root_key" >root.hex && echo "# one
$pool_key" >keys.txt && echo "$mnemonic" >words.txt)

# Nothing that was written holds a key or a word of the mnemonic; but for the files of the keys themselves.
expect_no_key() {
  grep -liE "$root_key|$pool_key|sausage|yellow" "$out" "$err" "$@" >shown
  python3 - "$root_key" "$pool_key" "$out" "$err" "$@" >>shown <<'END'
import sys
keys = [bytes.fromhex(key) for key in sys.argv[1:3]]
for name in sys.argv[3:]:
    content = open(name, 'rb').read()
    if any(key in content or key[::-1] in content for key in keys):
        print(name)
END
  [ ! -s shown ] || problem "a key is in: $(cat shown)"
}

begin 'keys that are wrong are not quoted'
while read -r wrong; do
  echo "$wrong" >wrong.txt
  chmod 600 wrong.txt
  for option in --keys --mnemonic-file --root-key-file; do
    run --mock-chain --scenario EVMTransfer --accounts 1 --max-txs 1 --metrics-listen-addr= $option wrong.txt
    expect_status 2
    expect_no_key
  done
  ROOT=$wrong run --mock-chain --scenario EVMTransfer --accounts 1 --max-txs 1 --root-key-env ROOT
  expect_status 2
  expect_no_key
done <<END
${root_key}0
0x$root_key$pool_key
sausage yellow
$mnemonic yellow
END

begin 'a key in place of the name of a file or a variable is not shown'
for option in --keys --mnemonic-file --root-key-file --root-key-env; do
  run --mock-chain --scenario EVMTransfer --max-txs 1 $option 0x$root_key
  expect_status 2
  expect_no_key
done

begin 'a whole run with a root key: outputs, list of processes, environment, core file'
"$SEILOAD" mock-chain --listen 127.0.0.1:0 --block-time 100ms >chain.txt 2>&1 &
ours="$ours $!"
wait_for chain.txt http://
chain_url=$(head -n 1 chain.txt)
cat >money.json <<END
{"endpoints": ["$chain_url"], "accounts": {"count": 1}, "scenarios": [{"name": "EVMTransfer"}],
 "funding": {"rootKeyEnv": "ROOT", "method": "transfer",
   "fundAmountWei": "1500000000000000000000000"},
 "settings": {"keys": "keys.txt", "prewarm": true, "debug": true, "tps": 20, "metricsListenAddr": "",
   "reportFormat": "json", "reportPath": "report.json", "textfile": "run.prom"}}
END
command -v prlimit >/dev/null && via='prlimit --core=unlimited:unlimited'
# shellcheck disable=SC2209  # a key
ROOT=$root_key start -c money.json
via=''
wait_for "$err" 'load begins'
tr '\0' '\n' <"/proc/$pid/cmdline" >cmdline
cat "/proc/$pid/environ" >environment 2>/dev/null || : >environment
grep -q ' funded 1 account in 1 transaction$' "$err" || problem "$(cat "$err")"
expect_no_key cmdline environment
send ABRT
finish
[ "$status" -eq 134 ] || problem "exit status $status"
find . -name 'core*' | grep . && problem 'a core file was left'
expect_no_key run.prom report.json
ROOT=$root_key run -c money.json --max-txs 20
expect_status 0
expect_no_key run.prom report.json
run -c money.json --check
expect_status 0
expect_no_key

begin 'the same by hand, and a mnemonic'
for command in fund sweep 'accounts --balances' accounts 'accounts --genesis geth'; do
  # shellcheck disable=SC2086  # words
  ROOT=$root_key run $command -c money.json
  expect_no_key
done
run --mock-chain --scenario EVMTransfer --accounts 3 --max-txs 3 --metrics-listen-addr= --debug \
  --mnemonic-file words.txt
expect_status 0
expect_no_key

begin 'a file of keys that others may read is a warning'
chmod 644 root.hex
run fund -e "$chain_url" --accounts 1 --seed 1 --root-key-file root.hex
grep -qx 'seiload: warning: root.hex: others than its owner may read this file of secrets; chmod 600 it' \
  "$err" || problem "$(cat "$err")"

finish_tests
