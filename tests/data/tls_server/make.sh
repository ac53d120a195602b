#!/bin/sh
# Makes the keys and certificates here again (openssl): for unit tests only, they protect nothing. Valid for 100
# years; a test gives the time by itself.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/ext" <<'END_OF_TEXT'
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=DNS:localhost,DNS:*.example.org,IP:127.0.0.1
END_OF_TEXT
openssl ecparam -name prime256v1 -genkey -noout -out "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -sha256 -days 36500 -subj '/CN=seiload test CA' -out ca.pem \
  -addext keyUsage=critical,keyCertSign
# leaf NAME SUBJECT OPENSSL-GENPKEY-OPTION...
leaf() {
  name=$1 subject=$2
  shift 2
  openssl genpkey "$@" -out "$name.key" 2>/dev/null
  openssl req -new -key "$name.key" -subj "/CN=$subject" -out "$work/csr"
  openssl x509 -req -in "$work/csr" -CA ca.pem -CAkey "$work/ca.key" -CAcreateserial -CAserial "$work/serial" \
    -sha256 -days 36500 -extfile "$work/ext" -out "$name.pem" 2>/dev/null
}
leaf ec localhost -algorithm EC -pkeyopt ec_paramgen_curve:P-256
leaf rsa localhost -algorithm RSA -pkeyopt rsa_keygen_bits:2048
leaf client client -algorithm EC -pkeyopt ec_paramgen_curve:P-256
