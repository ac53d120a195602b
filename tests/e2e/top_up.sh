#!/bin/sh
# Accounts that are topped up during a run (funding.topUpBelowWei), against a real EVM node: a load that would
# starve goes on, and goes on without money, too, once the root key has run dry.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/anvil.sh"
cd "$work" || exit 1
# shellcheck disable=SC2119  # it takes options of anvil, and needs none
start_anvil
root_key=ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80
export ROOT=$root_key

# profile SEED METHOD MORE: five accounts with money for ten transfers each, of at most 0.00042 ether.
profile() {
  cat >profile.json <<END
{"endpoints": ["$anvil_url"], "accounts": {"count": 5}, "seed": $1,
 "scenarios": [{"name": "EVMTransferNoop"}],
 "funding": {"rootKeyEnv": "ROOT", "method": "$2", "fundAmountWei": "4200000000000000"$3},
 "settings": {"tps": 50, "duration": "12s", "metricsListenAddr": ""}}
END
}

begin 'without it the load starves'
profile 41 transfer ''
run -c profile.json
expect_status 0
grep -q 'insufficient_funds' "$out" || problem "$(cat "$out")"

seed=50
for method in transfer disperse; do
  begin "a run that would starve goes on: $method"
  seed=$((seed + 1))
  profile $seed $method ', "topUpBelowWei": "4000000000000000"'
  run -c profile.json --report-format json
  expect_status 0
  grep -q '; top-ups come on top$' "$err" || problem "$(cat "$err")"
  grep -qE ' topped up [1-5] accounts? in [1-5] transactions?$' "$err" || problem "$(cat "$err")"
  grep -qE ' top-up: 0\.[0-9]+ ether paid in all, in [0-9]+ payments and [0-9]+ transactions$' "$err" ||
    problem "$(cat "$err")"
  jq -e '.totals.accepted > 450' "$out" >/dev/null || problem "$(jq .totals "$out")"
  [ "$(grep -c 'such accounts rest' "$err")" -le 1 ] || problem 'told more than once'
done

begin 'a threshold that is too low: the accounts rest, and go on once they are paid'
profile 43 transfer ', "topUpBelowWei": "1"'
run -c profile.json --report-format json
expect_status 0
[ "$(grep -c ' an account is out of money: such accounts rest until they are topped up$' "$err")" -eq 1 ] ||
  problem "$(cat "$err")"
jq -e '.totals.accepted > 100 and .totals.rejected < 100' "$out" >/dev/null || problem "$(jq .totals "$out")"

begin 'the root key runs dry: told once, the run goes on and ends as planned'
poor_key=59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d
printf '["0x70997970C51812dc3A010C7d01b50e0d17dc79C8","0x6a94d74f430000"]\n' | # 0.03 ether
  rpc_each anvil_setBalance >/dev/null
profile 44 transfer ', "topUpBelowWei": "4000000000000000"'
ROOT=$poor_key run -c profile.json --report-format json
expect_status 0
said=' warning: top-up: the root key.s account .* needs .* ether to fund .*: send it the rest'
[ "$(grep -c "$said; the run goes on, retrying at intervals$" "$err")" -eq 1 ] || problem "$(cat "$err")"
[ "$(jq -r .run.ended_by "$out")" = duration ] || problem "$(jq .run "$out")"
jq -e '.totals.rejected < 100' "$out" >/dev/null || problem "$(jq .totals "$out")"

finish_tests
