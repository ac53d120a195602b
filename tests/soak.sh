#!/bin/sh
# `make soak`: a long run with random faults on the embedded chain; memory and descriptors each minute, and a verdict.
# soak.sh BUILD
# SOAK_SECONDS (900), SOAK_TPS (2000) and SOAK_SEED (random) set the effort. Memory has a level that it comes to: the
# tracker of receipts keeps what was included for a minute, the chain its newest 200000 transactions, and every buffer
# the size that the worst coincidence of faults so far asked of it. It is judged from the fifth minute on in runs of ten
# or more; in shorter ones the client's alone, from the second minute on, and in less than three minutes since the look
# before the last. The run fails where the ledger does not balance, where memory has grown by more than a tenth and 8 MB
# since then, or where 64 descriptors more are open at the end than at any look until then.
set -eu
build=$1
seconds=${SOAK_SECONDS:-900} tps=${SOAK_TPS:-2000} seed=${SOAK_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
work=$(mktemp -d)
chain='' load=''
trap 'for one in $load $chain; do kill "$one" 2>/dev/null || :; done; wait; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Every kind of fault, most of the time none of them.
"$build/seiload" mock-chain --listen 127.0.0.1:0 --seed "$seed" \
  --fault latency:min=1ms:max=50ms:share=0.02 --fault stall:for=2s:every=29s --fault refuse:for=1s:every=61s \
  --fault reset:share=0.05:for=3s:every=37s --fault close:share=0.05:for=3s:every=41s \
  --fault bytes:share=0.2:for=3s:every=43s --fault http:status=503:share=0.2:for=2s:every=47s \
  --fault http:status=429:share=0.2:for=2s:every=53s --fault truncate:share=0.05:for=2s:every=59s \
  --fault garble:share=0.05:for=2s:every=67s --fault wrong-id:share=0.05:for=2s:every=71s \
  --fault pool-full:share=0.2:for=2s:every=73s --fault nonce-error:share=0.2:for=2s:every=79s \
  --fault halt:for=3s:every=83s --fault skip:share=0.1 --fault restart:every=97s >"$work/chain" &
chain=$!
until [ -s "$work/chain" ]; do sleep 0.05; done
url=$(head -n 1 "$work/chain")

"$build/seiload" -e "$url" --scenario EVMTransfer --seed "$seed" --accounts 2000 --tps "$tps" --arrival-model open_loop \
  --request-timeout 5s --track-receipts --duration "${seconds}s" --stats-interval 60s --metrics-listen-addr= \
  --report-format json >"$work/report" 2>"$work/log" &
load=$!

# resident PID: in kB; descriptors PID. Nothing once it has ended.
resident() { sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$1/status" 2>/dev/null || :; }
descriptors() { find "/proc/$1/fd" -mindepth 1 2>/dev/null | wc -l; }
larger() { echo $(($1 > $2 ? $1 : $2)); }

echo "seed $seed, $tps a second for $seconds s"
printf '%8s %14s %14s %14s %14s\n' 's' 'client kB' 'descriptors' 'chain kB' 'descriptors'
baseline=2  # the look that the last one is compared with
[ "$seconds" -ge 180 ] || baseline=4
[ "$seconds" -lt 600 ] || baseline=5
begun=$(date +%s) step=$((seconds < 180 ? (seconds + 5) / 6 : 60)) looks=0
first_memory=0 last_memory=0 first_descriptors=0 last_descriptors=0
first_chain=0 last_chain=0 first_chain_descriptors=0 last_chain_descriptors=0
while :; do
  sleep "$step"
  memory=$(resident "$load") now=$(($(date +%s) - begun))
  if [ -z "$memory" ] || [ "$now" -ge "$seconds" ]; then break; fi
  looks=$((looks + 1)) last_memory=$memory last_descriptors=$(descriptors "$load")
  last_chain=$(resident "$chain") last_chain_descriptors=$(descriptors "$chain")
  if [ "$looks" -le "$baseline" ]; then
    first_memory=$last_memory first_chain=$last_chain
    # A look right after a restart sees few.
    first_descriptors=$(larger "$first_descriptors" "$last_descriptors")
    first_chain_descriptors=$(larger "$first_chain_descriptors" "$last_chain_descriptors")
  fi
  printf '%8d %14d %14d %14d %14d\n' "$now" "$memory" "$last_descriptors" "$last_chain" "$last_chain_descriptors"
done
status=0
wait "$load" || status=$?
load=''

grep -E 'warning|error' "$work/log" | sed 's/^[^ ]* //; s/([^)]*)//' | sed -E 's/[0-9]+ (rejected|failed|unanswered)/\1/' |
  sort | uniq -c | sort -rn | head -n 30
value() { sed -n "/\"$1\": {/,/}/s/^ *\"$2\": \([a-z0-9.]*\),*\$/\1/p" "$work/report" | head -n 1; }
for one in scheduled dropped admitted accepted rejected failed unanswered resent nonce_reads balanced; do
  printf '%-12s %s\n' "$one" "$(value totals $one)"
done
printf 'inclusion    registered %s, included %s, expired %s, in flight %s\n' "$(value inclusion registered)" \
  "$(value inclusion included)" "$(value inclusion expired)" "$(value inclusion in_flight)"

verdict=good
judge() { # judge CONDITION-STATUS TEXT
  [ "$1" -eq 0 ] && return
  echo "soak: $2" >&2
  verdict=bad
}
judge "$status" "the run ended with status $status"
judge "$([ "$(value totals balanced)" = true ] && echo 0 || echo 1)" 'the ledger does not balance'
judge_growth() { # judge_growth WHOSE FIRST-KB LAST-KB
  judge "$(($3 * 10 > $2 * 11 && $3 > $2 + 8192))" "memory of the $1 grew from $2 kB to $3 kB"
}
judge_growth client "$first_memory" "$last_memory"
[ "$seconds" -lt 600 ] || judge_growth chain "$first_chain" "$last_chain"
judge "$((last_descriptors > first_descriptors + 64))" "descriptors grew from $first_descriptors to $last_descriptors"
judge "$((last_chain_descriptors > first_chain_descriptors + 64))" \
  "descriptors of the chain grew from $first_chain_descriptors to $last_chain_descriptors"
echo "verdict      $verdict: memory $first_memory kB, then $last_memory kB; descriptors $first_descriptors, then $last_descriptors"
echo "of the chain memory $first_chain kB, then $last_chain kB; descriptors $first_chain_descriptors, then $last_chain_descriptors"
[ "$verdict" = good ]
