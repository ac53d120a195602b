#!/bin/sh
# Wrong and right use of the command line: exit status and every line.
. "$(dirname "$0")/../support/shell.sh"

# complains ARGUMENT...: exit 2, standard error as on standard input, nothing on standard output.
complains() {
  run "$@"
  expect_status 2
  expect_err
  expect_out </dev/null
}

# The only line is that the option is not built yet.
expect_one() { [ "$(cat)" = "seiload: $1: not built yet" ]; }

begin 'no arguments'
complains <<'END'
seiload: no endpoint: give -e URL, or endpoints in the profile, or --mock-chain, or --dry-run
seiload: no scenario: give --scenario NAME, or scenarios in the profile
END

begin 'help'
run --help
expect_status 0
expect_err </dev/null
[ "$(head -n 1 "$out")" = 'usage: seiload [OPTION]...' ] || problem "$(head -n 1 "$out")"
cp "$out" "$work/help"
run -h
cmp "$out" "$work/help" || problem '-h prints something else'
awk 'length > 80 { print "  too wide: " $0; bad = 1 } END { exit bad }' "$out" ||
  problem 'lines of more than 80 characters'

begin 'all problems at once, with the nearest name'
complains --tpss 5 --duration 10 --scenario EVMTransfr -e https://node --max-in-flight 0 <<END
seiload: '--tpss': unknown option; did you mean '--tps'?
seiload: --duration: expected a duration such as 10s, from 0s to 87600h, got '10'
seiload: --scenario: unknown scenario 'EVMTransfr'; did you mean 'EVMTransfer'?
seiload: --max-in-flight: expected a whole number from 1 to 10000000, got '0'
END

begin 'numbers and durations out of range'
complains --dry-run --scenario EVMTransfer --tps -1 --max-txs 1.5 --accounts 0 --seed x --chain-id 0 \
  --drain 2m --workers 257 --stats-interval 0s --startup-timeout 1d <<'END'
seiload: --tps: expected a number >= 0, got '-1'
seiload: --max-txs: expected a whole number from 0 to 2^64-1, got '1.5'
seiload: --accounts: expected a whole number from 1 to 10000000, got '0'
seiload: --seed: expected a whole number from 0 to 2^64-1, got 'x'
seiload: --chain-id: expected a whole number from 1 to 9223372036854775771, got '0'
seiload: --drain: expected a duration such as 10s, from 0s to 1m, got '2m'
seiload: --workers: expected a whole number from 0 to 256, got '257'
seiload: --stats-interval: expected a duration such as 10s, from 1ms to 24h, got '0s'
seiload: --startup-timeout: expected a duration such as 10s, from 1ms to 24h, got '1d'
END

begin 'a seed too large says what the range is'
run --dry-run --scenario EVMTransfer --seed 18446744073709551616
expect_status 2
expect_err <<'END'
seiload: --seed: expected a whole number from 0 to 2^64-1, got '18446744073709551616'
END

begin 'endpoints that cannot be'
complains --scenario EVMTransfer -e node -e ftp://node -e http:// -e http://h:0 \
  -e geth.ipc -e 'http://[::1' <<END
seiload: -e: 'node': the URL has no scheme; write 'http://node'
seiload: -e: 'ftp://node': scheme 'ftp' is not one of http, https, ws, wss
seiload: -e: 'http://': the URL has no host
seiload: -e: 'http://h:0': port '0' is not a number from 1 to 65535
seiload: -e: 'geth.ipc': a socket path must be absolute: write it with '/' in front
seiload: -e: 'http://[::1': the host lacks its closing ']'
END

begin 'what is not built yet says so, and is never ignored'
run --help
sed -n '/^Known, and refused because not built yet:/,/^$/p' "$out" | grep -oE '^ .*' | tr -d ' ' |
  tr ',' '\n' | grep . >"$work/unbuilt"
while read -r option; do
  # One of these is a value that the option would take.
  for value in true 7 7s; do
    run --metrics-listen-addr= --dry-run --scenario EVMTransfer --max-txs 1 "$option=$value"
    expect_status 2
    grep -v ': expected ' "$err" >"$work/said.$value"
  done
  sort -u "$work"/said.* | expect_one "$option" || problem "$option: $(cat "$err")"
