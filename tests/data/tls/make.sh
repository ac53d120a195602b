#!/bin/sh
# Makes the certificates and keys of this folder again, with openssl 3: new keys, the same names and dates. Run
# it in an empty folder and copy what it leaves. The private keys protect nothing.
set -eu
umask 022

config() {
  cat <<END
[ca]
default_ca = this
[this]
dir = .
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
policy = any
default_md = sha256
copy_extensions = none
email_in_dn = no
[any]
countryName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
[req]
distinguished_name = dn
prompt = no
[dn]
CN = unused
[extensions]
END
}

# issue NAME ISSUER SUBJECT START END EXTENSIONS...: signs NAME.key's certificate; ISSUER is NAME: by itself.
issue() {
  name=$1 issuer=$2 subject=$3 start=$4 end=$5
  shift 5
  { config; printf '%s\n' "$@"; } >"$name.cnf"
  openssl req -new -config "$name.cnf" -key "$name.key" -subj "$subject" -out "$name.csr"
  if [ "$issuer" = "$name" ]; then
    set -- -selfsign -keyfile "$name.key"
  else
    set -- -cert "$issuer.pem" -keyfile "$issuer.key"
  fi
  # shellcheck disable=SC2086 # several words
  openssl ca -batch -notext -config "$name.cnf" -extensions extensions -in "$name.csr" -out "$name.pem" \
    -startdate "$start" -enddate "$end" "$@" ${options-} 2>/dev/null
  rm "$name.csr" "$name.cnf"
}

ec() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:"$2" -out "$1.key" 2>/dev/null ||
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:"$2" -out "$1.key"; }
rsa() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:"$2" -out "$1.key" 2>/dev/null; }

: >index.txt
from=20250101000000Z to=20991231235959Z
critical_ca='basicConstraints = critical, CA:true'
ca_usage='keyUsage = critical, keyCertSign, cRLSign'
ids='subjectKeyIdentifier = hash'
from_issuer='authorityKeyIdentifier = keyid'
usage='keyUsage = digitalSignature'
servers='extendedKeyUsage = serverAuth'
names='subjectAltName = DNS:rpc.example.com, DNS:*.example.org, IP:192.0.2.1, IP:2001:db8::1'

ec root P-256
issue root root '/O=Example/CN=Root' $from $to "$critical_ca" "$ca_usage" "$ids"
ec other_root P-384
issue other_root other_root '/O=Example/CN=Other Root' $from $to "$critical_ca" "$ca_usage" "$ids"
ec middle P-384
issue middle root '/O=Example/CN=Middle' $from $to "$critical_ca, pathlen:0" "$ca_usage" "$ids" "$from_issuer"

ec server P-256
issue server middle '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$usage" "$servers" "$names"
for name in short many no_names client_only no_key_id weak_hash; do cp server.key $name.key; done
issue short middle '/CN=rpc.example.com' 20261101000000Z 20261125120000Z \
  "$ids" "$from_issuer" "$usage" "$servers" "$names"
issue many middle '/CN=Many names' $from $to "$ids" "$from_issuer" "$usage" "$servers" \
  'subjectAltName = DNS:a.example, DNS:b.example, DNS:c.example, DNS:d.example, DNS:e.example'
issue no_names middle '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$usage" "$servers"
issue client_only middle '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$usage" \
  'extendedKeyUsage = clientAuth' "$names"
issue no_key_id middle '/CN=rpc.example.com' $from $to "$usage" "$servers" "$names" \
  'authorityKeyIdentifier = none'
options='-md sha1'
issue weak_hash middle '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$usage" "$servers" "$names"
options=
# As "openssl req -x509" makes them: a CA that is a server too.
ec self_signed P-256
issue self_signed self_signed '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$critical_ca" "$names"
# Signed by a server's key.
ec by_server P-256
issue by_server server '/CN=signed by a server' $from $to "$ids" "$from_issuer" "$usage" "$servers" "$names"

# Each kind of key and signature.
rsa rsa_root 2048
options='-md sha384'
issue rsa_root rsa_root '/O=Example/CN=RSA Root' $from $to "$critical_ca" "$ca_usage" "$ids"
rsa rsa_server 2048
options='-md sha512'
issue rsa_server rsa_root '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$usage" "$servers" "$names"
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss_server.key 2>/dev/null
options='-md sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32'
issue pss_server rsa_root '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$usage" "$servers" "$names"
options=
rsa rsa_1024 1024
issue rsa_1024 rsa_root '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$usage" "$servers" "$names"
openssl genpkey -algorithm ED25519 -out ed25519_root.key
options='-md null'
issue ed25519_root ed25519_root '/O=Example/CN=Ed25519 Root' $from $to "$critical_ca" "$ca_usage" "$ids"
openssl genpkey -algorithm ED25519 -out ed25519.key
issue ed25519 ed25519_root '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$usage" "$servers" "$names"
options=
ec p384 P-384
issue p384 root '/CN=rpc.example.com' $from $to "$ids" "$from_issuer" "$usage" "$servers" "$names"

# A client's keys in each form.
ec client P-256
issue client root '/CN=client' $from $to "$ids" "$from_issuer" "$usage" 'extendedKeyUsage = clientAuth'
openssl ec -in client.key -out client_sec1.key 2>/dev/null
rsa client_rsa 2048
issue client_rsa root '/CN=client' $from $to "$ids" "$from_issuer" "$usage" 'extendedKeyUsage = clientAuth'
openssl rsa -in client_rsa.key -traditional -out client_rsa_pkcs1.key 2>/dev/null
openssl pkcs8 -topk8 -in client.key -passout pass:secret -out client_encrypted.key
openssl rsa -in client_rsa.key -traditional -aes128 -passout pass:secret -out client_rsa_encrypted.key 2>/dev/null

for name in root other_root middle server short many no_names client_only no_key_id by_server weak_hash \
  self_signed rsa_root pss_server rsa_1024 ed25519_root rsa_server; do rm "$name.key"; done
rm -f index.txt* ./*.attr [0-9A-F][0-9A-F]*.pem
