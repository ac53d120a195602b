#!/bin/sh
# A node that takes the transactions of a funding and loses them: each is sent again, at a higher fee and with
# the same nonce, so that every account is paid once.
. "$(dirname "$0")/../support/shell.sh"
cd "$work" || exit 1
export ROOT=59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d

# The embedded chain gives every account, the root's too, a million ether; each of the pool gets one more.
begin 'lost, and sent again'
cat >profile.json <<'END'
{"mockChain": true, "accounts": {"count": 3}, "scenarios": [{"name": "EVMTransferNoop"}], "seed": 7,
 "funding": {"rootKeyEnv": "ROOT", "method": "transfer", "fundAmountWei": "1000001000000000000000000"},
 "settings": {"maxTxs": 6, "metricsListenAddr": ""}}
END
run -c profile.json --fault accept-and-drop:for=1s:at=0s
expect_status 0
grep -q ' info: funding 3 of 3 accounts up to 1000001 ether, ' "$err" || problem "$(cat "$err")"
grep -q ' info: funded 3 accounts in 3 transactions$' "$err" || problem "$(cat "$err")"
[ "$(count accepted "$out")" -eq 6 ] || problem "$(cat "$out")"

finish_tests
