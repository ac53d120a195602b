#pragma once
// What the report says about the chain: filled by run/, and only with what was asked to be tracked.

#include <cstdint>
#include <optional>
#include <string>

#include "base/duration.h"
#include "stats/histogram.h"

namespace seiload::report {

struct FeedReport {
  std::string source;  // "polling http://127.0.0.1:8545 every 100ms"
  std::uint64_t gaps = 0, lost = 0, reorgs = 0, orphaned = 0, errors = 0, breaks = 0;
};

struct BlocksReport {
  std::uint64_t count = 0, first = 0, last = 0;
  std::uint64_t transactions = 0, ours = 0;
  std::uint64_t gas_used = 0;
  std::optional<double> gas_share;  // of the limits of all blocks
  stats::HistogramSnapshot time;    // between arrivals
  stats::HistogramSnapshot gas;     // a nanosecond stands for a unit of gas
  stats::HistogramSnapshot share;   // a nanosecond stands for a millionth of the limit
};

struct InclusionReport {
  bool by_receipts = true;
  std::uint64_t registered = 0, included = 0, succeeded = 0, reverted = 0, unverified = 0;
  std::uint64_t expired = 0, in_flight = 0, dropped_at_cap = 0, reopened = 0, receipt_errors = 0;
  bool balanced = true;
  base::Duration drain{0};  // waited for the last ones
  stats::HistogramSnapshot from_due, from_accepted;
};

struct UserLatencyReport {
  std::uint64_t blocks = 0, transfers = 0;  // looked at
  stats::HistogramSnapshot by_value;        // the block's time minus the time in the value, whole seconds
  stats::HistogramSnapshot ours;            // from due to included, finer than seconds
};

struct RampReport {
  std::uint64_t start = 0, step = 0, percentile = 0;
  base::Duration hold{0}, rest{0}, most{0};
  bool reached_limit = false;                // ended because blocks slowed down
  std::uint64_t steps_begun = 0;
  std::optional<std::uint64_t> held_tps;     // the highest step that held
  std::optional<base::Duration> block_time;  // the percentile at the end
};

// What came within an interval. Small: a run may have a hundred thousand of them.
struct Quantiles {
  std::optional<base::Duration> p50, p99, max;
};

struct BlocksInterval {
  std::uint64_t count = 0, last = 0;  // the newest height, 0 before the first
  std::uint64_t transactions = 0, ours = 0, gas_used = 0;
  std::optional<double> gas_share;
  Quantiles time, gas;  // between arrivals; of a block, a nanosecond stands for a unit
};

struct InclusionInterval {
  std::uint64_t included = 0, reverted = 0, expired = 0;
  std::uint64_t in_flight = 0;  // at its end
  Quantiles from_due;
};

struct WatchedInterval {
  std::optional<BlocksInterval> blocks;
  std::optional<InclusionInterval> inclusion;
};

struct Watched {
  std::optional<FeedReport> feed;  // if any of the others
  std::optional<BlocksReport> blocks;
  std::optional<InclusionReport> inclusion;
  std::optional<UserLatencyReport> user_latency;
  std::optional<RampReport> ramp;
};

}  // namespace seiload::report
