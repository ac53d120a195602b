#!/bin/sh
# `make bench`: signatures a second for one core, then requests a second and CPU time a transaction of the
# program against nginx, which answers every eth_sendRawTransaction with the same body. Beside it the same
# over the bare HTTP client (http_bench) and, where it is installed, wrk: both resend one body and sign
# nothing. Last what a transaction costs the embedded chain, which recovers its sender, beside what it costs
# the generator. bench.sh BUILD
# BENCH_ROUNDS (3), BENCH_SECONDS (3) and BENCH_CONNECTIONS (64) set the effort, BENCH_SIGNING the program
# that measures signing; rates are medians, ratios medians of ratios within a round.
set -eu
build=$1
rounds=${BENCH_ROUNDS:-3} seconds=${BENCH_SECONDS:-3} connections=${BENCH_CONNECTIONS:-64}
command -v nginx >/dev/null || {
  echo 'make bench needs nginx (apt-get install nginx-light)' >&2
  exit 1
}
work=$(mktemp -d)
server='' node=''
trap 'for one in $server $node; do kill "$one" 2>/dev/null || :; done; wait; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# The client has the first CPU for itself, the server the second.
client='' serving=''
if [ "$(nproc)" -ge 2 ] && command -v taskset >/dev/null; then
  client='taskset -c 0' serving='taskset -c 1'
fi

printf 'machine: %s, %s CPUs, Linux %s\n' \
  "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(uname -r)"
printf 'program: %s, %s, load average %s\n\n' "$("$build/seiload" --version | paste -s -d ' ' -)" \
  "$(date -u +%Y-%m-%d)" "$(cut -d ' ' -f 1 /proc/loadavg)"
$client "${BENCH_SIGNING:-$build/sign_bench}"

# --- nginx: sends by their length, so that it need not read a body to choose; the rest, the questions of the
# start, go on to tests/tools/node.
"$build/node" >"$work/node.log" &
node=$!
until [ -s "$work/node.log" ]; do sleep 0.05; done
hash=0x$(printf '%064d' 0)
tries=0
while :; do
  tries=$((tries + 1))
  port=$((20000 + ($$ + 997 * tries) % 10000))
  cat >"$work/nginx.conf" <<END
daemon off;
$([ "$(id -u)" -ne 0 ] || echo 'user root;')
worker_processes 1;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  default_type application/json;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  map \$http_content_length \$is_send { ~^(2[5-9]|3[0-9])[0-9]\$ 1; default 0; }
  server {
    listen 127.0.0.1:$port backlog=1024;
    location / {
      if (\$is_send) { return 200 '{"jsonrpc":"2.0","id":1,"result":"$hash"}'; }
      proxy_pass $(cat "$work/node.log");
    }
  }
}
END
  $serving nginx -p "$work" -c "$work/nginx.conf" -e "$work/error.log" 2>"$work/nginx.err" &
  server=$!
  sleep 0.5
  kill -0 "$server" 2>/dev/null && break
  [ "$tries" -lt 20 ] || {
    cat "$work/nginx.err" "$work/error.log" >&2
    exit 1
  }
done
url=http://127.0.0.1:$port

# --- the clients: each prints requests a second and CPU microseconds a request

number() { sed -n "s/^ *\"$1\": \([0-9.e+-]*\),*$/\1/p" "$2" | head -n 1; }

run_seiload() {
  $client "$build/seiload" -e "$url" --scenario EVMTransfer --seed 1 --workers 1 --accounts "$connections" \
    --max-in-flight "$connections" --connections "$connections" --duration "${seconds}s" \
    --report-format json --quiet >"$work/report"
  [ "$(number accepted "$work/report")" = "$(number admitted "$work/report")" ] || cat "$work/report" >&2
  echo "$(number average_tps "$work/report") $(number cpu_seconds "$work/report")" \
    "$(number accepted "$work/report")" | awk '{ print $1, $2 * 1e6 / $3 }'
}

run_http_bench() {
  $client "$build/http_bench" "$url" "$connections" "$seconds" |
    sed -E 's,^([0-9]+) requests/s\, ([0-9.]+) us .*,\1 \2,'
}

cat >"$work/fixed.lua" <<END
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x02$(printf '%0228d' 0)"]}'
END

run_wrk() {
  # `times` tells the CPU time of what the subshell ran.
  (
    $client wrk -t 1 -c "$connections" -d "$seconds" -s "$work/fixed.lua" "$url" >"$work/wrk"
    times >"$work/times"
  )
  # The second line is that of the children.
  awk 'FNR == NR { split($1, u, /[ms]/); split($2, s, /[ms]/); cpu = 60 * (u[1] + s[1]) + u[2] + s[2]; next }
    / requests in / { n = $1 }
    /^Requests\/sec:/ { rate = $2 }
    END { print rate, cpu * 1e6 / n }' "$work/times" "$work/wrk"
}

clients='seiload http_bench'
! command -v wrk >/dev/null || clients="$clients wrk"
round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  for one in $clients; do "run_$one" >>"$work/result.$one"; done
done

# "median [least most]", as FORMAT says. column FORMAT N FILE: of a column; ratio FORMAT N A B: A/B by rounds.
spread() {
  sort -g | awk -v f="$1" '{ v[NR] = $1 }
    END { printf f " [" f " " f "]", v[int((NR + 1) / 2)], v[1], v[NR] }'
}
column() { awk -v n="$2" '{ print $n }' "$3" | spread "$1"; }
ratio() {
  paste -d ' ' "$work/result.$3" "$work/result.$4" | awk -v n="$2" '{ print $n / $(n + 2) }' | spread "$1"
}

echo
printf '%-40s %24s %24s\n' "one core, $connections connections, nginx" \
  'requests/s [least most]' 'CPU us a request'
for one in $clients; do
  case $one in
    seiload) text='seiload: encode, sign, send, read' ;;
    http_bench) text='http_bench: its HTTP client, one body' ;;
    wrk) text='wrk: one body' ;;
  esac
  printf '%-40s %24s %24s\n' "$text" "$(column %.0f 1 "$work/result.$one")" \
    "$(column %.2f 2 "$work/result.$one")"
done
case $clients in
  *wrk*)
    printf 'CPU a request against wrk: seiload %s, its HTTP client %s\n' "$(ratio %.2f 2 seiload wrk)" \
      "$(ratio %.2f 2 http_bench wrk)"
    ;;
esac

# --- the embedded chain: has room for all, so that it is never the rules that hold a transaction back
"$build/seiload" mock-chain --listen 127.0.0.1:0 --gas-limit 1000000000000 --max-pool 1000000 \
  >"$work/chain.log" &
chain=$!
server="$server $chain"
until [ -s "$work/chain.log" ]; do sleep 0.05; done
url=$(head -n 1 "$work/chain.log")
chain_ticks() { awk '{ print $14 + $15 }' "/proc/$chain/stat"; }
round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  before=$(chain_ticks)
  result=$(run_seiload)
  after=$(chain_ticks)
  echo "$result $(number accepted "$work/report") $((after - before)) $(getconf CLK_TCK)" |
    awk '{ print $1, $2, $4 * 1e6 / $5 / $3 }' >>"$work/result.chain"
done
echo
printf '%-40s %24s %24s %24s\n' "the embedded chain, $connections connections" 'accepted a second' \
  'generator CPU us' 'chain CPU us'
printf '%-40s %24s %24s %24s\n' 'a transaction' "$(column %.0f 1 "$work/result.chain")" \
  "$(column %.2f 2 "$work/result.chain")" "$(column %.2f 3 "$work/result.chain")"
