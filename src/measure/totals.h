#pragma once
// What a load counted, as a plain value: a snapshot of one worker's Ledger, or the sum of several.

#include <array>
#include <cstdint>
#include <vector>

#include "base/duration.h"
#include "measure/outcome.h"
#include "measure/trace.h"
#include "stats/fixed_histogram.h"
#include "stats/histogram.h"

namespace seiload::measure {

// One row a label of the report: an instance of a scenario.
using OutcomeCounts = std::array<std::uint64_t, kOutcomes>;

// For scrapers: latency in buckets of fixed bounds, in nanoseconds, and how many of an endpoint's ended in
// each class.
inline constexpr std::uint64_t kLatencyBounds[] = {
    1'000'000,     2'500'000,     5'000'000,      10'000'000,    25'000'000,    50'000'000,
    100'000'000,   200'000'000,   300'000'000,    500'000'000,   1'000'000'000, 2'000'000'000,
    3'000'000'000, 5'000'000'000, 10'000'000'000, 20'000'000'000};
inline constexpr std::uint64_t kLagBounds[] = {
    10'000,      25'000,      50'000,      100'000,       200'000,       500'000,
    1'000'000,   2'500'000,   5'000'000,   10'000'000,    25'000'000,    50'000'000,
    100'000'000, 250'000'000, 500'000'000, 1'000'000'000, 5'000'000'000, 10'000'000'000};
struct LatencyCounts {
  stats::FixedCounts from_due, from_write;
  TracedBuckets due_traces, write_traces;  // of each bucket the newest; empty unless requests are traced
};
// Closed loop: why a start that the rate asked for was not made.
enum class Missed : std::uint8_t {
  accounts,     // every account waited for its answers
  in_flight,    // --max-in-flight were out
  connections,  // every connection was taken
  unreachable,  // no endpoint could be reached
  tickets,      // --max-txs was nearly reached: what was out could be enough
  generator,    // the worker itself came too late
};
inline constexpr std::size_t kMissed = 6;
using MissedCounts = std::array<std::uint64_t, kMissed>;

using EndpointCounts = std::array<std::uint64_t, kOutcomeClasses>;

// A plain copy, or the sum of several.
struct Totals {
  std::uint64_t scheduled = 0;
  std::uint64_t dropped = 0;  // open loop: too many were out at the due time; nothing was spent on it
  std::uint64_t admitted = 0;
  std::uint64_t sent = 0;    // handed to a connection
  std::uint64_t resent = 0;  // requests sent once more because an idle connection had gone stale
  std::uint64_t nonce_reads = 0;
  std::vector<OutcomeCounts> instances;
  stats::HistogramSnapshot from_due;      // accepted: due time to answer
  stats::HistogramSnapshot from_write;    // accepted: request written to answer
  stats::HistogramSnapshot not_accepted;  // rejected, failed or unanswered: due time to end
  stats::HistogramSnapshot lag;           // see Ledger::record_lag
  stats::FixedCounts lag_buckets;
  base::Duration busy{0};  // of the worker: not waiting for anything
  MissedCounts missed{};   // starts, by Missed

  std::vector<LatencyCounts> accepted_latency, other_latency;  // one an instance, see Ledger::record_latency
  std::vector<EndpointCounts> endpoints;                       // none in a dry run
  std::vector<std::uint64_t> connections;                      // the same: those that are open now

  std::uint64_t count(Outcome outcome) const;
  std::uint64_t count(OutcomeClass outcome_class) const;
  std::uint64_t count(OutcomeClass outcome_class, std::size_t instance) const;
  std::uint64_t ended() const;  // sum over all outcomes
  std::uint64_t out() const { return admitted > ended() ? admitted - ended() : 0; }
  bool balances() const;  // only true once nothing is out

  void merge(const Totals& other);
};

}  // namespace seiload::measure
