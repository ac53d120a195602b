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
#include "measure/seconds.h"
#include "measure/totals.h"
#include "stats/counter.h"
#include "stats/fixed_histogram.h"

namespace seiload::measure {

class Ledger {
 public:
  Ledger(std::size_t instances, std::size_t endpoints, bool keeps_traces = false, base::TimePoint start = {});
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
  stats::Gauge thread;  // its base::thread_id(), 0 before it runs
  std::array<stats::Counter, kMissed> missed;
  TimeHistogram from_due, from_write, not_accepted;
  void end(std::size_t instance, Outcome outcome) {
    instances_[instance][static_cast<std::size_t>(outcome)].add();
  }
  // Of what was sent and has ended. Without an answer there is no time of writing: give the due time for it.
  void record_latency(std::size_t instance, bool accepted, base::Duration due, base::Duration write) {
    latency_[2 * instance + (accepted ? 0 : 1)].record(due, write);
  }
  // The same of a request that carried this trace id, in a ledger that keeps traces.
  void record_latency(std::size_t instance, bool accepted, base::Duration due, base::Duration write,
                      const TraceId& trace, base::TimePoint ended) {
    latency_[2 * instance + (accepted ? 0 : 1)].record(due, write, trace, ended);
  }
  // Open loop, of each request: how long the generator held it back after it was due, all waiting for the
  // target excluded (its account's turn, a free connection).
  void record_lag(base::Duration lag) {
    lag_.record(lag);
    lag_buckets_.record(to_nanoseconds(lag));
  }
  void end_at(std::size_t endpoint, OutcomeClass outcome_class) {
    endpoints_[endpoint][static_cast<std::size_t>(outcome_class)].add();
  }
  void set_connections(std::size_t endpoint, std::size_t open) { connections_[endpoint].set(open); }
  // Keeps the first detail of each outcome since the last take_example(): one locked copy an interval, not
  // one a failure.
  bool has_example(Outcome outcome) const {
    return has_example_[static_cast<std::size_t>(outcome)].load(std::memory_order_relaxed);
  }
  void example(Outcome outcome, std::string_view endpoint, std::string_view detail);

  // Thread rule: any thread.
  Totals totals() const;
  std::uint64_t count(Outcome outcome) const;
  std::string take_example(Outcome outcome);

 private:
  struct Latency {
    void record(base::Duration due, base::Duration write);
    void record(base::Duration due, base::Duration write, const TraceId& trace, base::TimePoint ended);
    void add_to(LatencyCounts& counts) const;

    stats::FixedHistogram from_due{kLatencyBounds}, from_write{kLatencyBounds};
    std::deque<TracedCell> due_traces, write_traces;  // one a bucket, or none
  };

  std::vector<std::array<stats::Counter, kOutcomes>> instances_;
  std::deque<Latency> latency_;  // two an instance: accepted, and others
  std::vector<std::array<stats::Counter, kOutcomeClasses>> endpoints_;
  std::vector<stats::Gauge> connections_;
  TimeHistogram lag_;
  stats::FixedHistogram lag_buckets_{kLagBounds};
  std::array<std::atomic<bool>, kOutcomes> has_example_{};
  std::mutex mutex_;
  std::array<std::string, kOutcomes> examples_;  // guarded by mutex_
};

}  // namespace seiload::measure
