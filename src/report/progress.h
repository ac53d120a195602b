#pragma once
// The progress line: what happened in the last interval, and where the run stands.

#include <cstdint>
#include <optional>
#include <string>

#include "base/duration.h"
#include "stats/histogram.h"

namespace seiload::report {

struct Progress {
  base::Duration elapsed{0};       // since the load began
  base::Duration interval{0};      // since the last line
  std::uint64_t accepted_now = 0;  // in the interval; the counts below are of the whole run
  std::uint64_t accepted = 0, rejected = 0, failed = 0, unanswered = 0, unsent = 0, dropped = 0,
                in_flight = 0;
  std::optional<base::Duration> left;       // of the load, where it has a planned length
  stats::HistogramSnapshot latency;         // accepted in the interval, from the due time
  std::optional<std::uint64_t> block = {};  // height of the newest one, where the chain is watched
  std::optional<double> gas_share = {};     // of its limit, used
};

std::string to_text(const Progress& progress);

// The same for the one line on a terminal that is redrawn in place: the most telling first, since its end may
// be cut.
std::string to_live_text(const Progress& progress);

}  // namespace seiload::report
