#include "measure/totals.h"

#include <algorithm>

namespace seiload::measure {
namespace {

void merge_latency(std::vector<LatencyCounts>& into, const std::vector<LatencyCounts>& from) {
  into.resize(std::max(into.size(), from.size()));
  for (std::size_t i = 0; i < from.size(); ++i) {
    into[i].from_due.merge(from[i].from_due);
    into[i].from_write.merge(from[i].from_write);
    merge_newest(into[i].due_traces, from[i].due_traces);
    merge_newest(into[i].write_traces, from[i].write_traces);
  }
}

ClassCounts named(const EndpointCounts& counts) {
  const auto of = [&](OutcomeClass one) { return counts[static_cast<std::size_t>(one)]; };
  return {of(OutcomeClass::accepted), of(OutcomeClass::rejected), of(OutcomeClass::failed),
          of(OutcomeClass::unanswered), of(OutcomeClass::unsent)};
}

}  // namespace

std::uint64_t Totals::count(Outcome outcome) const {
  std::uint64_t sum = 0;
  for (const OutcomeCounts& counts : instances) sum += counts[static_cast<std::size_t>(outcome)];
  return sum;
}

ClassCounts Totals::counts() const {
  ClassCounts sum;
  for (std::size_t instance = 0; instance < instances.size(); ++instance) sum += counts(instance);
  return sum;
}

ClassCounts Totals::counts(std::size_t instance) const {
  EndpointCounts sums{};
  for (std::size_t i = 0; i < kOutcomes; ++i)
    sums[static_cast<std::size_t>(class_of(static_cast<Outcome>(i)))] += instances[instance][i];
  return named(sums);
}

ClassCounts Totals::counts_at(std::size_t endpoint) const { return named(endpoints[endpoint]); }

bool Totals::balances() const { return scheduled == dropped + admitted && admitted == counts().sum(); }

void Totals::merge(const Totals& other) {
  scheduled += other.scheduled;
  dropped += other.dropped;
  admitted += other.admitted;
  sent += other.sent;
  resent += other.resent;
  nonce_reads += other.nonce_reads;
  instances.resize(std::max(instances.size(), other.instances.size()));
  for (std::size_t i = 0; i < other.instances.size(); ++i)
    for (std::size_t k = 0; k < kOutcomes; ++k) instances[i][k] += other.instances[i][k];
  merge_latency(accepted_latency, other.accepted_latency);
  merge_latency(other_latency, other.other_latency);
  endpoints.resize(std::max(endpoints.size(), other.endpoints.size()));
  for (std::size_t i = 0; i < other.endpoints.size(); ++i)
    for (std::size_t k = 0; k < kOutcomeClasses; ++k) endpoints[i][k] += other.endpoints[i][k];
  connections.resize(std::max(connections.size(), other.connections.size()));
  for (std::size_t i = 0; i < other.connections.size(); ++i) connections[i] += other.connections[i];
  from_due.merge(other.from_due);
  from_write.merge(other.from_write);
  not_accepted.merge(other.not_accepted);
  lag.merge(other.lag);
  lag_buckets.merge(other.lag_buckets);
  busy += other.busy;
  for (std::size_t i = 0; i < kMissed; ++i) missed[i] += other.missed[i];
}

}  // namespace seiload::measure
