#pragma once
// One simulated run as a user starts it, from set-up to the report: several workers, the block feed, receipts
// and doubtful nonces, each a thread that takes turns (sim/world.h). What the report says is read back and
// held against what the node has.

#include "sim/load_run.h"

namespace seiload::sim {

RunResult run_whole(std::uint64_t seed, bool keep_trace = false);

}  // namespace seiload::sim
