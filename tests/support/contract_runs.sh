# shellcheck shell=sh disable=SC2034,SC2154  # it shares variables with evm_rpc.sh and the scripts
# Runs of the scenarios that call contracts, on whatever node; sourced after evm_rpc.sh. A script has a
# function `funded SEED ACCOUNTS OPTION...`: those accounts, in the file `pool`, and the deployer own
# something, where OPTION... chooses the scenarios; and `fresh_chain`, called before each of several runs that
# do not need each other.
: "${root:?}" "${work:?}" "${out:?}" "${err:?}"

# Every built-in scenario that calls a contract: seed, accounts, name, and whether it succeeds.
built_in='101 40 ERC20 1
102 40 ERC20Noop 1
103 40 ERC20Conflict 1
104 40 ERC721 1
105 40 StorageRW 1
106 40 GasBurn 1
107 40 StorageSpam 1
108 40 LogSpam 1
109 40 Swap 1
110 40 Revert 0
111 20 Disperse 1
119 40 Calldata 1'

# The profiles of the reference tool that need neither TLS nor money of their own; each has 5,000 accounts.
reference=${SEILOAD_PROFILES:-$root/../shared/profiles}
reference_profiles='conflict evm_transfer loadtest_default local local_docker'
reference_chain=713714

said() { jq -r "$1" "$out"; }

run_json() { run --metrics-listen-addr= -e "$rpc_url" --report-format json "$@"; }

# expect_accepted N: so many, and nothing else.
expect_accepted() {
  expect_status 0
  counts=$(said '.totals | [.accepted, .rejected, .failed, .unanswered, .unsent] | join(" ")')
  [ "$counts" = "$1 0 0 0 0" ] || problem "$(said '.totals, .errors')"
}

# expect_all N SENT GOOD: N transactions were accepted; the pool has SENT in blocks, GOOD of them with status
# 1.
expect_all() {
  expect_accepted "$1"
  chain_facts pool >facts
  jq -e --argjson sent "$2" --argjson good "$3" \
    '.sent == $sent and .good == $good and .distinct == $sent and .nonces == .accounts' facts >/dev/null ||
    problem "$1 accepted, $2 sent and $3 good expected, but on the chain: $(jq -c . facts)"
}

# The most gas that a transaction of the pool used and the least limit, for the margins in call_row.cc.
show_gas() {
  jq -n --rawfile addresses pool --slurpfile receipts "$work/receipts" \
    --slurpfile transactions "$work/transactions" '
    def number: ascii_downcase | explode | map(if . > 96 then . - 87 else . - 48 end) | .[2:] |
      reduce .[] as $digit (0; . * 16 + $digit);
    (reduce ($addresses | ascii_downcase | split("\n")[]) as $one ({}; .[$one] = 0)) as $ours |
    "  gas: at most \([$receipts[] | select($ours[.from] != null) | .gasUsed | number] | max) of " +
    "\([$transactions[] | select($ours[.from] != null) | .gas | number] | min)"' -r
}

# calls SEED ACCOUNTS SCENARIO GOOD: 1,000 transactions of it, then 100 of a second run with the same seed.
calls() {
  begin "$3: 1,000 transactions"
  funded "$1" "$2" --scenario "$3"
  first_block=$(block_number)
  run_json --scenario "$3" --seed "$1" --accounts "$2" --tps 500 --max-txs 1000
  expect_all 1000 1000 $((1000 * $4))
  deployed=1
  [ "$3" = Calldata ] && deployed=0
  [ "$(grep -c " deployed $3 at 0x" "$err")" -eq $deployed ] || problem "$(cat "$err")"
  show_gas

  begin "$3 again: its contract is used again"
  run_json --scenario "$3" --seed "$1" --accounts "$2" --tps 500 --max-txs 100
  expect_all 100 1100 $((1100 * $4))
  [ "$(grep -c " contracts on the chain already: $3 at 0x" "$err")" -eq $deployed ] || problem "$(cat "$err")"
  ! grep ' deployed ' "$err" || problem 'deployed again'
}

each_built_in() {
  while read -r seed count scenario good; do
    fresh_chain
    calls "$seed" "$count" "$scenario" "$good"
  done <<END
$built_in
END
}

# reference_run PROFILE SEED: 1,000 transactions of it, all of which succeed, on a chain of its id.
reference_run() {
  funded "$2" 5000 --config "$reference/$1.json"
  first_block=$(block_number)
  run_json --config "$reference/$1.json" --seed "$2" --max-txs 1000 --post-summary-flush-delay 0s
  expect_accepted 1000
  chain_facts pool >facts
  jq -e '.sent == 1000 and .good == 1000' facts >/dev/null || problem "$(jq -c . facts)"
}
