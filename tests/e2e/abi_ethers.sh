#!/bin/sh
# Calls and reverts against ethers' encoder and decoder: random values of random types (the seed is printed),
# byte for byte. ABI_SEED repeats one. Needs node and npm.
. "$(dirname "$0")/../support/shell.sh"
. "$(dirname "$0")/../support/ethers.sh"
cd "$work" || exit 1
seed=${ABI_SEED:-$(date +%s)}

begin "10,000 random values of random types, as calls and as custom errors (seed $seed)"
get_ethers
"$build/abi_samples" "$seed" 10000 >samples 2>"$err" || problem "abi_samples: $(tail -n 3 "$err")"
timeout -s KILL 300 node "$root/tests/support/abi_ethers.js" "$modules" <samples >"$out" 2>"$err" ||
  problem "status $?: $(head -c 2000 "$err")"
expect_text 'what ethers made of them' "$out" <<'END_OF_TEXT'
10000 calls: the same data, and the same values read from it
800 errors and panics: the same reasons
END_OF_TEXT
finish_tests
