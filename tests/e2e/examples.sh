#!/bin/sh
# The examples of README and manual that need more than the program: the manual's lines for cron by cron, the
# README's genesis by a real node. In namespaces of their own, so that they run as they stand: only durations
# are replaced, cron's time by @reboot, and anvil's path is ours.
if [ -z "${IN_NAMESPACE-}" ]; then
  if ! unshare --mount --net true 2>/dev/null; then
    echo 'namespaces of network and files need root here (unshare --mount --net)'
    echo '0 passed, 1 failed'
    exit 1
  fi
  top=$(cd "$(dirname "$0")/../.." && pwd)
  ANVIL=$("$top/tests/support/get_anvil.sh" "${build:-$top/build}") && ANVIL=$(readlink -f "$ANVIL") || exit 1
  export ANVIL
  IN_NAMESPACE=1 exec unshare --mount --net "$0"
fi
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
out=$work/stdout  # `out` is the folder of artifacts that examples name
ip link set lo up
mount --make-rprivate /
trap 'umount -l /etc /usr/sbin /usr/local/bin /var/spool/cron /run 2>/dev/null; clean_up' EXIT
sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/p' "$root/man/seiload.1" >examples

# The machine's folders, in this namespace only: /etc with a profile and a host's name, /usr/local/bin with
# the programs, /usr/sbin with a sendmail that keeps what it is given.
mkdir etc sbin local spool run spool/crontabs
cp -a /etc/. etc
cp "$(command -v cron || command -v /usr/sbin/cron)" sbin
printf '#!/bin/sh\ncat >>"%s"\n' "$work/mail" >sbin/sendmail
chmod 755 sbin/sendmail
cp "$SEILOAD" local/seiload
ln -s "$ANVIL" local/anvil
echo '127.0.0.1 rpc.example.org' >>etc/hosts
sed -i '/pam_loginuid/d' etc/pam.d/cron  # a container's kernel may refuse it
cat >etc/seiload.json <<'END'
{"endpoints": ["http://127.0.0.1:8546"], "scenarios": [{"name": "EVMTransfer"}]}
END
for pair in etc:/etc sbin:/usr/sbin local:/usr/local/bin spool:/var/spool/cron run:/run; do
  mount --bind "${pair%%:*}" "${pair#*:}" || exit 1
done
PATH=/usr/local/bin:/usr/sbin:$PATH

"$SEILOAD" mock-chain --listen 127.0.0.1:8546 >chain.log 2>&1 </dev/null &
ours="$ours $!"
wait_for chain.log http://

begin 'manual: the lines for cron, by cron; nothing is mailed'
sed -nE 's/\\e/\\/g; /^[A-Z]+=|^[0-9]+ [0-9]+ [*] [*] [*]/p' examples |
  sed -E 's/^15 3 \* \* \* /@reboot/; s/--duration [0-9]+[smh]/--duration 1s/' >spool/crontabs/root
chmod 600 spool/crontabs/root
grep -q '^@reboot.*\\%' spool/crontabs/root ||
  problem "no line with an escaped per cent sign: $(cat spool/crontabs/root)"
written=$(sed -nE 's/^@reboot.* >(.*)/\1/p' spool/crontabs/root)
[ -f "$written" ] && problem "$written is there already"
cron -f >cron.log 2>&1 </dev/null &
cron=$!
ours="$ours $cron"
wait_for "$written" 'ledger          balanced'
[ "$(count accepted "$written")" -gt 0 ] || problem "nothing was accepted: $(cat "$written")"
kill "$cron"
wait "$cron" 2>/dev/null
[ ! -s mail ] || problem "mailed: $(cat mail)"
rm -f "$written"

begin 'README: accounts in the genesis of a real node'
# shellcheck disable=SC2016  # no expansion is meant
sed -n '/^```sh$/,/^```$/p' "$root/README.md" | grep -v '^```' |
  sed -E 's/--duration [0-9]+s/--duration 4s/' >recipe.sh
