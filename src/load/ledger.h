#pragma once
// The outcome of every arrival, counted by the one worker that owns it and read by anybody.
//
// Totals that must add up: scheduled = dropped + admitted; admitted = accepted + rejected + failed +
// unanswered + unsent, once the run is over. Each side is counted where it happens, none is derived from the
// others, so the check can fail.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "load/seconds.h"
#include "load/trace.h"
#include "rpc/outcome.h"
#include "stats/counter.h"
#include "stats/fixed_histogram.h"
#include "stats/histogram.h"

namespace seiload::load {

// One row a label of the report: an instance of a scenario.
using OutcomeCounts = std::array<std::uint64_t, rpc::kOutcomes>;

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

using EndpointCounts = std::array<std::uint64_t, rpc::kOutcomeClasses>;

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

  std::uint64_t count(rpc::Outcome outcome) const;
  std::uint64_t count(rpc::OutcomeClass outcome_class) const;
  std::uint64_t count(rpc::OutcomeClass outcome_class, std::size_t instance) const;
  std::uint64_t ended() const;  // sum over all outcomes
  std::uint64_t out() const { return admitted > ended() ? admitted - ended() : 0; }
  bool balances() const;  // only true once nothing is out

  void merge(const Totals& other);
};

class Ledger {
 public:
  Ledger(std::size_t instances, std::size_t endpoints, bool keeps_traces = false, sys::TimePoint start = {});
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Thread rule: the worker alone.
  stats::Counter scheduled, dropped, admitted, sent, resent, nonce_reads;
  stats::Counter busy;  // nanoseconds
  Seconds seconds;      // since the start
  // The worker's waits that ended late after the time asked for: their number, and by how much, in
  // nanoseconds. Waits that were less than kLate late are not among them.
  static constexpr base::Duration kLate = std::chrono::milliseconds(1);
  stats::Counter late_wakes, late;
  stats::Gauge longest_late;
  stats::Gauge thread;  // its sys::thread_id(), 0 before it runs
  std::array<stats::Counter, kMissed> missed;
  stats::Histogram from_due, from_write, not_accepted;
  void end(std::size_t instance, rpc::Outcome outcome) {
    instances_[instance][static_cast<std::size_t>(outcome)].add();
  }
  // Of what was sent and has ended. Without an answer there is no time of writing: give the due time for it.
  void record_latency(std::size_t instance, bool accepted, base::Duration due, base::Duration write) {
    latency_[2 * instance + (accepted ? 0 : 1)].record(due, write);
  }
  // The same of a request that carried this trace id, in a ledger that keeps traces.
  void record_latency(std::size_t instance, bool accepted, base::Duration due, base::Duration write,
                      const TraceId& trace, sys::TimePoint ended) {
    latency_[2 * instance + (accepted ? 0 : 1)].record(due, write, trace, ended);
  }
  // Open loop, of each request: how long the generator held it back after it was due, all waiting for the
  // target taken off (its account's turn, a free connection).
  void record_lag(base::Duration lag) {
    lag_.record(lag);
    lag_buckets_.record(static_cast<std::uint64_t>(std::max<std::int64_t>(0, lag.count())));
  }
  void end_at(std::size_t endpoint, rpc::OutcomeClass outcome_class) {
    endpoints_[endpoint][static_cast<std::size_t>(outcome_class)].add();
  }
  void set_connections(std::size_t endpoint, std::size_t open) { connections_[endpoint].set(open); }
  // Keeps the first detail of each outcome since the last take_example(): one locked copy an interval, not
  // one a failure.
  bool has_example(rpc::Outcome outcome) const {
    return has_example_[static_cast<std::size_t>(outcome)].load(std::memory_order_relaxed);
  }
  void example(rpc::Outcome outcome, std::string_view endpoint, std::string_view detail);

  // Thread rule: any thread.
  Totals totals() const;
  std::uint64_t count(rpc::Outcome outcome) const;
  std::string take_example(rpc::Outcome outcome);

 private:
  struct Latency {
    void record(base::Duration due, base::Duration write);
    void record(base::Duration due, base::Duration write, const TraceId& trace, sys::TimePoint ended);
    void add_to(LatencyCounts& counts) const;

    stats::FixedHistogram from_due{kLatencyBounds}, from_write{kLatencyBounds};
    std::deque<TracedCell> due_traces, write_traces;  // one a bucket, or none
  };

  std::vector<std::array<stats::Counter, rpc::kOutcomes>> instances_;
  std::deque<Latency> latency_;  // two an instance: accepted, and others
  std::vector<std::array<stats::Counter, rpc::kOutcomeClasses>> endpoints_;
  std::vector<stats::Gauge> connections_;
  stats::Histogram lag_;
  stats::FixedHistogram lag_buckets_{kLagBounds};
  std::array<std::atomic<bool>, rpc::kOutcomes> has_example_{};
  std::mutex mutex_;
  std::array<std::string, rpc::kOutcomes> examples_;  // guarded by mutex_
};

}  // namespace seiload::load
