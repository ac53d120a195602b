#!/bin/sh
# https:// and wss:// end to end: a load through nginx with TLS, whom it trusts and whom not, resumption, a
# client certificate, a server that dies, and the binary in an empty root.
if [ -z "${IN_NAMESPACE-}" ]; then
  if ! unshare --net --mount true 2>/dev/null; then
    echo 'namespaces of network and files need root here (unshare --net --mount)'
    echo '0 passed, 1 failed'
    exit 1
  fi
  IN_NAMESPACE=1 exec unshare --net --mount "$0"
fi
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
ip link set lo up
support=$root/tests/support
nginx=$(command -v nginx || command -v /usr/sbin/nginx)
if [ -z "$nginx" ]; then
  begin 'nginx'
  problem 'nginx is not installed'
  finish_tests
fi

# --- certificates

# issue NAME DAYS SAN: NAME.pem and NAME.key, by the root.
issue() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" 2>/dev/null
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr" 2>/dev/null
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$3" >"$1.ext"
  # shellcheck disable=SC2086  # words
  openssl x509 -req -in "$1.csr" -CA root.pem -CAkey root.key -CAcreateserial $2 -extfile "$1.ext" \
    -out "$1.pem" 2>/dev/null
}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -subj '/CN=test root' \
  -days 30 -out root.pem 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key \
  -subj '/CN=other root' -days 30 -out other.pem 2>/dev/null
issue server '-days 30' 'DNS:rpc.test,IP:127.0.0.1'
issue wrong '-days 30' 'DNS:*.example.org'
issue client '-days 30' 'DNS:client.test'
chmod 600 client.key
faketime=$(date -d '-3 days' +%y%m%d%H%M%SZ)
# x509 has no dates of its own in older versions: by `openssl ca`.
mkdir -p ca && : >ca/index && echo 01 >ca/serial
cat >ca.conf <<END
[ca]
default_ca = one
[one]
database = ca/index
serial = ca/serial
new_certs_dir = ca
default_md = sha256
policy = any
x509_extensions = exts
unique_subject = no
[any]
commonName = supplied
[exts]
subjectAltName = DNS:rpc.test,IP:127.0.0.1
END
openssl ecparam -name prime256v1 -genkey -noout -out expired.key 2>/dev/null
openssl req -new -key expired.key -subj /CN=expired -out expired.csr 2>/dev/null
openssl ca -batch -config ca.conf -cert root.pem -keyfile root.key -in expired.csr -out expired.pem \
  -startdate 200101000000Z -enddate "$faketime" -notext >/dev/null 2>&1
pin=sha256/$(openssl x509 -in server.pem -noout -pubkey | openssl pkey -pubin -outform DER |
  openssl dgst -sha256 -binary | openssl base64)

# --- servers

"$SEILOAD" mock-chain --listen 127.0.0.1:8545 --block-time 100ms >chain.log 2>&1 </dev/null &
ours="$ours $!"
wait_for chain.log http://

server() {
  cat <<END
  server {
    listen 127.0.0.1:$1 ssl;
    ssl_certificate $work/$2.pem;
    ssl_certificate_key $work/$2.key;
    $3
    keepalive_requests 100000;
    location / {
      proxy_pass http://chain;
      proxy_http_version 1.1;
      proxy_set_header Upgrade \$http_upgrade;
      proxy_set_header Connection \$connection_upgrade;
    }
  }
END
}
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
  upstream chain { server 127.0.0.1:8545; keepalive 16; }