done <"$work/unbuilt"

begin 'missing values and stray words'
complains account --tps <<'END'
seiload: --tps: needs a value, N
seiload: 'account': unexpected argument; did you mean 'accounts'?
END

begin 'words of other programs: the right usage, in one line'
complains help <<'END'
seiload: 'help': unexpected argument; write 'seiload --help'
END
example="'seiload -e URL --scenario NAME'"
complains run <<END
seiload: 'run': unexpected argument; a run needs no command: write $example
END
complains http://127.0.0.1:8545 <<END
seiload: 'http://127.0.0.1:8545': unexpected argument; an endpoint is given with -e: write $example
END
complains --mok-chain --scenario EVMTransfer <<'END'
seiload: '--mok-chain': unknown option; did you mean '--mock-chain'?
END
complains --mock-chain --scenario EVMTransfer --tpss 5 <<'END'
seiload: '--tpss': unknown option; did you mean '--tps'?
END
complains mock-chain help <<'END'
seiload: 'help': unexpected argument; write 'seiload mock-chain --help'
END

begin 'a scenario of weight 0 is skipped, by name'
run --metrics-listen-addr= --dry-run --scenario EVMTransfer=0 --scenario EVMTransferNoop --seed 1 --max-txs 1
expect_status 0
expect_err <<'END'
TIME info: --scenario: EVMTransfer: weight 0: skipped
TIME info: load begins: 100 accounts, 0 endpoints, chain id 1, a dry run: nothing is sent
END

begin 'seiload accounts: no seed'
complains accounts <<'END'
seiload: no seed: give --seed N, or a seed in the profile; the accounts follow from it
END

begin 'seiload accounts: addresses, one a line'
run accounts --seed 7 --accounts 3
expect_status 0
expect_err </dev/null
expect_out <<'END'
0x60358dE366E9726d2486C8852f91670a7217a2C9
0x50C9f52C2E1Fd2F6babB7fFea5Ebf7Eed5FA53De
0x482B1912b8c962fE2a55C4694E35a6e859D4E21a
END
run accounts --seed 7 --accounts 100
[ "$(wc -l <"$out")" -eq 100 ] || problem "$(wc -l <"$out") lines"
[ "$(sort -u "$out" | wc -l)" -eq 100 ] || problem 'addresses twice'

begin '--cpu: another name, and every way that this processor has'
complains --cpu avx --version <<'END'
seiload: --cpu: expected portable, x86 or avx512, got 'avx'
END
complains mock-chain --cpu avx <<'END'
seiload: --cpu: expected portable, x86 or avx512, got 'avx'
END
run accounts --seed 7 --accounts 300
cp "$out" "$work/addresses"
for path in portable x86 avx512; do
  run accounts --seed 7 --accounts 300 --cpu $path
  if [ "$status" -eq 2 ]; then
    lacking="this processor lacks instructions that $path needs; it supports portable"
    grep -q "^seiload: --cpu: $lacking" "$err" ||
      problem "$(cat "$err")"
  else
    expect_status 0
    cmp "$out" "$work/addresses" || problem "other addresses by $path"
  fi
done

begin 'seiload accounts: keys only when asked'
run accounts --seed 1 --accounts 2 --with-keys
expect_status 0
expect_out <<'END'
0x015Bea68d2bb07b4eb0b0A4b9C917547591Ec939 0x1d59f071db92edf7eeda0ee91ae2ae8a439ca06663dd784f4c923b3185fb405d
0xCFEB0BA8343A065E597Ef48F748f1E36e714d727 0x6126e6c2f0cfa0d53b44c6acb2623d88b65854f51e91e9a7af216428b3ca6f82
END

begin 'seiload accounts: what it does not take'
complains accounts --seed 1 --tps 5 <<'END'
seiload: --tps: not an option of 'seiload accounts'
END
complains --dry-run --scenario EVMTransfer --with-keys <<'END'
seiload: --with-keys: an option only of 'seiload accounts'
END

finish_tests
