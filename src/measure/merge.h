#pragma once
// Summaries of several processes that made one load together (--shard), as one.

#include "base/result.h"
#include "measure/summary.h"

namespace seiload::measure {

// Counters and histograms add up exactly, and the rows of tables by their names; lengths of time are the
// longest. Intervals are added by their number. The blocks are of one chain, which each of them has watched:
// those of whoever saw most, with the sum of ours. What cannot be known of both together (the best second,
// percentiles of intervals) is not there. Refused for reports of different chains, arrival models or ramps,
// which make no load together; then `into` stays as it was.
base::Status merge(Summary& into, const Summary& more);

}  // namespace seiload::measure
