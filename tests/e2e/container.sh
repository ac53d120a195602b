#!/bin/sh
# The binary alone in an empty root: no other file than /etc/resolv.conf, all of it read-only, no environment,
# an ordinary user, a network of its own, and a name server under our control. The names are as Kubernetes
# writes them.
if [ -z "${IN_CONTAINER-}" ]; then
  if ! unshare --net --mount true 2>/dev/null; then
    echo 'namespaces of network and files need root here (unshare --net --mount)'
    echo '0 passed, 1 failed'
    exit 1
  fi
  IN_CONTAINER=1 exec unshare --net --mount "$0"
fi
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1

begin 'the loopback interface is down: the embedded chain is not waited for'
run --mock-chain --scenario EVMTransfer --seed 7 --startup-timeout 10m --quiet --metrics-listen-addr=
expect_status 1
sed -E 's/127\.0\.0\.1:[0-9]+/127.0.0.1:PORT/; s/^[^ ]* //' "$err" >said
hint='is the loopback interface up? ip link set lo up'
expect_text 'standard error' said <<END
error: the embedded chain cannot be reached: connect 127.0.0.1:PORT: Network is unreachable ($hint)
END
ip link set lo up

trap "umount -l container/full container 2>/dev/null; clean_up" EXIT
mkdir container
mount -t tmpfs none container
strip -o container/seiload "$SEILOAD"
mkdir container/etc
SEILOAD=$work/container/seiload # as processes name it

# /etc/resolv.conf is standard input.
name_servers() {
  mount -o remount,rw container
  cat >container/etc/resolv.conf
  mount -o remount,ro container
}

launch() {
  timeout -s KILL 60 env -i "$(command -v chroot)" --userspec=65534:65534 "$work/container" /seiload "$@"
}

# load URL OPTION...: a run of 50 transactions.
load() {
  endpoint=$1
  shift
  run -e "$endpoint" --scenario EVMTransfer --seed 7 --tps 200 --max-txs 50 --workers 1 \
    --metrics-listen-addr= --quiet "$@"
}

# What was asked since the last time, A and AAAA as one line.
questions() {
  sed -n "$((asked + 1)),\$p" dns.log | sed -E 's/^(A|AAAA) //' | uniq >questions
  asked=$(wc -l <dns.log)
}

expect_questions() {
  questions
  expect_text 'questions' questions
}

# The run had its whole load.
expect_load() {
  expect_status 0
  [ "$(count accepted "$out")" = 50 ] || problem "not 50 accepted: $(cat "$out")"
  expect_balanced "$out"
  [ -s "$err" ] && problem "standard error: $(cat "$err")"
}

cat >zone <<'END'
node.load.svc.cluster.local A 127.0.0.1
six.load.svc.cluster.local AAAA ::1
alias.load.svc.cluster.local CNAME second.example.test
second.example.test CNAME third.example.test
third.example.test A 127.0.0.1
moves.load.svc.cluster.local A 127.0.0.1
long.example.test TRUNCATED
long.example.test A 127.0.0.1
END
"$root/tests/tools/dns.py" 127.0.0.53 zone 127.0.0.54 >dns.log 2>&1 &
ours="$ours $!"
wait_for dns.log ready
asked=1
for address in 127.0.0.1:8545 '[::1]:8545'; do
  "$build/seiload" mock-chain --listen "$address" >"node.$address" 2>&1 &
  ours="$ours $!"
  wait_for "node.$address" http://
done

kubernetes='search load.svc.cluster.local svc.cluster.local cluster.local
options ndots:5'
name_servers <<END
nameserver 127.0.0.53
$kubernetes
END

begin "a service's short name, by the search list"
load http://node:8545
expect_load
expect_questions <<'END'
node.load.svc.cluster.local udp
END

begin 'a name with dots, fewer than ndots: the search list first'
load http://node.load:8545
expect_load
expect_questions <<'END'
node.load.load.svc.cluster.local udp
node.load.svc.cluster.local udp
END

begin 'a whole name, with its last dot: asked as it is'
load http://node.load.svc.cluster.local.:8545
expect_load
expect_questions <<'END'
node.load.svc.cluster.local udp
END

begin 'a chain of CNAMEs'
load http://alias:8545
expect_load
expect_questions <<'END'
alias.load.svc.cluster.local udp
END

begin 'a host with an IPv6 address only'
load http://six:8545
expect_load
expect_questions <<'END'
six.load.svc.cluster.local udp
END

