#!/bin/sh
# The cases that lie beside the checkout, where they do: each shows one fault that was seen, and exits 0 where
# it is gone. Some make namespaces of their own and need root.
. "$(dirname "$0")/../support/shell.sh"
cases=$root/../shared/cases

if ! [ -d "$cases" ]; then
  begin 'shared cases (skipped: no ../shared/cases here)'
  finish_tests
fi

cd "$work" || exit 1
export SEILOAD
for file in "$cases"/*.sh "$cases"/*.py; do
  case ${file##*/} in run.sh) continue ;; esac
  if grep -q unshare "$file" && ! unshare -n -m true 2>/dev/null; then
    begin "shared case ${file##*/} (skipped: needs root)"
    continue
  fi
  begin "shared case ${file##*/}"
  timeout 120 "$file" >"$out" 2>&1 || problem "status $?: $(tail -n 3 "$out")"
done

begin 'shared case bom.json'
run --check --config "$cases/bom.json"
expect_status 0

begin 'shared case comment.json'
run --check --config "$cases/comment.json"
expect_status 2
grep -qi comment "$err" || problem "no word about comments: $(cat "$err")"
finish_tests
