#!/bin/sh
# Every example of README and manual is run as it stands but for addresses (a chain of this test), durations
# (1s) and the metrics port (a free one). Those that need cron, nginx or a real node are run by
# tests/e2e/examples.sh.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
out=$work/stdout  # `out` is the folder of artifacts that examples name

# The program as the examples name it.
mkdir bin
cat >bin/seiload <<END
#!/bin/sh
case "\$* " in
  accounts* | mock-chain* | report* | merge* | compare*) exec "$SEILOAD" "\$@" ;;
  --check* | *' --check '* | *--metrics-listen-addr*) exec "$SEILOAD" "\$@" ;;
  *) exec "$SEILOAD" "\$@" --metrics-listen-addr=127.0.0.1:0 ;;
esac
END
chmod 755 bin/seiload
PATH=$work/bin:$PATH

# Serves a chain at `url`; further arguments are the chain's.
serve() {
  rm -f chain.log  # or the address of the one before would be read
  "$SEILOAD" mock-chain --listen 127.0.0.1:0 "$@" >chain.log 2>&1 </dev/null &
  chain=$!
  ours="$ours $chain"
  wait_for chain.log http://
  url=$(grep -o 'http://[0-9.:]*' chain.log | head -n 1)
}
# Contracts at addresses are tried on a chain by tests/e2e/calls.sh, TLS by tests/e2e/https.sh.
replace() {
  sed -E -e "s#http://(127\\.0\\.0\\.1|node\\.default[a-z.]*):8545#$url#" \
    -e 's/(--duration[= ]|"duration": ")[0-9hms]+/\11s/' \
    -e 's/ --to 0x/ --dry-run&/' \
    -e 's#seiload -e (https|wss)://#seiload --check -e \1://#'
}

# example COMMAND: by the shell, to an end with something accepted, if it is a run at all.
example() {
  printf '%s\n' "$1" | replace >once.sh
  : >"$out"
  timeout -s KILL 60 sh once.sh >"$out" 2>"$err"
  status=$?
  case $status,$1 in
    0,*) ;;
    3,'seiload compare '*--fail-if*) ;;  # a run of a second may be worse by chance
    *) problem "exit status $status: $(cat once.sh "$err")" ;;
  esac
  case $(cat once.sh) in
    'seiload accounts'* | *--check* | 'seiload report'* | 'seiload compare'*) return ;;
  esac
  grep -qE '^  accepted +[1-9]' "$out" || grep -qsE '"accepted": [1-9]' "$out" report.json ||
    problem "nothing was accepted: $(cat once.sh "$err" "$out")"
}

serve
begin 'README: every seiload command runs'
sed -n 's/^    \(seiload .*\)/\1/p' "$root/README.md" >commands
# shellcheck disable=SC2016  # no expansion is meant
sed -n '/^```json$/,/^```$/p' "$root/README.md" | grep -v '^```' | replace >profile.json
[ -s profile.json ] || problem 'no profile in the README'
[ "$(wc -l <commands)" -ge 6 ] || problem "only $(wc -l <commands) commands in the README"
while read -r command; do
  example "$command"
done <commands

begin 'README: the report that it shows is what comes out'
# A line of it may leave columns out.
# shellcheck disable=SC2016  # no expansion is meant
sed -n '/^```text$/,/^```$/p' "$root/README.md" | grep -vE '^(```.*|[[:space:]]*\.\.\.|)$' >shown
[ "$(wc -l <shown)" -ge 15 ] || problem "$(wc -l <shown) lines"
run --mock-chain --scenario EVMTransfer --tps 500 --duration 2s --track-receipts --metrics-listen-addr= \
  --quiet --seed 7
report_shape <"$out" >wanted
{ echo 'transactions'; cat shown; } | report_shape | sed 1d | while read -r line; do
  grep -qx -- "$(echo "$line" | sed 's/[][\.*^$]/\\&/g; s/ / .*/g')" wanted || echo "$line"
done >others
[ ! -s others ] || problem "no such line in a report: $(cat others)"

begin 'README: the reference profiles are taken, or refused by a sentence that says what is missing'
profiles=$root/../shared/profiles
if [ -d "$profiles" ]; then
  taken=0
  for profile in "$profiles"/*.json; do
    run --check --config "$profile"
    case $status in
      0) taken=$((taken + 1)) ;;
      2)
        grep -vE ': not built yet$' "$err" &&
          problem "$profile: refused for something else"
        ;;
      *) problem "$profile: exit status $status" ;;
    esac
  done
  [ "$taken" -ge 1 ] || problem 'not one of them was taken'
else
  echo "  not tried: no $profiles"
fi

begin 'README: every make target is there'
sed -nE 's/^    (.*&& )?make (-j2)? *([a-z0-9-]*).*/\3/p' "$root/README.md" | grep . | sort -u >targets
[ -s targets ] || problem 'no target in the README'
while read -r target; do
  make -n -C "$root" build="$build" "$target" >"$out" 2>"$err" || problem "make $target: $(cat "$err")"
done <targets

begin 'manual: every example of a command runs'
cp -r "$root/tests/data/project/out" .
sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/p' "$root/man/seiload.1" >examples
sed -e ':a' -e '/\\e$/{N;s/\\e\n *//;ba}' examples |
  sed -nE 's/\\e/\\/g; s/^docker run .* (seiload -)/\1/; /^(printf .* )?seiload /p' >commands
[ "$(wc -l <commands)" -ge 20 ] || problem "only $(wc -l <commands) commands in the manual"
while read -r command; do
  example "$command"
done <commands

begin 'manual: the Job'
sed -n 's/^        - \(--.*\)/\1/p' examples | tr '\n' ' ' >arguments
grep -q -- '--endpoint' arguments || problem 'no arguments'
example "seiload $(cat arguments)"

begin 'manual: the container holds the stripped program, and docker is given no more'
sed -nE '/^FROM scratch/,/^\.Ed/s#^(COPY|ENTRYPOINT) (.*)#\2#p' examples >container
expect_text 'Dockerfile' container <<'END'
build/image/bin/seiload /seiload
["/seiload"]
END
expect_text '.dockerignore' "$root/.dockerignore" <<'END'
*
!build/image/bin/seiload
END
installs=$(grep '^make install' examples)
[ "$installs" = 'make install DESTDIR=build/image PREFIX=' ] || problem "$installs"
make -s -C "$root" build="$build" install DESTDIR="$work/build/image" PREFIX= >"$err" 2>&1 ||
  problem "$(cat "$err")"
strip -o stripped "$SEILOAD"
cmp stripped build/image/bin/seiload || problem 'not the stripped program'

begin 'manual: the profile of seiload(5)'
kill "$chain"
serve --chain-id 31337
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE ALSO/p' "$root/man/seiload.5" | sed -n '/^{/,/^}/p' |
  replace >profile.json
example 'seiload --config profile.json'

finish_tests
