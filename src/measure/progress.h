#pragma once
// What happened in the last interval, and where the run stands.

#include <cstdint>
#include <optional>

#include "measure/class_counts.h"
#include "measure/times.h"

namespace seiload::measure {

struct Progress {
  base::Duration elapsed{0};       // since the load began
  base::Duration interval{0};      // since the last line
  std::uint64_t accepted_now = 0;  // in the interval; the counts below are of the whole run
  ClassCounts counts = {};
  std::uint64_t dropped = 0, in_flight = 0;
  std::optional<base::Duration> left;       // of the load, where it has a planned length
  Times latency;                            // accepted in the interval, from the due time
  std::optional<std::uint64_t> block = {};  // height of the newest one, where the chain is watched
  std::optional<double> gas_share = {};     // of its limit, used
};

}  // namespace seiload::measure