[ -s recipe.sh ] || problem 'no recipe in the README'
# shellcheck disable=SC2016  # no expansion is meant
echo 'kill $!' >>recipe.sh
timeout -s KILL 100 sh recipe.sh >"$out" 2>"$err" </dev/null
accepted=$(count accepted "$out")
[ "${accepted:-0}" -gt 100 ] || problem "hardly any accepted: $(cat "$out" "$err")"
grep -qE '^    succeeded +[0-9,]+, 100\.0 %' "$out" || problem "not all succeeded: $(cat "$out")"
expect_balanced "$out"

# The project whose contracts the examples name, with the token that is on their chain: what account 0 of
# anvil's creates first is at the address of the examples.
cp -r "$root/tests/data/project/out" .
echo 0x6001600c60003960016000f300 >vault.hex
cat >usd.json <<'END'
[{"type": "function", "name": "transfer", "inputs": [{"type": "address"}, {"type": "uint256"}]}]
END
. "$root/tests/support/evm_rpc.sh"
rpc_url=http://127.0.0.1:8545
anvil --port 8545 --block-time 1 >anvil.log 2>&1 </dev/null &
ours="$ours $!"
wait_for anvil.log 'Listening on'
code=$(sed -n '/kERC20Code =/,/;/p' "$root/src/workload/contracts/bytecode.cc" |
  sed -n 's/^[^"]*"\([0-9a-f]*\)".*/\1/p' | tr -d '\n')
from=$(rpc eth_accounts '[]' | jq -r '.[0]')
rpc eth_sendTransaction "[{\"from\":\"$from\",\"gas\":\"0x2dc6c0\",\"data\":\"0x$code\"}]" >/dev/null
tries=0
until [ "$(rpc eth_blockNumber '[]')" != '"0x0"' ] || [ "$tries" -ge 50 ]; do
  tries=$((tries + 1))
  sleep 0.2
done

# good SEED OPTION...: runs with these options on that chain; all that is accepted succeeds.
good() {
  seed=$1
  shift
  "$SEILOAD" accounts --seed "$seed" --accounts 20 "$@" 2>/dev/null | jq -cR '[., "0x3635c9adc5dea00000"]' |
    rpc_each anvil_setBalance >/dev/null
  run -e "$rpc_url" --seed "$seed" --accounts 20 "$@" --tps 100 --max-txs 40 --track-receipts --quiet \
    --metrics-listen-addr=
  expect_status 0
  grep -qE '^    succeeded +40, 100\.0 %' "$out" || problem "not all succeeded: $(cat "$out" "$err")"
}

begin 'manual: a token that exists, and a contract of your own'
sed -e ':a' -e '/\\e$/{N;s/\\e\n *//;ba}' examples |
  sed -nE '/^seiload -e .* --(to 0x|deploy)/{s/--(tps|duration|seed) [^ ]*//g;s/-e [^ ]*//;p}' >commands
[ "$(wc -l <commands)" -eq 2 ] || problem "$(wc -l <commands) commands: $(cat commands)"
seed=50
while read -r command; do
  seed=$((seed + 1))
  eval "good $seed ${command#seiload}"
done <commands

begin 'manual: the examples of contracts, set-up calls, calls and creations, each key in one'
sed -n '/^\.Ss Scenarios$/,/^\.Ss Pickers/p' "$root/man/seiload.5" |
  awk '/^\.Bd -literal/ { at++; next } /^\.Ed/ { open = 0 } { if (at && !done[at]) print > "part." at }
    /^\.Ed/ { done[at] = 1 }'
for part in part.*; do
  seed=$((seed + 1))
  sed '/^\.Ed/d' "$part" >block
  grep -q '^"scenarios"' block || echo ', "scenarios": [{"name": "EVMTransfer"}]' >>block
  { echo '{' && cat block && echo '}'; } >"example.$part.json"
  good "$seed" --config "example.$part.json"
done
for key in address abi artifact bytecode bytecodeFile constructor types args create value gas contract \
  function each to data label setup accessList storageKeys; do
  cat example.*.json | grep -q "\"$key\":" || problem "no example of $key"
done

finish_tests
