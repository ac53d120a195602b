#!/bin/sh
# `make soak`: a long run with random faults on the embedded chain; memory and descriptors each minute, and a
# verdict. soak.sh BUILD
# SOAK_SECONDS (900), SOAK_TPS (2000) and SOAK_SEED (random) set the effort. Memory has a level that it comes
# to: the tracker of receipts keeps the last 128 blocks, the chain its newest 100000 transactions, and what is
# out together in the worst coincidence of faults so far leaves the heap as large as it was. A look may fall
# into a moment with answers of megabytes or a full pool, so the least of three looks in a row stands for a
# level: that of minutes 3 to 5 is compared with the last one. Runs of less than ten minutes tell both and
# judge neither. The run fails where the ledger does not balance, where memory has grown by more than a tenth,
# or where all of the last three looks saw 64 descriptors more than any until minute 5 (of short runs, in the
# first half).
set -eu
build=$1
seconds=${SOAK_SECONDS:-900} tps=${SOAK_TPS:-2000}
seed=${SOAK_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
work=$(mktemp -d)
chain='' load=''
trap 'for one in $load $chain; do kill "$one" 2>/dev/null || :; done; wait; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Every kind of fault, most of the time none of them. In the first minute the worst of them, a long stall, a
# long halt, and a restart when the pool is full of what the halt kept: what stands on how much is out
# together has met it then.
"$build/seiload" mock-chain --listen 127.0.0.1:0 --seed "$seed" \
  --fault latency:min=1ms:max=50ms:share=0.02 --fault stall:for=2s:every=29s --fault refuse:for=1s:every=61s \
  --fault reset:share=0.05:for=3s:every=37s --fault close:share=0.05:for=3s:every=41s \
  --fault bytes:share=0.2:for=3s:every=43s --fault http:status=503:share=0.2:for=2s:every=47s \
  --fault http:status=429:share=0.2:for=2s:every=53s --fault truncate:share=0.05:for=2s:every=59s \
  --fault garble:share=0.05:for=2s:every=67s --fault wrong-id:share=0.05:for=2s:every=71s \
  --fault pool-full:share=0.2:for=2s:every=73s --fault nonce-error:share=0.2:for=2s:every=79s \
  --fault halt:for=3s:every=83s --fault skip:share=0.1 --fault restart:every=97s \
  --fault stall:for=4500ms:at=15s --fault halt:for=7s:at=30s --fault restart:at=36s >"$work/chain" &
chain=$!
until [ -s "$work/chain" ]; do sleep 0.05; done
url=$(head -n 1 "$work/chain")

"$build/seiload" -e "$url" --scenario EVMTransfer --seed "$seed" --accounts 2000 --tps "$tps" \
  --arrival-model open_loop --request-timeout 5s --track-receipts --duration "${seconds}s" \
  --stats-interval 60s --metrics-listen-addr= --report-format json >"$work/report" 2>"$work/log" &
load=$!

# resident PID: in kB; descriptors PID. Nothing once it has ended.
resident() { sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$1/status" 2>/dev/null || :; }
descriptors() { find "/proc/$1/fd" -mindepth 1 2>/dev/null | wc -l; }
# looks COLUMN FIRST LAST: of the looks, in kB or descriptors; sorted, the least first.
looks() { sed -n "$2,$3p" "$work/looks" | cut -d ' ' -f "$1" | sort -n; }

echo "seed $seed, $tps a second for $seconds s"
printf '%8s %14s %14s %14s %14s\n' 's' 'client kB' 'descriptors' 'chain kB' 'descriptors'
step=$((seconds < 180 ? (seconds + 5) / 6 : 60)) begun=$(date +%s)
while :; do
  sleep "$step"
  memory=$(resident "$load") now=$(($(date +%s) - begun))
  if [ -z "$memory" ] || [ "$now" -ge "$seconds" ]; then break; fi
  look="$memory $(descriptors "$load") $(resident "$chain") $(descriptors "$chain")"
  echo "$look" >>"$work/looks"
  # shellcheck disable=SC2086 # words on purpose
  printf '%8d %14d %14d %14d %14d\n' "$now" $look
done
status=0
wait "$load" || status=$?
load=''

grep -E 'warning|error' "$work/log" | sed 's/^[^ ]* //; s/([^)]*)//' |
  sed -E 's/[0-9]+ (rejected|failed|unanswered|unsent)/\1/' | sort | uniq -c | sort -rn | head -n 30
value() {
  sed -n "/\"$1\": {/,/}/s/^ *\"$2\": \([a-z0-9.]*\),*\$/\1/p" "$work/report" | head -n 1
}
for one in scheduled dropped admitted accepted rejected failed unanswered unsent resent nonce_reads \
  balanced; do
  printf '%-12s %s\n' "$one" "$(value totals $one)"
done
printf 'inclusion    registered %s, included %s, expired %s, in flight %s\n' \
  "$(value inclusion registered)" "$(value inclusion included)" "$(value inclusion expired)" \
  "$(value inclusion in_flight)"

verdict=good
judge() { # judge CONDITION-STATUS TEXT
  [ "$1" -eq 0 ] && return
  echo "soak: $2" >&2
  verdict=bad
}
judge "$status" "the run ended with status $status"
judge "$([ "$(value totals balanced)" = true ] && echo 0 || echo 1)" 'the ledger does not balance'

count=$(wc -l <"$work/looks")
level=$(((count + 1) / 2)) late=$((count - 2))
[ "$seconds" -lt 600 ] || level=5
judge_growth() { # judge_growth WHOSE COLUMN
  from=$(looks "$2" "$((level - 2))" "$level" | head -n 1) to=$(looks "$2" "$late" "$count" | head -n 1)
  echo "$1: memory $from kB, then $to kB"
  [ "$seconds" -lt 600 ] || judge "$((to * 10 > from * 11))" "memory of the $1 grew from $from kB to $to kB"
}
judge_descriptors() { # judge_descriptors WHOSE COLUMN
  from=$(looks "$2" 1 "$level" | tail -n 1) to=$(looks "$2" "$late" "$count" | head -n 1)
  echo "$1: descriptors at most $from, then $to"
  judge "$((to > from + 64))" "descriptors of the $1 grew from $from to $to"
}
judge_growth client 1
judge_growth chain 3
judge_descriptors client 2
judge_descriptors chain 4
echo "verdict $verdict"
[ "$verdict" = good ]
