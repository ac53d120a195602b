#include "measure/ledger.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace seiload::measure {
namespace {

TracedBuckets read(const std::deque<TracedCell>& cells) {
  TracedBuckets all;
  for (const TracedCell& cell : cells) all.push_back(cell.get());
  return all;
}

}  // namespace

Ledger::Ledger(std::size_t instances, std::size_t endpoints, bool keeps_traces, base::TimePoint start)
    : seconds(start),
      instances_(instances),
      latency_(2 * instances),
      endpoints_(endpoints),
      connections_(endpoints) {
  if (!keeps_traces) return;
  for (Latency& latency : latency_) {
    latency.due_traces.resize(std::size(kLatencyBounds) + 1);
    latency.write_traces.resize(std::size(kLatencyBounds) + 1);
  }
}

void Ledger::Latency::record(base::Duration due, base::Duration write) {
  from_due.record(to_nanoseconds(due));
  from_write.record(to_nanoseconds(write));
}

void Ledger::Latency::record(base::Duration due, base::Duration write, const TraceId& trace,
                             base::TimePoint ended) {
  due_traces[from_due.record(to_nanoseconds(due))].set({trace, to_nanoseconds(due), ended});
  write_traces[from_write.record(to_nanoseconds(write))].set({trace, to_nanoseconds(write), ended});
}

void Ledger::Latency::add_to(LatencyCounts& counts) const {
  from_due.add_to(counts.from_due);
  from_write.add_to(counts.from_write);
  merge_newest(counts.due_traces, read(due_traces));
  merge_newest(counts.write_traces, read(write_traces));
}

void Ledger::example(Outcome outcome, std::string_view endpoint, std::string_view detail) {
  constexpr std::size_t kLongest = 300;
  const auto index = static_cast<std::size_t>(outcome);
  if (has_example(outcome)) return;
  std::string text = base::cat(endpoint, ": ", detail.substr(0, kLongest));
  const std::lock_guard lock(mutex_);
  examples_[index] = std::move(text);
  has_example_[index].store(true, std::memory_order_relaxed);
}

Totals Ledger::totals() const {
  Totals totals;
  // What ended is read before what was admitted, and that before what was scheduled: a snapshot of a running
  // worker may show too much still out, never a transaction that ended without having been let in.
  totals.instances.resize(instances_.size());
  for (std::size_t i = 0; i < instances_.size(); ++i)
    for (std::size_t k = 0; k < kOutcomes; ++k) totals.instances[i][k] = instances_[i][k].value();
  totals.accepted_latency.resize(instances_.size());
  totals.other_latency.resize(instances_.size());
  for (std::size_t i = 0; i < instances_.size(); ++i) {
    latency_[2 * i].add_to(totals.accepted_latency[i]);
    latency_[2 * i + 1].add_to(totals.other_latency[i]);
  }
  totals.endpoints.resize(endpoints_.size());
  for (std::size_t i = 0; i < endpoints_.size(); ++i)
    for (std::size_t k = 0; k < kOutcomeClasses; ++k) totals.endpoints[i][k] = endpoints_[i][k].value();
  for (const stats::Gauge& open : connections_) totals.connections.push_back(open.value());
  from_due.add_to(totals.from_due);
  from_write.add_to(totals.from_write);
  not_accepted.add_to(totals.not_accepted);
  lag_.add_to(totals.lag);
  lag_buckets_.add_to(totals.lag_buckets);
  totals.busy = base::Duration(static_cast<std::int64_t>(busy.value()));
  totals.sent = sent.value();
  for (std::size_t i = 0; i < kMissed; ++i) totals.missed[i] = missed[i].value();
  totals.admitted = admitted.value();
  totals.dropped = dropped.value();
  totals.scheduled = scheduled.value();
  totals.resent = resent.value();
  totals.nonce_reads = nonce_reads.value();
  return totals;
}

std::uint64_t Ledger::count(Outcome outcome) const {
  std::uint64_t sum = 0;
  for (const auto& counters : instances_) sum += counters[static_cast<std::size_t>(outcome)].value();
  return sum;
}

std::string Ledger::take_example(Outcome outcome) {
  const auto index = static_cast<std::size_t>(outcome);
  const std::lock_guard lock(mutex_);
  has_example_[index].store(false, std::memory_order_relaxed);
  return std::move(examples_[index]);
}

}  // namespace seiload::measure
