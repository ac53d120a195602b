#pragma once
// What a run measured of the chain: filled by track/ and run/, and only with what was asked to be tracked.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "measure/times.h"
#include "stats/histogram.h"

namespace seiload::measure {

struct FeedReport {
  std::string source;  // "polling http://127.0.0.1:8545 every 100ms"
  std::uint64_t gaps = 0, lost = 0, reorgs = 0, orphaned = 0, errors = 0, breaks = 0;
  std::uint64_t stalls = 0;                   // times that no block came for several block times
  std::uint64_t behind = 0, most_behind = 0;  // blocks known of and not read, at the end and at the worst
  std::uint64_t head = 0;                     // the newest height that was read

  bool operator==(const FeedReport&) const = default;
};

// Of all blocks so far, or of those since an earlier report.
struct BlocksReport {
  std::uint64_t count = 0, first = 0, last = 0;  // the heights are those of the newest chain
  std::uint64_t replaced = 0;  // times that a chain began below the first height of the one before
  std::uint64_t transactions = 0;
  std::uint64_t ours = 0;                     // of the transactions, as far as inclusion is followed
  std::uint64_t gas_used = 0, gas_limit = 0;  // sums, at most 2^64-1
  Times time;                                 // between arrivals
  stats::HistogramSnapshot gas;               // used by a block
  stats::HistogramSnapshot share;             // of a block's gas limit, in millionths

  std::optional<double> gas_share() const;  // of the limits of all blocks
  BlocksReport since(const BlocksReport& earlier) const;
  bool operator==(const BlocksReport&) const = default;
};

// Why included transactions are not verified, and what the reading of receipts took.
struct ReceiptsReport {
  std::uint64_t blocks_with_ours = 0, blocks_read = 0;
  std::uint64_t left_out = 0;  // transactions of blocks that were left out because the node takes too long
  std::uint64_t failed = 0;    // whose receipts did not come
  std::uint64_t unread = 0;    // still to be read; at last: the end came before
  base::Duration a_block{0};   // what the node takes, on average
  std::string last_error{};    // may be empty

  bool operator==(const ReceiptsReport&) const = default;
};

//   registered = included + dropped + expired + in flight, at any time
//   included = succeeded + reverted + unverified
struct InclusionReport {
  bool by_receipts = true;
  ReceiptsReport receipts;
  std::uint64_t registered = 0, included = 0, succeeded = 0, reverted = 0;
  std::uint64_t dropped = 0;  // by the node
  std::uint64_t expired = 0, in_flight = 0, dropped_at_cap = 0;
  std::uint64_t reopened = 0;        // taken back by a reorganisation; may be included again
  std::uint64_t receipt_errors = 0;  // blocks whose receipts did not come
  std::uint64_t unanswered = 0, unanswered_included = 0;  // watched for, and of these in blocks
  std::uint64_t limit = 0;                                // transactions followed at a time, at most
  base::Duration drain{0};                                // waited for the last ones
  Times from_due, from_accepted;                          // to the arrival of the block that first had it

  std::uint64_t verified() const { return succeeded + reverted; }
  std::uint64_t unverified() const { return included - verified(); }
  bool balances() const { return registered == included + dropped + expired + in_flight; }
  bool operator==(const InclusionReport&) const = default;
};

struct UserLatencyReport {
  std::uint64_t blocks = 0, transfers = 0;  // looked at
  Times by_value;                           // the block's time minus the time in the value, whole seconds
  Times ours;                               // from due to included, finer than seconds

  UserLatencyReport since(const UserLatencyReport& earlier) const;

  bool operator==(const UserLatencyReport&) const = default;
};

// What one step of a ramp asked for, and what came of it.
struct RampStep {
  std::uint64_t tps = 0;  // offered a second
  std::uint64_t offered = 0, sent = 0, accepted = 0, included = 0;
  std::optional<base::Duration> block_time{};  // the percentile, at the step's end
  std::optional<base::Duration> p50{}, p99{};  // latency of what was accepted, from the due time
  bool is_whole = false;                       // its time was over
  std::string failed{};                        // why it did not hold; empty: it held, or was not over

  bool operator==(const RampStep&) const = default;
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

  bool operator==(const RampReport&) const = default;
};

struct BlocksInterval {
  std::uint64_t count = 0, last = 0;  // the newest height, 0 before the first
  std::uint64_t transactions = 0, ours = 0, gas_used = 0, gas_limit = 0;
  Quantiles<base::Duration> time;  // between arrivals
  Quantiles<std::uint64_t> gas;    // of a block

  std::optional<double> gas_share() const;
  bool operator==(const BlocksInterval&) const = default;
};

struct InclusionInterval {
  std::uint64_t included = 0, reverted = 0, dropped = 0, expired = 0;
  std::uint64_t in_flight = 0;  // at its end
  Quantiles<base::Duration> from_due;

  bool operator==(const InclusionInterval&) const = default;
};

// Of what came between two reports. What a reorganisation took back, and more, counts as nothing.
BlocksInterval interval(const BlocksReport& before, const BlocksReport& now);
InclusionInterval interval(const InclusionReport& before, const InclusionReport& now);

struct ChainInterval {
  std::optional<BlocksInterval> blocks;
  std::optional<InclusionInterval> inclusion;

  bool operator==(const ChainInterval&) const = default;
};

struct ChainReport {
  std::optional<FeedReport> feed;  // if any of the others
  std::optional<BlocksReport> blocks;
  std::optional<InclusionReport> inclusion;
  std::optional<UserLatencyReport> user_latency;
  std::optional<RampReport> ramp;

  bool operator==(const ChainReport&) const = default;
};

}  // namespace seiload::measure
