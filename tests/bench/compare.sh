#!/bin/sh
# `make bench-compare`: all of `make bench`, with libsecp256k1, wrk and hyperfine beside it, and how long a
# start takes: the first transaction, a pool of a million accounts. Installs what is missing where it may.
# compare.sh BUILD
set -eu
build=$1
missing=''
for package in libsecp256k1-dev nginx-light wrk hyperfine valgrind; do
  case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || :) in
    *'ok installed') ;;
    *) missing="$missing $package" ;;
  esac
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "make bench-compare needs$missing" >&2
    exit 1
  fi
  echo "installing$missing"
  apt-get update -qq
  # shellcheck disable=SC2086  # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
here=$(dirname "$0")
work=$(mktemp -d)
chain=''
trap '[ -z "$chain" ] || kill "$chain" 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

printf 'against: libsecp256k1 %s, %s\n' "$(dpkg-query -W -f '${Version}' libsecp256k1-dev)" \
  "$(wrk -v 2>&1 | sed -n 's/^\(wrk [^ ]*\).*/\1/p')"
"${CXX:-g++}" -std=c++20 -O2 -iquote src -DHAVE_LIBSECP256K1 "$here/sign_bench.cc" \
  "$build/libseiload.a" -lsecp256k1 -o "$work/sign_bench"
BENCH_SIGNING=$work/sign_bench "$here/bench.sh" "$build"

# --- the start: whole runs, from exec to exit

"$build/seiload" mock-chain --listen 127.0.0.1:0 >"$work/chain" &
chain=$!
until [ -s "$work/chain" ]; do sleep 0.05; done
url=$(head -n 1 "$work/chain")
common='--scenario EVMTransfer --seed 1 --max-txs 1 --metrics-listen-addr= --quiet'
echo
printf '%-48s %28s %10s\n' 'whole runs, exec to exit' 'ms: median [least most]' 'CPU ms'
timed() {  # timed TEXT RUNS ARGUMENT...
  text=$1 runs=$2
  shift 2
  hyperfine -N --warmup 2 --runs "$runs" --export-csv "$work/times" \
    "$build/seiload $common $*" >/dev/null 2>&1
  awk -F, -v text="$text" 'NR == 2 {
    spread = sprintf("%.1f [%.1f %.1f]", $4 * 1e3, $7 * 1e3, $8 * 1e3)
    printf "%-48s %28s %10.1f\n", text, spread, ($5 + $6) * 1e3
  }' "$work/times"
}
timed 'one transaction to the embedded chain' 20 "--accounts 10 -e $url"
for path in portable x86 avx512; do
  "$build/seiload" --cpu $path --version >/dev/null 2>&1 || continue
  timed "$path: a million accounts, one transaction" 3 "--accounts 1000000 --dry-run --cpu $path"
done

echo
"$here/instructions.sh" "$build"
