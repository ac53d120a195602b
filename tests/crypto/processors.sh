#!/bin/sh
# The program and the tests of the crypto room on processors that lack what the fast ways need, by qemu's
# emulation: what each model lacks is tried first, so that it is known to be refused. qemu has no SHA
# extensions and no AVX-512 at all.
. "$(dirname "$0")/../support/shell.sh"
cd "$root" || exit 1

qemu=$(command -v qemu-x86_64-static) || qemu=$(command -v qemu-x86_64) || {
  echo 'not tried: no qemu-x86_64-static here (apt-get install qemu-user-static)'
  finish_tests
}
case $(file -bL "$SEILOAD") in
  *x86-64*) ;;
  *) echo 'not tried: not a program for x86-64' && finish_tests ;;
esac

launch() { timeout -s KILL 120 "$qemu" -cpu "$model" "$SEILOAD" "$@"; }

"$SEILOAD" accounts --seed 7 --accounts 300 --with-keys >"$work/accounts" || exit 1
version=$("$SEILOAD" --version | head -n 1)

# MODEL: what it lacks
while IFS=': ' read -r model lacks; do
  begin "$model: it lacks $lacks"
  for instruction in $lacks; do
    "$qemu" -cpu "$model" "$build/try_instruction" "$instruction" >"$out" 2>"$err"
    status=$?
    expect_status 132  # SIGILL
  done

  begin "$model: the portable way, and the others refused"
  run --version
  expect_status 0
  expect_out <<END
$version
cpu: portable
END
  for path in x86 avx512; do
    run --cpu $path --version
    expect_status 2
    expect_err <<END
seiload: --cpu: this processor lacks instructions that $path needs; it supports portable
END
  done

  begin "$model: the same accounts"
  run accounts --seed 7 --accounts 300 --with-keys
  expect_status 0
  cmp "$out" "$work/accounts" || problem 'other keys or addresses'

  begin "$model: a run, each signature checked by the embedded chain"
  run --mock-chain --scenario EVMTransfer --accounts 20 --max-txs 100 --seed 7 --metrics-listen-addr= --quiet
  expect_status 0
  grep -qxE '  accepted +100  100\.0 % of admitted' "$out" || problem "$(head -n 30 "$out")"
done <<END
qemu64: mulx adcx avx2 sha avx512
max,-bmi2: mulx sha avx512
max,-adx: adcx sha avx512
max,-avx2: avx2 sha avx512
max: sha avx512
END

begin 'qemu64: the tests of the crypto room'
"$qemu" -cpu qemu64 "$build/unit_tests" --gtest_brief=1 --gtest_filter="$(
  printf %s 'Ecdsa.*:*EcdsaVectors*:Endomorphism.*:Generator.*:Group.*:Field.*:Scalar*:Keccak*:' \
    '*KeccakVectors*:*Sha*:Nonce.*:Cpu.*:X86Field.*:PoolKey.*:Address.*:' \
    'Aead.*:X25519.*:Ed25519.*:Hkdf.*:Digest.*:*Paths*portable-*RandomPairs*'
)" >"$out" 2>"$err"
status=$?
expect_status 0
grep -E '^\[  (PASSED|FAILED)  \]' "$out"
grep -q '^\[  PASSED  \] [1-9][0-9]* tests' "$out" || problem "$(tail -n 20 "$out")"

finish_tests
