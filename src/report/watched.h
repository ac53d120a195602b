#pragma once
// What the report says about the chain: filled by run/, and only with what was asked to be tracked.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "stats/histogram.h"

namespace seiload::report {

struct FeedReport {
  std::string source;  // "polling http://127.0.0.1:8545 every 100ms"
  std::uint64_t gaps = 0, lost = 0, reorgs = 0, orphaned = 0, errors = 0, breaks = 0;
  std::uint64_t stalls = 0;                   // times that no block came for several block times
  std::uint64_t behind = 0, most_behind = 0;  // blocks known of and not read, at the end and at the worst
  std::uint64_t head = 0;                     // the newest height that was read
};

struct BlocksReport {
  std::uint64_t count = 0, first = 0, last = 0;
  std::uint64_t replaced = 0;  // times that a chain began below the first height of the one before
  std::uint64_t transactions = 0, ours = 0;
  std::uint64_t gas_used = 0;
  std::optional<double> gas_share;  // of the limits of all blocks
  stats::HistogramSnapshot time;    // between arrivals
  stats::HistogramSnapshot gas;     // a nanosecond stands for a unit of gas
  stats::HistogramSnapshot share;   // a nanosecond stands for a millionth of the limit
};

// Why included transactions are not verified, and what the reading of receipts took.
struct ReceiptsReport {
  std::uint64_t blocks_with_ours = 0, blocks_read = 0;
  std::uint64_t left_out = 0;  // transactions of blocks that were left out because the node takes too long
  std::uint64_t failed = 0;    // whose receipts did not come
  std::uint64_t unread = 0;    // the end came before
  base::Duration a_block{0};   // what the node takes, on average
  std::string last_error{};    // may be empty
};

struct InclusionReport {
  bool by_receipts = true;
  ReceiptsReport receipts;
  std::uint64_t registered = 0, included = 0, succeeded = 0, reverted = 0, unverified = 0;
  std::uint64_t dropped = 0;  // by the node
  std::uint64_t expired = 0, in_flight = 0, dropped_at_cap = 0, reopened = 0, receipt_errors = 0;
  std::uint64_t unanswered = 0, unanswered_included = 0;  // watched for, and of these in blocks
  std::uint64_t limit = 0;                                // transactions followed at a time, at most
  bool balanced = true;
  base::Duration drain{0};  // waited for the last ones
  stats::HistogramSnapshot from_due, from_accepted;
};

struct UserLatencyReport {
  std::uint64_t blocks = 0, transfers = 0;  // looked at
  stats::HistogramSnapshot by_value;        // the block's time minus the time in the value, whole seconds
  stats::HistogramSnapshot ours;            // from due to included, finer than seconds
};

// What one step of a ramp asked for, and what came of it.
struct RampStep {
  std::uint64_t tps = 0;  // offered a second
  std::uint64_t offered = 0, sent = 0, accepted = 0, included = 0;
  std::optional<base::Duration> block_time{};  // the percentile, at the step's end
  std::optional<base::Duration> p50{}, p99{};  // latency of what was accepted, from the due time
  bool is_whole = false;                       // its time was over
  std::string failed{};                        // why it did not hold; empty: it held, or was not over
};

struct RampReport {
  std::uint64_t start = 0, step = 0, percentile = 0;
  base::Duration hold{0}, rest{0}, most{0};
  bool reached_limit = false;  // a step did not hold
  bool ended_run = false;      // and that ended the run
  std::string reason;          // what ended it: "sent", "accepted", "included", "block_time"; or empty
  std::string why;             // the same with its figures, for people
  std::vector<RampStep> steps;
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
  std::uint64_t included = 0, reverted = 0, dropped = 0, expired = 0;
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
