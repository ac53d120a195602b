#!/bin/sh
# The TLS client (build/tls_get) against OpenSSL, nginx, GnuTLS and Go's crypto/tls: versions, suites, groups,
# key types, HelloRetryRequest, resumption, KeyUpdate, client certificates, records of all sizes, half-close,
# and what is said where it cannot be. Go's part is left out where there is no `go`.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1

# --- certificates

quietly() { "$@" >quietly.log 2>&1 || { cat quietly.log && exit 1; }; }
quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem \
  -days 30 -subj '/CN=test CA' -addext keyUsage=critical,keyCertSign
printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nkeyUsage=digitalSignature\n' >leaf.ext
# make_key NAME GENPKEY-OPTION...: a certificate of the CA for localhost.
make_key() {
  key=$1
  shift
  quietly openssl genpkey "$@" -out "$key.key"
  quietly openssl req -new -key "$key.key" -subj /CN=localhost -out "$key.csr"
  quietly openssl x509 -req -in "$key.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 \
    -extfile leaf.ext -out "$key.pem"
}
make_key p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
make_key p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
make_key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
make_key pss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
make_key ed25519 -algorithm ed25519

# --- servers

# serve COMMAND...: in the background; its first output is in `server.log`.
serve() {
  : >server.log
  "$@" >server.log 2>&1 </dev/null &
  server=$!
  ours="$ours $server"
}
stop_server() {
  kill -s KILL "$server" 2>/dev/null
  wait "$server" 2>/dev/null
}
# The port that a line with this text says.
find_port() {
  wait_for server.log "$1" || cat server.log
  port=$(sed -nE "s/.*$1.*[: ]([0-9]+)\$/\1/p" server.log | head -n 1)
}
# openssl_server KEY OPTION...
openssl_server() {
  named=$1
  shift
  serve openssl s_server -accept 127.0.0.1:0 -cert "$named.pem" -key "$named.key" -www -num_tickets 2 "$@"
  find_port ACCEPT
}
get() {
  timeout -s KILL 30 "$build/tls_get" "$port" localhost --ca ca.pem "$@" >"$out" 2>"$err"
  status=$?
}
expect_line() { grep -qxE -- "$1" "$out" || problem "no line '$1': $(cat "$out" "$err")"; }

# --- OpenSSL

no_certificate='(failed: )?the server .*: (certificate_required \(alert 116\)|handshake_failure \(alert 40\))'
http='HTTP/1\.[01] 200 [Oo][Kk], [0-9]+ bytes'
for suite in TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256; do
  for key in p256=1027 p384=1283 rsa=2052 pss=2057 ed25519=2055; do
    begin "openssl, TLS 1.3, $suite, ${key%=*}"
    openssl_server "${key%=*}" -ciphersuites "$suite"
    get
    expect_line "TLS 1.3 $suite X25519 signature ${key#*=}"
    expect_line "$http"
    expect_line close_notify
    stop_server
  done
done

for pair in AES128-GCM-SHA256=AES_128_GCM_SHA256 AES256-GCM-SHA384=AES_256_GCM_SHA384 \
  CHACHA20-POLY1305=CHACHA20_POLY1305_SHA256; do
  for key in p256=ECDSA rsa=RSA pss=RSA ed25519=ECDSA; do
    begin "openssl, TLS 1.2, ${pair%=*}, ${key%=*}"
    openssl_server "${key%=*}" -tls1_2 -cipher "ECDHE-${key#*=}-${pair%=*}"
    get
    expect_line "TLS 1.2 TLS_ECDHE_${key#*=}_WITH_${pair#*=} X25519 signature [0-9]+"
    expect_line "$http"
    expect_line close_notify
    stop_server
  done
done

begin 'openssl, P-256 by a HelloRetryRequest, then resumed'
openssl_server p256 -groups P-256
get --times 3
expect_line 'TLS 1.3 TLS_AES_128_GCM_SHA256 P-256 signature 1027 retried'
[ "$(grep -c 'P-256 resumed retried' "$out")" -eq 2 ] || problem "not resumed: $(cat "$out")"
stop_server