$(server 8443 server 'ssl_protocols TLSv1.3;')
$(server 8444 server 'ssl_protocols TLSv1.2;')
$(server 8445 wrong '')
$(server 8446 expired '')
$(server 8447 server "ssl_verify_client on; ssl_client_certificate $work/root.pem;")
}
END
start_nginx() {
  rm -f nginx.pid
  "$nginx" -c "$work/${1:-nginx.conf}" >nginx.out 2>&1 </dev/null &
  server=$!
  ours="$ours $server"
  tries=0
  until [ -s nginx.pid ] || [ "$tries" -gt 100 ]; do
    sleep 0.05
    tries=$((tries + 1))
  done
}
kill_nginx() {
  workers=$(cat /proc/"$server"/task/*/children)
  # shellcheck disable=SC2086  # several
  kill -s KILL "$server" $workers
}
start_nginx

load() {
  run --scenario EVMTransfer --accounts 20 --seed 7 --max-txs 200 --tps 1000 --workers 2 \
    --metrics-listen-addr= --startup-timeout 5s "$@"
}

expect_load() {
  expect_status 0
  [ "$(count accepted "$out")" = 200 ] || problem "not 200 accepted: $(cat "$out" "$err")"
  expect_balanced "$out"
}

# The run ends before its load, with this in its error.
expect_refused() {
  expect_status 1
  grep -qF -- "$1" "$err" || problem "no '$1' in: $(cat "$err")"
  expect_within 4000
}

begin 'https and wss by a CA file; TLS 1.3 and 1.2'
for url in https://127.0.0.1:8443 wss://127.0.0.1:8443 https://127.0.0.1:8444 wss://127.0.0.1:8444; do
  load -e "$url" --ca-file root.pem
  expect_load
  grep -qE '^  TLS +[0-9,]+ handshakes?, [0-9,]+ resumed; p50 ' "$out" || problem "no row: $(cat "$out")"
done

begin 'connections of a pool resume; they are counted in report and metrics'
load -e https://127.0.0.1:8443 --ca-file root.pem --report-format json --textfile run.prom --max-in-flight 64
expect_status 0
python3 - "$out" <<'END' || problem "$(cat "$out")"
import json, sys
tls = json.load(open(sys.argv[1]))["run"]["tls"]
assert tls["resumed"] > 0 and tls["full"] >= 1 and tls["failed"] == 0, tls
assert tls["handshake"]["count"] == tls["full"] + tls["resumed"], tls
assert tls["unverified"] is False, tls
END
grep -q '^seiload_tls_handshakes_total{result="resumed"} [1-9]' run.prom || problem "$(grep tls run.prom)"
grep -q '^seiload_tls_handshake_seconds_count [1-9]' run.prom || problem "$(grep tls run.prom)"

begin 'heads by wss, blocks and receipts by https'
load -e https://127.0.0.1:8443 --ca-file root.pem --track-blocks --track-receipts
expect_status 0
grep -q polling "$err" && problem "$(cat "$err")"
load -e https://127.0.0.1:8443 --ca-file root.pem --track-blocks --ws-endpoint wss://127.0.0.1:8443
expect_status 0

begin 'a pin, SSL_CERT_FILE, a name given by --resolve'
load -e https://127.0.0.1:8443 --tls-pin "$pin"
expect_load
SSL_CERT_FILE=root.pem load -e https://127.0.0.1:8443
expect_load
load -e https://rpc.test:8443 --ca-file root.pem --resolve rpc.test:8443:127.0.0.1
expect_load
load -e https://127.0.0.1:8445 --ca-file root.pem --tls-server-name a.example.org
expect_load

begin 'whom it does not trust, in words'
load -e https://127.0.0.1:8443 --ca-file other.pem
expect_refused '127.0.0.1:8443: issuer unknown: CN=test root (no CA of the 1 in other.pem signed it)'
load -e https://127.0.0.1:8443 --tls-pin sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
expect_refused 'pin'
load -e https://127.0.0.1:8445 --ca-file root.pem
expect_refused 'certificate of *.example.org'
load -e https://127.0.0.1:8446 --ca-file root.pem
expect_refused 'expired 3 days ago'
load -e https://127.0.0.1:8545 --ca-file root.pem
expect_status 1
grep -qE '127.0.0.1:8545: .*(TLS|record)' "$err" || problem "$(cat "$err")"

begin 'an endpoint of the profile has terms of its own'
cat >p.json <<END
{"endpoints": [{"url": "https://127.0.0.1:8443", "caFile": "root.pem"},
  {"url": "https://127.0.0.1:8445", "caFile": "root.pem", "tlsServerName": "rpc.example.org"},
  {"url": "wss://127.0.0.1:8444", "tlsPin": "$pin"}, "http://127.0.0.1:8545"],
 "scenarios": [{"name": "EVMTransfer"}], "settings": {"caFile": "other.pem"}}
END
load -c p.json
expect_load

begin '--tls-insecure is warned about, in log and report'
load -e https://127.0.0.1:8446 --tls-insecure
expect_load
said="warning: 'https://127.0.0.1:8446': --tls-insecure: the server's certificate is not checked"
grep -qF "$said" "$err" ||
  problem "$(cat "$err")"
grep -qF 'certificate was not checked' "$out" || problem "$(cat "$out")"

begin 'a client certificate'
load -e https://127.0.0.1:8447 --ca-file root.pem --tls-cert client.pem --tls-key client.key
expect_load
load -e https://127.0.0.1:8447 --ca-file root.pem
[ "$status" -eq 0 ] && problem 'the server asks for a certificate, and none was sent'
load -e https://127.0.0.1:8447 --ca-file root.pem --tls-cert client.pem --tls-key server.key
expect_status 2

begin 'what is wrong is said before any traffic'
load -e https://127.0.0.1:8443 --tls-cert client.pem --tls-insecure --ca-file root.pem --tls-pin sha256/x
expect_status 2
load -e http://127.0.0.1:8545 --tls-pin "$pin"
expect_status 2
grep -qF -- '--tls-pin: has no effect: no endpoint is https:// or wss://' "$err" || problem "$(cat "$err")"
load -e https://127.0.0.1:8443 --ca-file nowhere.pem
expect_status 2
load -e https://127.0.0.1:8443 --ca-file root.key
expect_status 2

begin 'through a proxy'
python3 "$support/http_proxy.py" asked u:s3cret >port 2>&1 </dev/null &
ours="$ours $!"
tries=0
until [ -s port ] || [ "$tries" -gt 200 ]; do
  sleep 0.05
  tries=$((tries + 1))
done
for scheme in https wss; do
  load -e "$scheme://127.0.0.1:8443" --ca-file root.pem --proxy "http://u:s3cret@127.0.0.1:$(cat port)"
  expect_load
done
grep -q '^CONNECT 127.0.0.1:8443 ' asked || problem "$(cat asked)"

begin 'a collector of metrics by https'
OTEL_EXPORTER_OTLP_ENDPOINT=https://127.0.0.1:8445 load -e http://127.0.0.1:8545 --ca-file root.pem
expect_load
grep -qF 'OTLP: https://127.0.0.1:8445' "$err" || problem "no word about the wrong name: $(cat "$err")"

begin 'the other commands: accounts --balances, sign'
for command in 'accounts --balances' 'sign --max-txs 3'; do
  # shellcheck disable=SC2086  # words
  run $command --seed 7 --accounts 2 --scenario EVMTransfer -e https://127.0.0.1:8443 --ca-file root.pem
  expect_status 0
done

begin 'a server that dies in the middle: the ledger balances'
start --scenario EVMTransfer --accounts 50 --seed 9 --tps 500 --duration 4s --workers 2 \
  --metrics-listen-addr= -e https://127.0.0.1:8443 --ca-file root.pem
wait_for "$err" 'load begins'
sleep 1
kill_nginx
sleep 1
start_nginx
finish
expect_status 0
expect_balanced "$out"
[ "$(count accepted "$out")" -gt 50 ] || problem "it did not go on: $(cat "$out")"
grep -q ' DOES NOT BALANCE' "$out" && problem "$(cat "$out")"

begin 'a server that is another one from now on: what is sent to it has surely failed'
start --scenario EVMTransfer --accounts 50 --seed 11 --tps 200 --duration 3s --workers 2 \
  --metrics-listen-addr= -e https://127.0.0.1:8443 --ca-file root.pem
wait_for "$err" 'load begins'
sleep 1
kill_nginx
sed "s|$work/server\.|$work/wrong.|" nginx.conf >swapped.conf
start_nginx swapped.conf
finish
expect_status 0
expect_balanced "$out"
grep -qE '^failed +tls_failed +[0-9,]+ .*certificate of \*\.example\.org' "$out" || problem "$(cat "$out")"
kill_nginx
start_nginx

begin 'the empty root: a mounted bundle, a pin, neither'
mkdir box
mount -t tmpfs none box
mkdir -p box/etc/ssl/certs
strip -o box/seiload "$SEILOAD"
launch() {
  timeout -s KILL 60 env -i "$(command -v chroot)" --userspec=65534:65534 "$work/box" /seiload "$@"
}
SEILOAD=$work/box/seiload
load -e https://127.0.0.1:8443
expect_status 2
grep -qF "'https://127.0.0.1:8443': no CA certificates to check the server by: mount the host's" "$err" ||
  problem "$(cat "$err")"
load -e https://127.0.0.1:8443 --tls-pin "$pin"
expect_load
cp root.pem box/etc/ssl/certs/ca-certificates.crt
chmod 644 box/etc/ssl/certs/ca-certificates.crt
load -e https://127.0.0.1:8443
expect_load
load -e wss://127.0.0.1:8443
expect_load
umount -l box
finish_tests
