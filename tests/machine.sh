#!/bin/sh
# The program and its unit tests as they were built for another processor, by qemu: machine.sh BUILD MACHINE
set -u
build=$1 machine=$2
qemu=$(command -v "qemu-$machine-static") || qemu=$(command -v "qemu-$machine") || {
  echo "qemu-$machine-static is needed (apt-get install qemu-user-static)" >&2
  exit 1
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0

result() {  # result NAME STATUS
  if [ "$2" -eq 0 ]; then
    passed=$((passed + 1)) && echo "ok      $1"
  else
    failed=$((failed + 1)) && echo "FAILED  $1" && tail -n 40 "$log"
  fi
}

seiload() { timeout -s KILL 120 "$qemu" "$build/$machine/seiload" "$@"; }

timeout -s KILL 900 "$qemu" "$build/$machine/unit_tests" --gtest_brief=1 >"$log" 2>&1
result "$machine: the unit tests" $?
tail -n 1 "$log"

"$build/seiload" accounts --seed 7 --accounts 20 --with-keys >"$log.here"
seiload accounts --seed 7 --accounts 20 --with-keys >"$log" 2>&1 && cmp "$log" "$log.here"
result "$machine: the same accounts as here" $?
rm -f "$log.here"

seiload --mock-chain --scenario EVMTransfer --accounts 20 --max-txs 200 --seed 7 --track-receipts \
  --metrics-listen-addr= --quiet >"$log" 2>&1 &&
  grep -qxE '  accepted +200  100\.0 % of admitted' "$log" && grep -qxE '  included +200, 100\.0 %' "$log"
result "$machine: a run, each signature checked by the embedded chain" $?

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
