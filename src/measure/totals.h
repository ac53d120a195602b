#pragma once
// What a load counted, as a plain value: a snapshot of one worker's Ledger, or the sum of several.

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/duration.h"
#include "measure/class_counts.h"
#include "measure/missed.h"
#include "measure/outcome.h"
#include "measure/times.h"
#include "measure/trace.h"
#include "stats/fixed_histogram.h"

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
  Times from_due;      // accepted: due time to answer
  Times from_write;    // accepted: request written to answer
  Times not_accepted;  // rejected, failed or unanswered: due time to end
  Times lag;           // see Ledger::record_lag
  stats::FixedCounts lag_buckets;
  base::Duration busy{0};  // of the worker: not waiting for anything
  MissedCounts missed{};   // starts, by Missed

  std::vector<LatencyCounts> accepted_latency, other_latency;  // one an instance, see Ledger::record_latency
  std::vector<EndpointCounts> endpoints;                       // none in a dry run
  std::vector<std::uint64_t> connections;                      // the same: those that are open now

  std::uint64_t count(Outcome outcome) const;
  ClassCounts counts() const;
  ClassCounts counts(std::size_t instance) const;
  ClassCounts counts_at(std::size_t endpoint) const;
  std::uint64_t out() const { return admitted - std::min(admitted, counts().sum()); }
  bool balances() const;  // only true once nothing is out

  void merge(const Totals& other);
};

}  // namespace seiload::measure
