#!/bin/sh
# Profiles: what is wrong is told with file, line and column, all of it at once, before any traffic; --check
# prints what a profile comes to; the reference's own profiles are taken as they are.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1

complains() {
  run "$@"
  expect_status 2
  expect_err
  expect_out </dev/null
}

begin 'everything wrong in one run'
cat >bad.json <<'END'
{
  "chainId": 0,
  "endpoints": ["http://127.0.0.1:8545", "https://node"],
  "acounts": {"count": 5},
  "scenarios": [
    {"name": "EVMTransfr", "weight": 1},
    {"name": "EVMTransfer", "wieght": 2, "gasPicker": {"Name": "random", "Min": 9, "Max": 3}},
    {"name": "EVMTransferNoop", "weight": -1, "keyDistribution": {"Name": "uniform"}},
    {"name": "EVMTransferNoop", "operations": {"transfer": 1}},
    {"name": "ERC721", "operations": {"mint": 1}}
  ],
  "settings": {
    "tps": "5", "duration": "10", "tps": 6, "tpss": 3, "reportFormat": "yaml"
  },
  "seed": -1
}
END
range='expected a whole number from'
complains --config bad.json <<END
seiload: bad.json:2:14: chainId: $range 1 to 9223372036854775771, got '0'
seiload: bad.json:4:3: unknown key 'acounts'; did you mean 'accounts'?
seiload: bad.json:6:14: scenarios[0].name: unknown scenario 'EVMTransfr'; did you mean 'EVMTransfer'?
seiload: bad.json:7:29: scenarios[1] (EVMTransfer): unknown key 'wieght'; did you mean 'weight'?
seiload: bad.json:7:81: scenarios[1].gasPicker.Min (EVMTransfer): expected less than Max, 3, got 9
seiload: bad.json:8:43: scenarios[2].weight (EVMTransferNoop): $range 0 to 2^64-1, got '-1'
seiload: bad.json:8:66: scenarios[2].keyDistribution (EVMTransferNoop): requires recordCount
seiload: bad.json:9:48: scenarios[3].operations (EVMTransferNoop): EVMTransferNoop has no operation 'transfer'
seiload: bad.json:10:39: scenarios[4].operations (ERC721): ERC721 has no operation 'mint'
seiload: bad.json:13:12: settings.tps: expected a number >= 0, got the string '5'
seiload: bad.json:13:29: settings.duration: expected a duration such as 10s, from 0s to 87600h, got '10'
seiload: bad.json:13:35: settings: duplicate key 'tps', first at 13:5
seiload: bad.json:13:45: settings: unknown key 'tpss'; did you mean 'tps'?
seiload: bad.json:13:72: settings.reportFormat: expected text or json, got 'yaml'
seiload: bad.json:15:11: seed: expected a whole number from 0 to 2^64-1, got '-1'
END

begin 'command line and profile wrong together'
cat >two.json <<'END'
{"scenarios": [{"name": "EVMTransfer"}], "settings": {"drain": 1}}
END
complains -c two.json --tps x --report-format xml <<'END'
seiload: --tps: expected a number >= 0, got 'x'
seiload: --report-format: expected text or json, got 'xml'
seiload: no endpoint: give -e URL, or endpoints in the profile, or --mock-chain, or --dry-run
seiload: two.json:1:64: settings.drain: expected a duration such as 10s, from 0s to 1m, got '1'
END

begin 'a profile on standard input'
echo '{"endpoints": ["http://127.0.0.1:1"], "scenarios": [{"name": "EVMTransfer"}], "sed": 1}' >input.json
for file in - /dev/stdin; do
  "$SEILOAD" --check -c $file <input.json >"$out" 2>"$err"
  status=$?
  expect_status 2
  [ $file = - ] && file='standard input'
  echo "seiload: $file:1:79: unknown key 'sed'; did you mean 'seed'?" | expect_err
done
sed -i 's/"sed"/"seed"/' input.json
run --check -c input.json
cp "$out" checked
"$SEILOAD" --check -c - <input.json >"$out" 2>"$err"
cmp "$out" checked || problem "$(cat "$err")"
mkfifo queue
(sleep 0.3; cat input.json >queue) &
run --check -c queue
cmp "$out" checked || problem "$(cat "$err")"

begin 'a profile without an end is given up at the limit, without much memory'
prlimit --as=200000000 "$SEILOAD" --check -c /dev/zero >"$out" 2>"$err"
status=$?
expect_status 2
expect_err <<'END'
seiload: -c: /dev/zero: larger than 4194304 bytes
END
"$SEILOAD" --check -c - </dev/zero >"$out" 2>"$err"
status=$?
expect_status 2
expect_err <<'END'
seiload: -c: standard input: larger than 4194304 bytes
END

begin 'a stop while the profile is awaited'
mkfifo never
start -c never
tries=0 # until it catches SIGTERM
until caught=$(sed -n 's/^SigCgt:[^0-9a-f]*//p' "/proc/$pid/status") &&
  [ $((0x${caught:-0} & 0x4000)) -ne 0 ]; do
  tries=$((tries + 1))
  [ "$tries" -le 200 ] || break
  sleep 0.05