begin 'openssl, TLS 1.2 with P-256'
openssl_server p256 -tls1_2 -groups P-256
get
expect_line 'TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 P-256 signature 1027'
stop_server

begin 'openssl, TLS 1.2, resumption'
openssl_server rsa -tls1_2
get --times 4
[ "$(grep -c 'TLS 1.2 .* resumed$' "$out")" -eq 3 ] || problem "not resumed: $(cat "$out")"
stop_server

for option in '' '-no_ticket'; do
  begin "openssl, resumption ${option:-by tickets}"
  # shellcheck disable=SC2086  # one word or none
  openssl_server rsa $option
  get --times 4
  [ "$(grep -c 'X25519 resumed$' "$out")" -eq 3 ] || problem "not resumed: $(cat "$out")"
  stop_server
done

begin 'openssl, client certificates of each kind'
for version in tls1_3 tls1_2; do
  openssl_server p256 -$version -Verify 1 -CAfile ca.pem -verify_return_error
  for key in p256 rsa; do
    get --cert $key.pem --key $key.key
    expect_line 'TLS 1\.. .* certificate'
    expect_line "$http"
  done
  get
  expect_line "$no_certificate"
  stop_server
done

begin 'openssl, KeyUpdates by the server, and an end without close_notify'
mkfifo stdin
openssl s_server -accept 127.0.0.1:0 -cert p256.pem -key p256.key -tls1_3 <stdin >server.log 2>&1 &
server=$!
ours="$ours $server"
exec 3>stdin
find_port ACCEPT
get &
client=$!
wait_for server.log 'Connection: close'
for letter in K k K; do
  echo $letter >&3
  sleep 0.3
  printf 'HTTP/1.1 200 OK\r\n' >&3
  sleep 0.3
done
printf '\r\nhello\n' >&3
sleep 0.3
echo Q >&3
wait "$client"
exec 3>&-
expect_line 'TLS 1.3 TLS_AES_128_GCM_SHA256 X25519 signature 1027'
expect_line 'HTTP/1\.1 200 OK, 6 bytes'
expect_line "the server closed the connection without TLS's close_notify"
[ "$(grep -c SSL_do_handshake server.log)" -eq 3 ] || problem "no KeyUpdates: $(cat server.log)"
stop_server

begin 'openssl, records of 512 bytes with padding'
openssl_server p256 -max_send_frag 512 -record_padding 64
get
expect_line "$http"
stop_server

begin 'openssl, received a byte at a time'
openssl_server p256
get --pieces 1
expect_line "$http"
stop_server

begin 'openssl, what is refused'
openssl_server p256 -tls1_1 -cipher 'ALL:@SECLEVEL=0'
get
expect_line 'failed: the server refused the handshake: protocol_version \(alert 70\)'
stop_server
openssl_server p256 -tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256
get
expect_line 'failed: the server refused the handshake: handshake_failure \(alert 40\)'
stop_server
openssl_server p256 -tls1_2
get --no-tls12
expect_line 'failed: the server refused the handshake: protocol_version \(alert 70\)'
stop_server
openssl_server p256 -alpn h2
get
expect_line 'failed: the server refused the handshake: no_application_protocol \(alert 120\)'
stop_server

begin 'openssl, certificates that are not trusted, and pins'
quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout self.key -out self.pem \
  -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost
