#!/bin/sh
# The scenarios that call contracts and the profiles of the reference tool on geth (`make e2e-geth`): what
# tests/e2e/contracts.sh shows on anvil.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/geth.sh"
. "$(dirname "$0")/../support/contract_runs.sh"
cd "$work" || exit 1

# The genesis has funded them.
funded() {
  pool_seed=$1 count=$2
  shift 2
  "$SEILOAD" accounts --seed "$pool_seed" --accounts "$count" "$@" 2>/dev/null | head -n "$count" >pool
}

fresh_chain() { :; }

gas_limit=1000000000
osaka='del(.config.amsterdamTime, .config.bogotaTime)'

# built_in_on RULES FILTER: a chain that knows the accounts of all built-in scenarios.
built_in_on() {
  begin "a chain for all built-in scenarios, $1"
  while read -r seed count scenario _; do
    "$SEILOAD" accounts --seed "$seed" --accounts "$count" --scenario "$scenario" 2>/dev/null
  done >pool <<END
$built_in
END
  make_chain "$gas_limit" 1337 "$2" || finish_tests
  start_geth 0 --miner.gaslimit "$gas_limit" || finish_tests
  each_built_in
  kill_geth TERM
}

built_in_on 'the rules of Osaka' "$osaka"
# New slots and accounts cost far more there: the limits are raised. Not that of Disperse, whose 100 new
# accounts take more than geth lets an estimate have.
built_in=$(echo "$built_in" | grep -v Disperse)
built_in_on 'the rules that are to come, as --dev has them' .

begin "a chain of the reference profiles' id"
if [ ! -e "$reference/local.json" ]; then
  echo "  not tried: no $reference"
  finish_tests
fi
seed=120
for profile in $reference_profiles; do
  seed=$((seed + 1))
  "$SEILOAD" accounts --seed "$seed" --accounts 5000 --config "$reference/$profile.json" 2>/dev/null
done >pool
make_chain "$gas_limit" "$reference_chain" "$osaka" || finish_tests
start_geth 0 --miner.gaslimit "$gas_limit" || finish_tests
seed=120
for profile in $reference_profiles; do
  seed=$((seed + 1))
  begin "the profile $profile.json of the reference tool"
  reference_run "$profile" "$seed"
done
kill_geth TERM

finish_tests
