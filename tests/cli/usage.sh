#!/bin/sh
# The binary's outside, as far as no run begins: standard output, standard error and exit status of help, version,
# check, the list of accounts and everything that is wrong usage. SEILOAD names the binary, else build/seiload.
set -u
seiload=${SEILOAD:-build/seiload}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
  printf 'FAILED: %s\n' "$1"
  failures=$((failures + 1))
}

# expect NAME STATUS STDOUT STDERR COMMAND...: the outputs in full; '*' for any output.
expect() {
  name=$1 status=$2 out=$3 err=$4
  shift 4
  "$@" >"$work/out" 2>"$work/err"
  got=$?
  [ "$got" -eq "$status" ] || fail "$name: status $got, not $status"
  [ "$out" = '*' ] || [ "$(cat "$work/out")" = "$out" ] || fail "$name: standard output: $(cat "$work/out")"
  [ "$err" = '*' ] || [ "$(cat "$work/err")" = "$err" ] || fail "$name: standard error: $(cat "$work/err")"
}

expect 'help' 0 '*' '' "$seiload" --help
grep -q '^usage: seiload ' "$work/out" || fail 'help: no usage line'
expect 'version' 0 '*' '' "$seiload" -V
grep -Eq '^seiload [0-9]+\.[0-9]+\.[0-9]+$' "$work/out" || fail 'version: not NAME X.Y.Z'

cat >"$work/bad.json" <<'EOF'
{
  "endpoints": ["https://node.example"],
  "scenarios": [{"name": "EVMTransfer", "wieght": 2}],
  "settings": {"tps": -1, "trackBlocks": true}
}
EOF
expect 'every problem at once' 2 '' \
  "seiload: --tps: expected a number >= 0, got 'abc'
seiload: $work/bad.json:2:17: endpoints[0]: 'https://node.example': https:// needs TLS, which seiload does not carry: \
run a local TLS-terminating proxy (nginx: listen 127.0.0.1:8545; proxy_pass https://...;) and give its URL, \
http://127.0.0.1:8545
seiload: $work/bad.json:3:41: scenarios[0] (EVMTransfer): unknown key 'wieght'; did you mean 'weight'?
seiload: $work/bad.json:4:23: settings.tps: expected a number >= 0, got '-1'
seiload: $work/bad.json:4:42: settings.trackBlocks: not built yet" \
  "$seiload" --config "$work/bad.json" --tps=abc
expect 'a misspelt option' 2 '' "seiload: '--tsp': unknown option; did you mean '--tps'?" "$seiload" --tsp=5
expect 'a missing file' 2 '' "seiload: -c: $work/none.json: No such file or directory" \
  "$seiload" -c "$work/none.json"
expect 'a folder for a file' 2 '' "seiload: -c: $work: Is a directory" "$seiload" -c "$work"
expect 'nothing given' 2 '' 'seiload: no endpoint: give -e URL, or endpoints in the profile, or --dry-run
seiload: no scenario: give --scenario NAME, or scenarios in the profile' "$seiload"
expect 'an option not built' 2 '' 'seiload: --ramp-up: not built yet' \
  "$seiload" -e http://127.0.0.1:1 --scenario EVMTransfer --ramp-up

expect 'check' 0 '*' '' "$seiload" --check -e http://127.0.0.1:1 --scenario EVMTransfer=3 --tps 0.5
cp "$work/out" "$work/resolved.json"
expect 'check of its own output' 0 "$(cat "$work/resolved.json")" '' "$seiload" --check -c "$work/resolved.json"
expect 'a full disk under check' 1 '*' 'seiload: standard output: write: No space left on device' \
  sh -c "'$seiload' --check --dry-run --scenario EVMTransfer >/dev/full"

expect 'accounts' 0 '*' '' "$seiload" accounts --seed 7 --accounts 3
[ "$(grep -Ec '^0x[0-9a-fA-F]{40}$' "$work/out")" -eq 3 ] || fail 'accounts: not three addresses'
cp "$work/out" "$work/addresses"
expect 'accounts with keys' 0 '*' '' "$seiload" accounts --seed 7 --accounts 3 --with-keys
[ "$(grep -Ec '^0x[0-9a-fA-F]{40} 0x[0-9a-f]{64}$' "$work/out")" -eq 3 ] || fail 'accounts with keys: not three pairs'
[ "$(cut -d ' ' -f 1 "$work/out")" = "$(cat "$work/addresses")" ] || fail 'accounts with keys: other addresses'
expect 'accounts without a seed' 2 '' \
  'seiload: no seed: give --seed N, or a seed in the profile; the accounts follow from it' "$seiload" accounts

[ "$failures" -eq 0 ] || exit 1
echo 'usage: passed'