# say NAME OPTION...: the first line that tls_get says of a server of this name.
say() {
  timeout -s KILL 30 "$build/tls_get" "$port" "$@" 2>&1 | head -n 1
}
pin() {
  openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary |
    base64
}
openssl_server p256
{
  say rpc.example.com --ca ca.pem
  say 127.0.0.1 --ca ca.pem
  say 127.0.0.2 --ca ca.pem
  say localhost
  say localhost --ca self.pem
  say localhost --pin "sha256/$(pin p256.pem)"
  say localhost --pin "sha256/$(pin self.pem)"
  stop_server
  openssl_server self
  say localhost --ca ca.pem
  say localhost --ca self.pem
  say localhost --insecure
  stop_server
} | sed 's|sha256/[^,]*|PIN|' >said
expect_text 'what is said' said <<'END_OF_TEXT'
failed: certificate of localhost, 127.0.0.1 does not match rpc.example.com
TLS 1.3 TLS_AES_128_GCM_SHA256 X25519 signature 1027
failed: certificate of localhost, 127.0.0.1 does not match 127.0.0.2
failed: there is no CA certificate to check the server's with
failed: issuer unknown: CN=test CA (no CA of the 1 in self.pem signed it)
TLS 1.3 TLS_AES_128_GCM_SHA256 X25519 signature 1027
failed: certificate has the key PIN, which is not pinned
failed: self-signed certificate, not in ca.pem
TLS 1.3 TLS_AES_128_GCM_SHA256 X25519 signature 1027
TLS 1.3 TLS_AES_128_GCM_SHA256 X25519 signature 1027
END_OF_TEXT

# --- nginx

