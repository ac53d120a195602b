#!/bin/sh
# What the shells that are there complete, with the scripts that seiload prints.
. "$(dirname "$0")/../support/shell.sh"

for shell in bash zsh fish; do
  begin "the script for $shell"
  run completion "$shell"
  expect_status 0
  expect_err </dev/null
  cp "$out" "$work/$shell"
  if command -v "$shell" >/dev/null; then
    "$shell" -n "$work/$shell" || problem "no script of $shell"
  fi
done

# in_bash WORD...: what completes the last word.
in_bash() {
  bash --norc -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _seiload
    printf "%s\n" "${COMPREPLY[@]}"' \
    "$work/bash" seiload "$@" | tr '\n' ' '
}
# in_fish "LINE": the same.
# shellcheck disable=SC2016  # fish expands them
in_fish() {
  fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$work/fish" "$1" | cut -f 1 | tr '\n' ' '
}
# in_zsh WORD...: what it hands to _arguments.
in_zsh() {
  zsh -f -c 'compdef() { }; _arguments() { print -rl -- "$@" }; script=$1; shift; source $script
    words=(seiload "$@"); CURRENT=$#words; _seiload' zsh "$work/zsh" "$@"
}

expect_words() { [ "$1" = "$2" ] || problem "completed '$1', expected '$2'"; }

if command -v bash >/dev/null; then
  begin 'bash: commands, options, values'
  expect_words "$(in_bash m)" 'mock-chain merge '
  expect_words "$(in_bash --rep)" '--report-path --report-format --replay-loop --replay '
  expect_words "$(in_bash --arrival-model '')" "$(printf 'closed_loop open_loop poisson ')"
  expect_words "$(in_bash --arrival-model = o)" 'open_loop '
  expect_words "$(in_bash --scenario EVMT)" 'EVMTransfer EVMTransferFast EVMTransferNoop '
  expect_words "$(in_bash --tps '')" ' '
  expect_words "$(in_bash report --f)" '--format '
  expect_words "$(in_bash report --format h)" 'html '
  expect_words "$(in_bash sign --first)" '--first-nonce '
  expect_words "$(in_bash --first)" ' '
  expect_words "$(in_bash mock-chain --pool-overflow '')" 'refuse drop '
  expect_words "$(in_bash completion '')" 'bash zsh fish '
  : >"$work/run.json"
  expect_words "$(in_bash report "$work/ru")" "$work/run.json "
  expect_words "$(in_bash --config "$work/ru")" "$work/run.json "
fi

if command -v fish >/dev/null; then
  begin 'fish: commands, options, values'
  expect_words "$(in_fish 'seiload m')" 'merge mock-chain '
  expect_words "$(in_fish 'seiload --arrival-model ')" 'closed_loop open_loop poisson '
  expect_words "$(in_fish 'seiload report --format h')" 'html '
  expect_words "$(in_fish 'seiload compare --f')" '--fail-if '
  expect_words "$(in_fish 'seiload completion ')" 'bash fish zsh '
fi

if command -v zsh >/dev/null; then
  begin 'zsh: commands, options, values'
  in_zsh report '' >"$work/specs"
  grep -qxF '1:command:(report)' "$work/specs" || problem "$(cat "$work/specs")"
  grep -qxF '*:report:_files' "$work/specs" || problem "$(cat "$work/specs")"
  grep -q '^--format=\[.*\]:F:(text json csv html)$' "$work/specs" || problem "$(cat "$work/specs")"
  in_zsh '' >"$work/specs"
  grep -q '^1:command:(accounts .* completion)$' "$work/specs" || problem "$(tail -n 1 "$work/specs")"
  grep -q '^\*--endpoint=\[JSON-RPC endpoint\\: .*\]:URL:$' "$work/specs" ||
    problem "$(grep endpoint "$work/specs")"
  grep -q "^--mnemonic-file=\[.*path m/44'/60'/0'/0/i;.*\]:FILE:_files\$" "$work/specs" ||
    problem "$(grep mnemonic "$work/specs")"
fi

finish_tests
