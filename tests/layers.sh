#!/bin/sh
# Holds every #include "room/..." in src/ against the table of rooms: a lower floor never includes an upper
# one, nor a neighbour unless named. A room may always include itself.
set -u
cd "$(dirname "$0")/.." || exit 1

floor0='base'
floor1='json crypto stats sys'
floor2='tls net eth'
floor3='measure rpc profile'
floor4='workload chain'          # mockchain stands here too, for run and cli only
low="$floor0 $floor1 $floor2"    # what floor 4 builds on, with floor 3

# room: what it may include
table="
base:
json: base
crypto: base
stats: base
sys: base
net: base crypto sys tls
eth: base crypto
tls: base crypto
measure: base json stats
rpc: base json sys net eth measure
profile: base json eth net
workload: base crypto eth profile
chain: $low $floor3
mockchain: base json crypto sys net eth
load: $low $floor3 $floor4
track: $low $floor3 $floor4
report: base json stats sys net measure profile
run: $low $floor3 $floor4 mockchain load track report
cli: $low $floor3 $floor4 mockchain load track report run
"

bad=0
complain() {
  echo "layers: $*" >&2
  bad=$((bad + 1))
}

checked=0
for folder in src/*/; do
  room=$(basename "$folder")
  if ! allowed=$(printf '%s' "$table" | grep "^$room:"); then
    complain "src/$room: no such room in the table"
    continue
  fi
  allowed=" ${allowed#*:} $room "
  while IFS=: read -r file line included; do
    checked=$((checked + 1))
    case $included in
      */*) ;;
      *) complain "$file:$line: \"$included\": write includes from src/, \"room/file.h\"" && continue ;;
    esac
    case $allowed in
      *" ${included%%/*} "*) ;;
      *) complain "$file:$line: $room may not include \"$included\"" ;;
    esac
  done <<END
$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"' "$folder" |
  sed -E 's/^([^:]*:[0-9]+):[^"]*"([^"]*)".*/\1:\2/')
END
done

# Time and waiting are one seam (sys/clock.h): nothing above sys/ looks at a clock or polls by itself.
while IFS= read -r place; do
  [ -z "$place" ] || complain "$place: waits and looks at clocks are for sys/clock.h"
done <<END
$(grep -rnE '(steady|system)_clock::now|::p?poll\(|nanosleep|sleep_(for|until)|"sys/poll.h"' \
  --include='*.cc' --include='*.h' src | grep -v '^src/sys/' | cut -d: -f1,2)
END

[ "$checked" -gt 0 ] || complain "no include was seen"
[ "$bad" -eq 0 ] && echo "layers: $checked includes, all within the table"
[ "$bad" -eq 0 ]
