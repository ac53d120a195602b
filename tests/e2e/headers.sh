#!/bin/sh
# Header fields on every request to endpoints and nowhere else, secrets that stay secret, addresses for names,
# proxies: before an embedded chain, a recorder of what clients send, nginx, and a proxy.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
support=$root/tests/support

"$SEILOAD" mock-chain --listen 127.0.0.1:0 --block-time 100ms >chain.log 2>&1 </dev/null &
ours="$ours $!"
wait_for chain.log http://
chain=$(grep -o 'http://[0-9.:]*' chain.log | head -n 1)
chain_port=${chain##*:}

# recorder FILE: keeps in it what is sent to the chain by $recorder.
recorder() {
  : >port
  : >"$1"
  python3 "$support/forwarder.py" "$chain_port" --record "$1" >port 2>&1 </dev/null &
  ours="$ours $!"
  tries=0
  until [ -s port ] || [ "$tries" -gt 200 ]; do
    sleep 0.05
    tries=$((tries + 1))
  done
  recorder=127.0.0.1:$(cat port)
}

# proxy LOG ARGUMENT...: one at $proxy.
proxy() {
  : >port
  : >"$1"
  python3 "$support/http_proxy.py" "$@" >port 2>&1 </dev/null &
  ours="$ours $!"
  tries=0
  until [ -s port ] || [ "$tries" -gt 200 ]; do
    sleep 0.05
    tries=$((tries + 1))
  done
  proxy=127.0.0.1:$(cat port)
}

load() {
  run --scenario EVMTransfer --accounts 5 --seed 7 --max-txs 30 --tps 200 --workers 1 \
    --metrics-listen-addr= "$@"
}

expect_load() {
  expect_status 0
  [ "$(count accepted "$out")" = 30 ] || problem "not 30 accepted: $(cat "$out" "$err")"
  expect_balanced "$out"
}

# Each request and handshake in $1 has the line $2.
expect_on_every_request() {
  requests=$(tr -d '\r' <"$1" | grep -acE '(POST|GET) /.* HTTP/1\.1$')
  fields=$(tr -d '\r' <"$1" | grep -acxF -- "$2")
  [ "$requests" -gt 2 ] || problem "only $requests requests in $1"
  [ "$requests" -eq "$fields" ] || problem "$requests requests, $fields with '$2'"
}

expect_no_secret() {
  grep -rn 's3cret' "$out" "$err" "$@" && problem 'a secret is shown'
}

begin 'a header on every request of a run, with heads by subscription and receipts'
recorder sent
load -e "http://$recorder" --track-receipts --track-blocks -H 'X-Key: s3cret-value' \
  --header 'Host: rpc.example.org' --debug \
  --report-path report.json --report-format json --textfile run.prom --termination-log end.txt
expect_status 0
expect_on_every_request sent 'X-Key: s3cret-value'
expect_on_every_request sent 'Host: rpc.example.org'
grep -aq 'Upgrade: websocket' sent || problem 'heads were not subscribed to'
for method in eth_chainId eth_getTransactionCount eth_sendRawTransaction eth_getBlockReceipts; do
  grep -aq "$method" sent || problem "no $method was sent"
done
expect_no_secret report.json run.prom end.txt

begin 'a header on WebSocket handshakes: endpoint and --ws-endpoint'
recorder sent
load -e "ws://$recorder" -H 'X-Key: s3cret-value' --track-blocks --ws-endpoint "ws://$recorder"
expect_load
handshakes=$(grep -ao 'GET / HTTP/1.1' sent | wc -l)
[ "$handshakes" -gt 2 ] || problem "only $handshakes handshakes"
[ "$(grep -ac '^X-Key: s3cret-value' sent)" = "$handshakes" ] || problem 'not every handshake has it'

begin 'the other commands send it: accounts --balances, fund, sweep, sign'
recorder sent
(umask 077 && echo 4c0883a69102937d6231471b5dbb6204fe512961708279f2e3f0c1a2b3c4d5e6 >root.hex)
for command in 'accounts --balances' fund sweep 'sign --max-txs 3'; do
  key='--root-key-file root.hex'
  [ "${command%% *}" = sign ] && key=''
  # shellcheck disable=SC2086  # words
  run $command --seed 7 --accounts 2 --scenario EVMTransfer -e "http://$recorder" \
    -H 'X-Key: s3cret-value' $key
  expect_status 0
  expect_no_secret
done
expect_on_every_request sent 'X-Key: s3cret-value'

begin 'a header file, a token of a file and of a variable'
printf '# for the gateway\n\nX-Key: s3cret-one\r\nX-Key: s3cret-two\n' >fields.txt
printf ' s3cret.token==\n' >token.txt
recorder sent
load -e "http://$recorder" --header-file fields.txt --bearer-token-file token.txt
expect_load
expect_on_every_request sent 'Authorization: Bearer s3cret.token=='
expect_on_every_request sent 'X-Key: s3cret-one'
expect_on_every_request sent 'X-Key: s3cret-two'
recorder sent
TOKEN=s3cret-env load -e "http://$recorder" --bearer-token-env TOKEN
expect_load
expect_on_every_request sent 'Authorization: Bearer s3cret-env'
expect_no_secret

begin 'headers of a profile, of all endpoints and of one; the command line replaces the former'
recorder sent
first=$recorder
recorder other
cat >p.json <<END
{"endpoints": [{"url": "http://$first", "headers": {"X-Key": "s3cret-first", "Y": "s3cret-y"}},
  "http://$recorder"],
 "scenarios": [{"name": "EVMTransfer"}], "settings": {"headers": ["X-Key: s3cret-all", "Z: s3cret-z"]}}
END
load -c p.json
expect_load
expect_on_every_request sent 'X-Key: s3cret-first'
expect_on_every_request sent 'Y: s3cret-y'
expect_on_every_request sent 'Z: s3cret-z'
expect_on_every_request other 'X-Key: s3cret-all'
grep -aq '^Y:' other && problem 'an endpoint has the header of another'
: >sent
: >other
load -c p.json -H 'W: s3cret-w'
expect_load
expect_on_every_request sent 'X-Key: s3cret-first'
expect_on_every_request other 'W: s3cret-w'
grep -aq '^Z:' sent other && problem "the profile's headers were not replaced"
run --check -c p.json
expect_status 0
expect_no_secret
grep -qF '"X-Key: ..."' "$out" || problem "no masked header: $(cat "$out")"

begin 'what is refused, with its place, before any traffic'
run --scenario EVMTransfer -e "$chain" -H 'Content-Length: 3' -H 'Bearer s3cret' -H 'A b: s3cret' \
  -H "$(printf 'X: s3cret\rY: 1')" -H 'X:' -H 'Sec-WebSocket-Key: s3cret' \
  --resolve h:1:x --proxy https://u:s3cret@p:1
expect_status 2
expect_no_secret
expect_err <<'END'
seiload: -H: header Content-Length: refused: the client sets it
seiload: -H: expected a header, NAME: VALUE, got text without ':'
seiload: -H: the header's name, what is in front of ':', has a blank at position 2
seiload: -H: header X: its value has a carriage return at position 7
seiload: -H: header X: its value is empty
seiload: -H: header Sec-WebSocket-Key: refused: the client sets it: it is part of the WebSocket handshake
seiload: --resolve: 'x' is not an IP address
seiload: --proxy: a proxy is reached by http://, not by https://
END
cat >bad.json <<END
{"endpoints": [{"url": "$chain", "headers": {"Upgrade": "s3cret"}}, {"headers": {}},
  {"url": "http://u:s3cret@h", "headers": {"Authorization": "s3cret"}}],
 "scenarios": [{"name": "EVMTransfer"}],
 "settings": {"headers": {"X": 7, "Y": "s3\ncret"}, "resolve": ["h:0:::1"]}}
END
run -c bad.json
expect_status 2
grep -n 's3.cret\|s3$' "$err" && problem 'a secret is shown'
sed -i "s|'http://[.]*@h'|'URL'|" "$err"
expect_err <<'END'
seiload: bad.json:1:62: endpoints[0].headers: header Upgrade: refused: the client sets it
seiload: bad.json:1:85: endpoints[1]: an endpoint needs a url
seiload: bad.json:2:3: endpoints[2]: 'URL': has a user name, and there is a header Authorization
seiload: bad.json:4:27: settings.headers: expected a string as a header's value
seiload: bad.json:4:35: settings.headers: header Y: its value has a line feed at position 3
seiload: bad.json:4:65: settings.resolve[0]: port '0' is not a number from 1 to 65535
END
printf 'X: 1\nX s3cret\n' >fields.txt
run --scenario EVMTransfer -e "$chain" --header-file fields.txt --bearer-token-env NO_SUCH_VARIABLE
expect_status 2
expect_err <<'END'
seiload: --header-file: fields.txt: line 2: expected a header, NAME: VALUE, got text without ':'
seiload: environment variable NO_SUCH_VARIABLE: not set; it should hold the bearer token
END
run --scenario EVMTransfer -e /tmp/node.ipc -H 'X: 1' --bearer-token-file token.txt --bearer-token-env T
expect_status 2
expect_err <<'END'
seiload: --bearer-token-env: cannot be combined with --bearer-token-file
seiload: -H: has no effect: every endpoint is a Unix socket
seiload: --bearer-token-file: has no effect: every endpoint is a Unix socket
seiload: --bearer-token-env: has no effect: every endpoint is a Unix socket
END

begin 'the list of processes and the environment show no value'
recorder sent
SECRET_TOKEN=s3cret-env start --scenario EVMTransfer --accounts 2 --tps 20 -e "http://$recorder" \
  -H 'X-Key: s3cret-a' -H'X-B:s3cret-b' --header='X-C: s3cret-c' \
  -qH 'X-D: s3cret-d' --bearer-token-env SECRET_TOKEN --metrics-listen-addr=
tries=0
while tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q s3cret && [ "$tries" -lt 100 ]; do
  sleep 0.05
  tries=$((tries + 1))
done
wait_for sent X-Key
tr '\0' ' ' <"/proc/$pid/cmdline" >processes
tr '\0' '\n' <"/proc/$pid/environ" >environment
send TERM
finish
expect_no_secret processes environment
grep -qF -- '-H X-Key: ******** -HX-B:******** --header=X-C: ******** -qH X-D: ********' processes ||
  problem "$(cat processes)"

begin 'the collector of metrics gets its own headers, not those of the endpoints'
recorder collected
OTEL_EXPORTER_OTLP_ENDPOINT=http://$recorder OTEL_EXPORTER_OTLP_HEADERS=x-otel=own \
  load -e "$chain" -H 'X-Key: s3cret'
expect_load
grep -aq 'x-otel: own' collected || problem 'no push'
grep -aq 'X-Key' collected && problem "the collector got the endpoints' header"

begin 'an address given for a name'
load -e "http://nowhere.test:$chain_port" --resolve "nowhere.test:$chain_port:127.0.0.1" --track-blocks
expect_status 0
load -e "http://nowhere.test:$chain_port" --resolve "*:$chain_port:127.0.0.1,127.0.0.2"
expect_load
load -e "$chain" --resolve node.test:1:127.0.0.1
expect_load
grep -qF -- '--resolve: no endpoint is at node.test:1' "$err" || problem "no note: $(cat "$err")"

begin 'a proxy: http is asked for by its URL, a WebSocket by a tunnel'
proxy asked
load -e "http://node.test:$chain_port/x" --proxy "http://$proxy" --track-blocks
expect_status 0
grep -q "^POST http://node.test:$chain_port/x HTTP/1.1" asked ||
  problem "no request in absolute form: $(head -n 3 asked)"
grep -q "^CONNECT node.test:$chain_port HTTP/1.1" asked || problem 'no tunnel for the heads'
: >asked
load -e "ws://node.test:$chain_port" --proxy "http://$proxy"
expect_load
sort asked | uniq | sed "s/$chain_port/PORT/" >kinds
expect_text 'requests to the proxy' kinds <<'END'
CONNECT node.test:PORT HTTP/1.1
END

begin 'a proxy that wants a password'
proxy asked u:s3cret
for scheme in http ws; do
  load -e "$scheme://node.test:$chain_port" --proxy "http://u:s3cret@$proxy"
  expect_load
  expect_no_secret
done
load -e "ws://node.test:$chain_port" --proxy "http://u:wrong@$proxy"
expect_status 1
grep -qF "CONNECT node.test:$chain_port: HTTP status 407, it wants a user name and password" "$err" ||
  problem "$(cat "$err")"
load -e "http://node.test:$chain_port" --proxy "http://$proxy" --startup-timeout 1s
expect_status 1
grep -qF 'HTTP status 407' "$err" || problem "$(cat "$err")"

begin 'the variables of a proxy, only where they are asked for'
proxy asked
HTTP_PROXY=http://$proxy load -e "$chain"
expect_load
[ -s asked ] && problem 'the variable was heeded unasked'
HTTP_PROXY=http://$proxy load -e "$chain" --proxy env
expect_load
[ -s asked ] || problem 'the variable was not heeded'
: >asked
HTTP_PROXY=http://$proxy NO_PROXY=other,127.0.0.0/8 load -e "$chain" --proxy env
expect_load
[ -s asked ] && problem 'NO_PROXY was not heeded'
HTTP_PROXY=socks5://u:s3cret@h:1 load -e "$chain" --proxy env
expect_status 2
expect_no_secret
expect_err <<'END'
seiload: environment variable HTTP_PROXY: a proxy is reached by http://, not by socks5://
END

begin 'a proxy that is not there'
load -e "http://node.test:$chain_port" --proxy http://127.0.0.1:1 --startup-timeout 500ms
expect_status 1
grep -qF 'connect 127.0.0.1:1: Connection refused' "$err" || problem "$(cat "$err")"

nginx=$(command -v nginx || command -v /usr/sbin/nginx)
begin 'nginx that wants a bearer token'
if [ -z "$nginx" ]; then
  problem 'nginx is not installed'
else
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  cat >nginx.conf <<END
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events {}
http {
  access_log off;
  client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi; scgi_temp_path $work/scgi;
  map \$http_upgrade \$connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:$port;
    location / {
      if (\$http_authorization != "Bearer s3cret-token") { return 401; }
      proxy_pass $chain;
      proxy_http_version 1.1;
      proxy_set_header Upgrade \$http_upgrade;
      proxy_set_header Connection \$connection_upgrade;
    }
  }
}
END
  "$nginx" -c "$work/nginx.conf" >nginx.out 2>&1 </dev/null &
  ours="$ours $!"
  tries=0
  until [ -s nginx.pid ] || [ "$tries" -gt 100 ]; do
    sleep 0.05
    tries=$((tries + 1))
  done
  printf 's3cret-token' >token.txt
  for scheme in http ws; do
    load -e "$scheme://127.0.0.1:$port" --bearer-token-file token.txt --track-blocks
    expect_status 0
    grep -qE 'HTTP status|polling' "$err" && problem "$(cat "$err")"
    load -e "$scheme://127.0.0.1:$port" -H 'Authorization: Bearer s3cret-other' --startup-timeout 1s
    expect_status 1
    grep -qF 'HTTP status 401' "$err" || problem "$(cat "$err")"
    expect_no_secret
  done
fi
finish_tests
