#pragma once
// `seiload sign`: the first transactions of a run, signed and written as a corpus (workload/corpus.h) instead
// of sent. Set-up is that of a run: contracts are deployed, nonces are read from the chain; with a first
// nonce given there is no chain, and nothing is asked of any. The same seed gives the same bytes, whatever
// the number of threads: the clock is no part of it, what carries a time carries 0.

#include <cstdint>
#include <optional>

#include "profile/profile.h"
#include "run/environment.h"
#include "workload/corpus.h"

namespace seiload::run {

struct SignOptions {
  std::optional<std::uint64_t> first_nonce;  // of every account; given exactly when settings.dry_run
  workload::Shard shard;
};

// Requires settings.max_txs > 0, the number of transactions of all shards together. Writes to
// environment.stdout_fd; returns the exit status: what ends early, by a signal too, is a failure, because the
// corpus is not complete.
int sign(const profile::Profile& profile, const SignOptions& options, const Environment& environment);

}  // namespace seiload::run