begin 'an answer too long for UDP'
load http://long.example.test.:8545
expect_load
questions
grep -q '^long.example.test tcp$' questions || problem "not asked over TCP: $(cat questions)"

begin 'a node that comes back under its name at another address: the load goes on there'
node_at() {
  "$build/seiload" mock-chain --listen "$1:8548" >"node.$1" 2>&1 &
  node=$!
  ours="$ours $node"
  wait_for "node.$1" http://
}
node_at 127.0.0.1
start -e http://moves:8548 --scenario EVMTransfer --seed 7 --tps 100 --duration 6s --metrics-listen-addr= \
  --stats-interval 1h
sleep 2
kill "$node"
sed 's/^\(moves.* A\) .*/\1 127.0.0.2/' zone >zone.next
mv zone.next zone
node_at 127.0.0.2
finish
expect_status 0
expect_balanced "$out"
grep -q 'info: endpoint http://moves:8548: now at 127.0.0.2:8548, before at 127.0.0.1:8548$' "$err" ||
  problem "no word of it: $(cat "$err")"
[ "$(count accepted "$out")" -gt 300 ] || problem "hardly any accepted: $(cat "$out")"
questions

begin 'a name that does not exist: exit 1, and the name in the message'
load http://nowhere:8545 --startup-timeout 5s
expect_status 1
expect_out </dev/null
normalise <"$err" | uniq >said  # it is said every few seconds
cause="resolve 'nowhere': no such name (asked 127.0.0.53)"
expect_text 'standard error' said <<END
TIME warning: waiting for http://nowhere:8545: $cause; until 5s
TIME error: endpoint http://nowhere:8545: $cause (gave up after TIME)
END
questions

begin 'a first name server that is dead: the second one answers'
name_servers <<END
nameserver 127.0.0.54
nameserver 127.0.0.53
$kubernetes
options timeout:1
END
load http://node:8545
expect_load
questions

begin 'a first name server that nobody runs'
name_servers <<END
nameserver 127.0.0.55
nameserver 127.0.0.53
$kubernetes
END
load http://node:8545
expect_load
questions

begin 'no /etc/resolv.conf at all, and an address'
mount -o remount,rw container
rm container/etc/resolv.conf
mount -o remount,ro container
load http://127.0.0.1:8545
expect_load

begin 'a report path in a read-only file system: exit 1 before any load'
load http://127.0.0.1:8545 --report-path /report.txt
expect_status 1
expect_out </dev/null
expect_err <<'END'
TIME error: report file /report.txt: Read-only file system
END

begin 'a report path on a full disk: the report on standard output, then exit 1'
mount -o remount,rw container
mkdir container/full
mount -t tmpfs -o size=4k,mode=777 none container/full
: >container/full/first
head -c 4096 /dev/zero >container/full/rest 2>/dev/null
load http://127.0.0.1:8545 --report-path /full/report.txt
expect_status 1
expect_err <<'END'
TIME error: report file /full/report.txt: write: No space left on device
END
[ "$(count accepted "$out")" = 50 ] || problem "not 50 accepted: $(cat "$out")"
[ -s container/full/report.txt ] && problem 'half a report was left'
umount container/full

# The report is written at once, so that a reader who leaves after its first line took it all.
begin 'a reader of the first line only'
{
  launch -e http://127.0.0.1:8545 --scenario EVMTransfer --seed 7 --max-txs 5 --metrics-listen-addr= --quiet \
    2>"$err"
  echo $? >status
} </dev/null | head -n 1 >"$out"
expect_out <<'END'
seiload 0.1.0 report
END
status=$(cat status)
expect_status 0
expect_err </dev/null

begin '64 open files: fewer connections, said once, and no failure'
(
  # shellcheck disable=SC3045  # not POSIX, and in every shell
  ulimit -n 64
  run -e http://127.0.0.1:8545 --scenario EVMTransfer --seed 7 --tps 2000 --arrival-model open_loop \
    --max-txs 2000 --workers 2 --metrics-listen-addr= --stats-interval 1h
  echo "$status" >status
)
status=$(cat status)
expect_status 0
[ "$(count accepted "$out")" = 2000 ] || problem "not 2000 accepted: $(cat "$out")"
expect_balanced "$out"
all='load 8.400017179869182 ether (2000 transactions of up to 0.004200008589934591 ether)'
expect_err <<END
TIME info: worst case: 8.400017179869182 ether: $all
TIME warning: only 64 files may be open (ulimit -n): at most 16 connections an endpoint instead of 256
TIME info: load begins: 100 accounts, 1 endpoint, chain id 1337
END

finish_tests
