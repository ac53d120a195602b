#pragma once
// Summaries of several processes that made one load together (--shard), as one.

#include <string>
#include <vector>

#include "base/result.h"
#include "measure/summary.h"

namespace seiload::measure {

// Counters and histograms add up exactly, and the rows of tables by their names; lengths of time are the
// longest. Intervals are added by their number. The blocks are of one chain, which each of them has watched:
// those of whoever saw most, with the sum of ours. What cannot be known of both together (the best second,
// percentiles of intervals) is not there. Refused for reports of different chains, arrival models or ramps,
// of a dry run and one that sent, which make no load together; then `into` stays as it was.
base::Status merge(Summary& into, const Summary& more);

// The same of reports that were written to files: refused also where two are the same report, or of runs of
// which one began after the other's end by their clocks. The error names the files. Requires one at least.
struct ReportOfFile {
  std::string file;
  Summary summary;
};
base::Result<Summary> merge_files(const std::vector<ReportOfFile>& reports);

}  // namespace seiload::measure
