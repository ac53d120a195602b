#pragma once
// A run with --txs-dir: writes blocks of signed transactions to files instead of sending them, for whoever
// feeds them to a chain. HEIGHT_txs.json, from ten above the endpoint's latest block on, each
//   {"tx_payloads":["BASE64 OF A RAW TRANSACTION",...]}
// with gas limits that add up to settings.target_gas at most. A file is there as a whole or not at all.

#include "profile/profile.h"
#include "run/environment.h"

namespace seiload::run {

// Returns the exit status: 0 after settings.num_blocks_to_write, and after the other ends of a run (max_txs,
// duration, a signal), whatever the number then. Standard output gets a line a file.
int write_blocks(const profile::Profile& profile, const Environment& environment);

}  // namespace seiload::run
