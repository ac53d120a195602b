#!/bin/sh
# `make bench-send`: what sending costs, in CPU microseconds a transaction, signing included: by ways of
# sending, by what is sent, and how it grows with accounts, requests in flight, endpoints and workers.
# send_bench.sh BUILD [ROUNDS=3]
#
# The target is tests/tools/node on this machine, which answers by the form of what it reads. It shares the
# CPUs, so that rates say little; the figures are the program's own CPU time, which the kernel counts whoever
# else runs. Each is the difference between a long and a short run, so that the start (keys, nonces, tables)
# does not count. Rows are measured in turn, round by round; figures are medians, ratios medians of ratios
# within a round.
set -eu
build=$1 rounds=${2:-3}
work=$(mktemp -d)
node=''
trap 'kill $node 2>/dev/null || :; wait; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
"$build/node" >"$work/node.log" &
node=$!
until [ -s "$work/node.log" ]; do sleep 0.05; done
url=$(cat "$work/node.log")

# What is sent.
transfer='--scenario EVMTransfer'
erc20='--scenario ERC20'
call='--to 0x00000000000000000000000000000000000000aa --call transfer(address,uint256) --arg {receiver}
  --arg {random:1..1000}'
load=$transfer
# shellcheck disable=SC2086 # words on purpose
"$build/seiload" sign $load --seed 1 --accounts 10000 --first-nonce 0 --chain-id 1337 --max-txs 1000000 \
  >"$work/corpus"

number() { sed -n "s/^ *\"$1\": \([0-9.e+-]*\),*$/\1/p" "$2" | head -n 1; }

# spend NAME TRANSACTIONS ARGS...: CPU microseconds of a run of so many transactions; all must be accepted.
spend() {
  name=$1 wanted=$2
  shift 2
  # shellcheck disable=SC2086 # words on purpose
  "$build/seiload" $load --seed 1 --max-txs "$wanted" --report-format json --quiet \
    --metrics-listen-addr '' "$@" >"$work/report" 2>"$work/log" || {
    cat "$work/log" "$work/report" >&2
    exit 1
  }
  [ "$(number admitted "$work/report")" = "$wanted" ] || echo "$name: not all were accepted" >&2
  number cpu_seconds "$work/report" | awk '{ printf "%.0f", $1 * 1e6 }'
}

# row NAME TRANSACTIONS ARGS...: adds the cost of one transaction to the row's results.
row() {
  name=$1 many=$2
  shift 2
  few=$((many / 100))
  short=$(spend "$name" "$few" "$@")
  long=$(spend "$name" "$many" "$@")
  echo "$short $long $few $many" | awk '{ printf "%.4f\n", ($2 - $1) / ($4 - $3) }' >>"$work/result.$name"
}

# paced NAME: the same of the program and of the simplest client there is, one request at a time, 1,000 a
# second: most of it is what the kernel takes to wake up and to send.
paced() {
  row "$1" 10000 -e "$url" --workers 1 --accounts 64 --tps 1000 --max-in-flight 1 --connections 1
  port=${url##*:}
  short=$("$build/paced_client" "$port" 100 1000)
  long=$("$build/paced_client" "$port" 10000 1000)
  echo "$short $long" | awk '{ printf "%.4f\n", ($2 - $1) / 9900 }' >>"$work/result.$1_client"
}

endpoints=''
for i in $(seq 64); do endpoints="$endpoints -e $url/$i"; done

one='--workers 1'
batch='--batch 100 --connections 16'
thousand='--max-in-flight 1000 --batch 100 --connections 10'
round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  # shellcheck disable=SC2086 # words on purpose
  {
    row dry 1000000 --dry-run $one --accounts 10000
    load=$erc20
    row erc20 1000000 --dry-run $one --accounts 10000
    load=$call
    row call 1000000 --dry-run $one --accounts 10000
    load=$transfer
    row batch 1000000 -e "$url" $one --accounts 10000 $batch
    load="--replay $work/corpus"
    row replay 1000000 -e "$url" $batch
    load=$transfer
    row pipeline 300000 -e "$url" $one --accounts 64 --connections 8 --pipeline 8
    row single 200000 -e "$url" $one --accounts 64 --connections 64
    row accounts_few 1000000 -e "$url" $one --accounts 1000 $thousand
    row accounts_many 2000000 -e "$url" $one --accounts 1000000 $thousand
    for flight in 1 16 1000 10000; do
      row flight_$flight 200000 -e "$url" $one --accounts 20000 --max-in-flight $flight --connections $flight
    done
    paced paced
    row endpoints_1 200000 -e "$url" $one --accounts 20000 --max-in-flight 640 --connections 640
    row endpoints_64 200000 $endpoints $one --accounts 20000 --max-in-flight 640 --connections 10
    row workers_1 2000000 -e "$url" --workers 1 --accounts 10000 --batch 100 --connections 16
    row workers_2 2000000 -e "$url" --workers 2 --accounts 10000 --batch 100 --connections 16
  }
done

middle() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
# cost NAME TEXT: "text  median [least most]  a second and core".
cost() {
  sort -g "$work/result.$1" | awk -v text="$2" '{ v[NR] = $1 }
    END {
      m = v[int((NR + 1) / 2)]
      printf "%-52s %7.2f [%.2f %.2f] %10.0f\n", text, m, v[1], v[NR], 1e6 / m
    }'
}
ratio() { paste -d ' ' "$work/result.$1" "$work/result.$2" | awk '{ print $1 / $2 }' | middle; }

printf '%-52s %22s %10s\n' 'CPU time of the program, signing included' 'us each [least most]' 'a second'
cost dry 'dry run: from the schedule to the JSON body'
cost erc20 'the same, calls of ERC20'
cost call "the same, calls of one's own with a drawn amount"
cost batch 'batches of 100, 16 connections'
cost replay 'the same of a corpus that was signed before'
cost pipeline 'pipelining 8, 8 connections'
cost single 'one request at a time, 64 connections'
cost accounts_few '1,000 accounts, batches of 100'
cost accounts_many '1,000,000 accounts, batches of 100'
for flight in 1 16 1000 10000; do cost flight_$flight "$flight in flight, one a connection"; done
cost paced '1,000 a second, one request at a time'
cost paced_client 'the same by the simplest client, which signs nothing'
cost endpoints_1 '1 endpoint, 640 connections'
cost endpoints_64 '64 endpoints, 10 connections each'
cost workers_1 '1 worker, batches of 100'
cost workers_2 '2 workers, batches of 100'
echo
printf 'what sending adds to a dry run, batches of 100: %.2f times\n' "$(ratio batch dry)"
printf 'a corpus, beside signing as it is sent: %.2f times (at most 0.95)\n' "$(ratio replay batch)"
printf 'a call beside a transfer, dry run: ERC20 %.2f, one of the user %.2f times\n' \
  "$(ratio erc20 dry)" "$(ratio call dry)"
printf 'paced, beside the simplest client: %.2f times\n' "$(ratio paced paced_client)"
printf 'growth: accounts %.2f, in flight from 16 to 10,000 %.2f, from 1 %.2f, endpoints %.2f\n' \
  "$(ratio accounts_many accounts_few)" "$(ratio flight_10000 flight_16)" "$(ratio flight_10000 flight_1)" \
  "$(ratio endpoints_64 endpoints_1)"
# Workers share nothing that is written: two do twice as much as far as each transaction costs them no more.
printf 'two workers do %.2f times the work of one (2 by the ratio of their costs)\n' \
  "$(ratio workers_2 workers_1 | awk '{ print 2 / $1 }')"
