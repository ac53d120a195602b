#!/bin/sh
# Names with several addresses, of which some drop packets: in namespaces of network and files of their own.
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
# Whatever goes to 10.9.0.0/24 vanishes: nobody reads from the link, and it asks for no addresses.
ip tuntap add dev void mode tun 2>/dev/null || ip link add void type dummy
ip addr add 10.9.0.1/24 dev void
ip link set void up
for last in 1 2 3; do ip addr add "10.8.0.$last/32" dev lo; done

: >hosts
mount --bind hosts /etc/hosts
"$build/seiload" mock-chain --listen 0.0.0.0:8545 >node.log 2>&1 &
ours="$ours $!"
wait_for node.log http://

load() {
  run --scenario EVMTransfer --seed 7 --tps 200 --max-txs 100 --workers 2 --metrics-listen-addr= --quiet "$@"
}

# The run had its whole load, and nothing went wrong.
expect_load() {
  expect_status 0
  [ "$(count accepted "$out")" = 100 ] || problem "not 100 accepted: $(cat "$out")"
  expect_balanced "$out"
  [ -s "$err" ] && problem "standard error: $(cat "$err")"
}

# 8 s would not do for one address after the other, at 10 s each.
begin 'the first address drops packets: the second is tried beside it, once for all connections'
printf '10.9.0.2 node.test\n10.8.0.1 node.test\n' >hosts
load -e http://node.test:8545 --startup-timeout 8s
expect_load

begin 'seven addresses that drop packets before one that answers'
{
  for last in 2 3 4 5 6 7 8; do echo "10.9.0.$last node.test"; done
  echo 10.8.0.1 node.test
} >hosts
load -e http://node.test:8545 --startup-timeout 8s
expect_load

begin 'none of two addresses answers: the error names both'
printf '10.9.0.2 node.test\n10.9.0.3 node.test\n' >hosts
load -e http://node.test:8545 --startup-timeout 3s --connect-timeout 700ms
expect_status 1
grep -qF 'connect 10.9.0.2:8545, 10.9.0.3:8545: no answer within 700ms' "$err" || problem "$(cat "$err")"

begin 'each address an endpoint of its own'
printf '10.8.0.3 node.test\n10.8.0.1 node.test\n10.8.0.2 node.test\n' >hosts
load -e http://node.test:8545 --all-addresses
expect_load
for last in 1 2 3; do
  grep -qE "http://node.test:8545 \[10\.8\.0\.$last\]: [1-9][0-9]* accepted\$" "$out" ||
    problem "no load at 10.8.0.$last: $(cat "$out")"
done

begin 'one of three addresses is dead at the start, and may be'
printf '10.8.0.1 node.test\n10.9.0.2 node.test\n10.8.0.2 node.test\n' >hosts
load -e http://node.test:8545 --all-addresses --start-without 1 --startup-timeout 1s
expect_status 0
[ "$(count accepted "$out")" = 100 ] || problem "not 100 accepted: $(cat "$out")"
expect_balanced "$out"
grep -qF 'http://node.test:8545 [10.9.0.2]: 0 accepted; unreachable at the start (' "$out" ||
  problem "$(cat "$out")"
grep -qF '; starting without it, its accounts go to the others' "$err" || problem "$(cat "$err")"

finish_tests