cat >nginx.conf <<'END_OF_TEXT'
daemon off;
worker_processes 1;
pid nginx.pid;
events {}
http {
  access_log off;
  client_max_body_size 100m;
  client_body_temp_path .;
  proxy_temp_path .;
  fastcgi_temp_path .;
  uwsgi_temp_path .;
  scgi_temp_path .;
  keepalive_requests 100;
  server {
    listen 127.0.0.1:PORT ssl;
    ssl_certificate p256.pem;
    ssl_certificate_key p256.key;
    ssl_protocols VERSION;
    root .;
    location /post { return 200 "posted"; }
  }
}
END_OF_TEXT
head -c 5000000 /dev/zero | tr '\0' 'x' >large
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
for version in 1.3 1.2; do
  begin "nginx, TLS $version: large responses and requests, many on a connection, resumption"
  port=$(free_port)
  sed "s/PORT/$port/; s/VERSION/TLSv$version/" nginx.conf >used.conf
  serve nginx -p "$work" -c used.conf -e error.log
  tries=0
  while get --path /ca.pem && [ "$status" -ne 0 ] && [ "$tries" -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  get --path /large --requests 3
  expect_line "TLS $version .* http/1.1"
  [ "$(grep -c 'HTTP/1.1 200 OK, 5000000 bytes' "$out")" -eq 3 ] || problem "$(cat "$out")"
  get --path /large --times 2 --body 20000000
  expect_line "TLS $version .* resumed http/1.1"
  get --path /post --body 3000000 --requests 5
  [ "$(grep -c 'HTTP/1.1 200 OK, 6 bytes' "$out")" -eq 5 ] || problem "$(cat "$out")"
  if [ "$version" = 1.3 ]; then
    get --path /large --requests 4 --update-keys
    [ "$(grep -c 'HTTP/1.1 200 OK, 5000000 bytes' "$out")" -eq 4 ] || problem "$(cat "$out")"
  fi
  stop_server
done

# --- GnuTLS

# gnutls_server KEY PRIORITY OPTION...
gnutls_server() {
  port=$(free_port)
  named=$1 priority=$2
  shift 2
  serve gnutls-serv --http --port "$port" --x509certfile "$named.pem" --x509keyfile "$named.key" \
    --priority "$priority" --disable-client-cert "$@"
  wait_for server.log 'HTTP Server listening'
}
for row in 1.3,AES-128-GCM,TLS_AES_128_GCM_SHA256 1.3,AES-256-GCM,TLS_AES_256_GCM_SHA384 \
  1.3,CHACHA20-POLY1305,TLS_CHACHA20_POLY1305_SHA256 \
  1.2,AES-128-GCM,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 \
  1.2,AES-256-GCM,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 \
  1.2,CHACHA20-POLY1305,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256; do
  version=${row%%,*} suite=${row##*,} cipher=${row#*,}
  cipher=${cipher%,*}
  begin "GnuTLS, TLS $version, $cipher, twice"
  gnutls_server p256 "NORMAL:-VERS-ALL:+VERS-TLS$version:-CIPHER-ALL:+$cipher"
  get --times 2
  expect_line "TLS $version $suite X25519 signature 1027"
  expect_line "$http"
  expect_line "TLS $version $suite .*resumed"
  stop_server
done
for key in p384=1283 rsa=2052 ed25519=2055; do
  begin "GnuTLS, TLS 1.3, ${key%=*}, P-256"
  gnutls_server "${key%=*}" NORMAL:-GROUP-ALL:+GROUP-SECP256R1
  get
  expect_line "TLS 1.3 .* P-256 signature ${key#*=} retried"
  expect_line "$http"
  stop_server
done
begin 'GnuTLS, a client certificate'
port=$(free_port)
serve gnutls-serv --http --port "$port" --x509certfile p256.pem --x509keyfile p256.key --x509cafile ca.pem \
  --require-client-cert --verify-client-cert
wait_for server.log 'HTTP Server listening'
get --cert rsa.pem --key rsa.key
expect_line 'TLS 1.3 .* certificate'
expect_line "$http"
stop_server

# --- Go

if command -v go >/dev/null; then
  cp "$root/tests/support/tls_server.go" .
  quietly go build -o tls_server tls_server.go
  # go_server KEY VERSION GROUP SUITE CLIENT-CA
  go_server() {
    serve ./tls_server "$1.pem" "$1.key" "$2" "$3" "$4" "$5"
    find_port port
  }
  for key in p256=1027 p384=1283 rsa=2052 ed25519=2055; do
    begin "Go, TLS 1.3, ${key%=*}: one-byte records, resumption, a HelloRetryRequest"
    go_server "${key%=*}" 0x304 29 0 ''
    get --times 2 --body 500 --requests 2
    expect_line "TLS 1.3 TLS_AES_128_GCM_SHA256 X25519 signature ${key#*=} http/1.1"
    expect_line 'TLS 1.3 TLS_AES_128_GCM_SHA256 X25519 resumed http/1.1'
    [ "$(grep -c 'HTTP/1.1 200 OK, 500 bytes' "$out")" -eq 4 ] || problem "$(cat "$out")"
    get --body 300000
    expect_line 'HTTP/1.1 200 OK, 300000 bytes'
    stop_server
    go_server "${key%=*}" 0x304 23 0 ''
    get --body 10
    expect_line "TLS 1.3 .* P-256 signature ${key#*=} retried http/1.1"
    stop_server
  done
  for row in p256,0xc02b p256,0xc02c p256,0xcca9 rsa,0xc02f rsa,0xc030 rsa,0xcca8 ed25519,0xc02b; do
    begin "Go, TLS 1.2, ${row%,*}, suite ${row#*,}"
    go_server "${row%,*}" 0x303 23 "${row#*,}" ''
    get --body 5000 --times 2
    expect_line 'TLS 1.2 TLS_ECDHE_.* P-256 signature [0-9]+ http/1.1'
    expect_line 'TLS 1.2 TLS_ECDHE_.* resumed http/1.1'
    expect_line 'HTTP/1.1 200 OK, 5000 bytes'
    expect_line close_notify
    stop_server
  done
  for version in 0x304 0x303; do
    begin "Go, client certificates, version $version"
    go_server p256 $version 29 0 ca.pem
    for key in p256 rsa; do
      get --cert $key.pem --key $key.key --body 5
      expect_line 'HTTP/1.1 200 OK, 5 bytes'
    done
    get --body 5
    expect_line "$no_certificate"
    stop_server
  done
fi
finish_tests