done
send TERM
finish
expect_status 0
expect_within 2000
expect_err <<'END'
seiload: SIGTERM before the profile was read
END

begin 'a URL is no file'
complains -c http://u:s3cret@h --report-path http://u:s3cret@h <<'END'
seiload: -c: expected a file, got the URL 'http://...@h'; endpoints are given with -e
seiload: --report-path: expected a file, got the URL 'http://...@h'
END

begin 'not JSON'
printf '{"scenarios": [}' >cut.json
complains -c cut.json <<'END'
seiload: cut.json:1:16: expected a value, got '}'
END
: >empty.json
complains -c empty.json <<'END'
seiload: empty.json:1:1: expected a value, got the end of the text; nothing is in it
END
printf '{}\n{}' >two.json
complains -c two.json <<'END'
seiload: two.json:2:1: expected nothing after the value, got '{'
END
head -c 5000000 /dev/zero >zero.json
complains -c zero.json <<'END'
seiload: -c: zero.json: larger than 4194304 bytes
END

begin 'files that cannot be read'
complains -c no/such.json <<'END'
seiload: -c: no/such.json: No such file or directory
END
complains --config . <<'END'
seiload: --config: .: Is a directory
END
if [ "$(id -u)" -ne 0 ]; then
  (umask 777 && : >secret.json)
  complains --config secret.json <<'END'
seiload: --config: secret.json: Permission denied
END
fi

begin '--check prints what the profile comes to, and that means the same'
cat >good.json <<'END'
{
  "CHAINID": 31337, "seiChainId": "local",
  "endpoints": ["http://127.0.0.1:8545"],
  "accounts": {"count": 10, "newAccountRate": 0.25},
  "scenarios": [
    {"name": "evmtransfer", "weight": 3, "txType": "legacy", "gasFeeCapPicker": {"Name": "fixed", "Gas": 7}},
    {"name": "EVMTransfer", "accounts": {"count": 2}}
  ],
  "settings": {"tps": 2.5, "duration": "1h15m", "statsInterval": "1.5s"},
  "seed": 18446744073709551615
}
END
run --check --config good.json --tps 7 --scenario EVMTransferNoop=2
expect_status 0
expect_err </dev/null
grep -vE '^ {4}"[a-zA-Z]+": ("[^"]*"|[a-z0-9]+|\[\]),?$|^ {6}"txType"' "$out" >but_settings
expect_text 'all but the settings' but_settings <<'END'
{
  "chainId": 31337,
  "seiChainID": "local",
  "endpoints": [
    "http://127.0.0.1:8545"
  ],
  "accounts": {
    "newAccountRate": 0.25
  },
  "scenarios": [
    {
      "name": "EVMTransferNoop",
      "weight": 2,
    }
  ],
  "mockDeploy": false,
  "seed": 18446744073709551615,
  "settings": {
  }
}
END
grep -E '^ {4}"(tps|duration|statsInterval|maxInFlight)"' "$out" >settings
expect_text 'the settings' settings <<'END'
    "tps": 7,
    "duration": "1h15m",
    "maxInFlight": 10000,
    "statsInterval": "1.5s",
END
run --check --config good.json
expect_status 0
cp "$out" resolved.json
run --check --config resolved.json
expect_status 0
cmp "$out" resolved.json || problem 'the output, taken as a profile, means something else'

begin '--mock-chain: what it means, and the same again'
run --check --mock-chain --fault skip --scenario EVMTransfer
expect_status 0
sed -n '/"chainId"/p; /"endpoints"/p; /"mockChain"/,/^  }/p' "$out" >chain
expect_text 'the chain' chain <<'END'
  "chainId": 1337,
  "endpoints": [],
  "mockChain": {
    "blockTime": "400ms",
    "gasLimit": 100000000,
    "maxPool": 100000,
    "poolOverflow": "refuse",
    "poolTtl": "0s",
    "poolTtlBlocks": 0,
    "capacity": 0,
    "balance": "1000000000000000000000000",
    "strict": true,
    "faults": [
      "skip"
    ]
  },
END
cp "$out" resolved.json
run --check --config resolved.json
expect_status 0
cmp "$out" resolved.json || problem 'the output, taken as a profile, means something else'

begin 'profiles of the reference, unchanged'
reference=$root/../shared/profiles
if [ -d "$reference" ]; then
  for profile in "$reference"/*.json; do
    run --check --config "$profile"
    # What would be called is shown; only what is not built yet may stand in the way.
    grep -vE '^seiload: scenario [^ ]+, [^ ]+: .*, selector 0x[0-9a-f]{8}, gas ' "$err" >refusals
    refused=$(grep -vE ': not built yet$' refusals)
    [ -z "$refused" ] || problem "$refused"
    if [ -s refusals ]; then expect_status 2; else expect_status 0; fi
  done
  run --check --config "$reference/evm_transfer.json"
  expect_status 0
else
  echo '  skipped: ../shared/profiles is not there'
fi

finish_tests
