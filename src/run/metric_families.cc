#include "run/metric_families.h"

#include <utility>

#include "sys/process.h"
#include "track/inclusion.h"

namespace seiload::run {
namespace {

using measure::OutcomeClass;
using report::MetricFamily;
using report::MetricLabels;
using Type = MetricFamily::Type;

MetricFamily family(std::string name, Type type, std::string help, std::string unit = {}) {
  return {.name = std::move(name),
          .type = type,
          .unit = std::move(unit),
          .help = std::move(help),
          .whole = type == Type::counter};
}

MetricFamily single(std::string name, Type type, double value, std::string help, std::string unit = {}) {
  MetricFamily one = family(std::move(name), type, std::move(help), std::move(unit));
  one.whole = false;
  one.samples.push_back({{}, value});
  return one;
}

MetricFamily single(std::string name, Type type, std::uint64_t value, std::string help,
                    std::string unit = {}) {
  MetricFamily one =
      single(std::move(name), type, static_cast<double>(value), std::move(help), std::move(unit));
  one.whole = true;
  return one;
}

MetricLabels labels_of(const workload::Workload::Label& label) {
  return {{"scenario", label.scenario}, {"operation", label.operation}};
}

std::vector<std::optional<report::Exemplar>> exemplars(const measure::TracedBuckets& traces,
                                                       base::Duration wall_offset) {
  std::vector<std::optional<report::Exemplar>> all(traces.size());
  for (std::size_t i = 0; i < traces.size(); ++i) {
    if (!traces[i]) continue;
    all[i] = report::Exemplar{{{std::string(report::kTraceIdLabel), traces[i]->id.to_hex()}},
                              static_cast<double>(traces[i]->value) / 1e9,
                              base::to_seconds(traces[i]->ended.time_since_epoch() + wall_offset)};
  }
  return all;
}

// One series a scenario of those accepted, and one of those that were not, once there are any.
MetricFamily latency(std::string name, std::string help, const MetricNames& names,
                     const measure::Totals& totals, stats::FixedCounts measure::LatencyCounts::*which,
                     measure::TracedBuckets measure::LatencyCounts::*traces) {
  MetricFamily all = family(std::move(name), Type::histogram, std::move(help), "seconds");
  all.bounds = measure::kLatencyBounds;
  all.scale = 1e-9;
  for (std::size_t i = 0; i < names.scenarios.size() && i < totals.accepted_latency.size(); ++i) {
    const auto add = [&](const measure::LatencyCounts& counts, const char* status) {
      MetricLabels labels = labels_of(names.scenarios[i]);
      labels.push_back({"chain_id", names.chain});
      labels.push_back({"status", status});
      all.histograms.push_back(
          {std::move(labels), counts.*which, exemplars(counts.*traces, names.wall_offset)});
    };
    add(totals.accepted_latency[i], "success");
    if ((totals.other_latency[i].*which).count() > 0) add(totals.other_latency[i], "failure");
  }
  return all;
}

// One series a scenario and reason, of those that occurred.
MetricFamily by_reason(std::string name, std::string help, OutcomeClass outcome_class,
                       const MetricNames& names, const measure::Totals& totals) {
  MetricFamily all = family(std::move(name), Type::counter, std::move(help));
  for (std::size_t i = 0; i < names.scenarios.size() && i < totals.instances.size(); ++i) {
    for (std::size_t k = 0; k < measure::kOutcomes; ++k) {
      const auto outcome = static_cast<measure::Outcome>(k);
      if (measure::class_of(outcome) != outcome_class || totals.instances[i][k] == 0) continue;
      MetricLabels labels = labels_of(names.scenarios[i]);
      labels.push_back({"reason", std::string(measure::name_of(outcome))});
      all.samples.push_back({std::move(labels), static_cast<double>(totals.instances[i][k])});
    }
  }
  return all;
}

MetricFamily accepted(const MetricNames& names, const measure::Totals& totals) {
  MetricFamily all =
      family("seiload_txs_accepted", Type::counter, "Transactions that a node took into its pool.");
  for (std::size_t i = 0; i < names.scenarios.size() && i < totals.instances.size(); ++i)
    all.samples.push_back({labels_of(names.scenarios[i]), static_cast<double>(totals.counts(i).accepted)});
  return all;
}

MetricFamily by_endpoint(const MetricNames& names, const measure::Totals& totals) {
  MetricFamily all = family("seiload_endpoint_txs", Type::counter, "Transactions by endpoint and outcome.");
  for (std::size_t i = 0; i < names.endpoints.size() && i < totals.endpoints.size(); ++i)
    for (std::size_t k = 0; !names.endpoints[i].empty() && k < measure::kOutcomeClasses; ++k)
      all.samples.push_back({{{"endpoint", names.endpoints[i]},
                              {"outcome", std::string(measure::name_of(static_cast<OutcomeClass>(k)))}},
                             static_cast<double>(totals.endpoints[i][k])});
  return all;
}

MetricFamily connections(const MetricNames& names, const measure::Totals& totals) {
  MetricFamily all =
      family("seiload_connections", Type::gauge, "Connections to an endpoint that are open or opening.");
  all.whole = true;
  for (std::size_t i = 0; i < names.endpoints.size() && i < totals.connections.size(); ++i)
    if (!names.endpoints[i].empty())
      all.samples.push_back({{{"endpoint", names.endpoints[i]}}, static_cast<double>(totals.connections[i])});
  return all;
}

MetricFamily generator_lag(const measure::Totals& totals) {
  MetricFamily lag =
      family("seiload_generator_lag_seconds", Type::histogram,
             "Open loop: from the time a transaction was due to the write of its request, excluding "
             "time spent waiting for the target.",
             "seconds");
  lag.bounds = measure::kLagBounds;
  lag.scale = 1e-9;
  lag.histograms.push_back({{}, totals.lag_buckets});
  return lag;
}

}  // namespace

ProcessValues process_values() {
  return {base::to_seconds(sys::cpu_time()), sys::resident_memory(), sys::open_descriptors(),
          sys::descriptor_limit(), sys::start_time()};
}

std::vector<MetricFamily> target_families(const MetricLabels& target) {
  if (target.empty()) return {};
  MetricFamily info = family("target", Type::info, "What is running, and where.");
  info.samples.push_back({target, 1});
  return {std::move(info)};
}

std::vector<MetricFamily> load_families(const MetricNames& names, const measure::Totals& totals) {
  std::vector<MetricFamily> all;
  all.push_back(latency("seiload_send_latency_seconds",
                        "From the write of a request to its answer; from the due time where none came.",
                        names, totals, &measure::LatencyCounts::from_write,
                        &measure::LatencyCounts::write_traces));
  all.push_back(latency("seiload_due_latency_seconds",
                        "From the time a transaction was due to its answer, or to its end without one.",
                        names, totals, &measure::LatencyCounts::from_due,
                        &measure::LatencyCounts::due_traces));
  all.push_back(accepted(names, totals));
  all.push_back(by_reason("seiload_txs_rejected", "Transactions that a node refused.", OutcomeClass::rejected,
                          names, totals));
  all.push_back(by_reason("seiload_txs_failed", "Transactions that certainly did not reach a pool.",
                          OutcomeClass::failed, names, totals));
  all.push_back(by_reason("seiload_txs_unanswered", "Transactions with an unknown outcome.",
                          OutcomeClass::unanswered, names, totals));
  all.push_back(by_reason("seiload_txs_unsent",
                          "Transactions never handed to a connection before the run ended.",
                          OutcomeClass::unsent, names, totals));
  all.push_back(by_endpoint(names, totals));
  all.push_back(connections(names, totals));
  all.push_back(
      single("seiload_txs_scheduled", Type::counter, totals.scheduled, "Transactions that have come due."));
  all.push_back(single("seiload_txs_dropped", Type::counter, totals.dropped,
                       "Transactions not made because too many were in flight when they were due."));
  all.push_back(single("seiload_txs_admitted", Type::counter, totals.admitted,
                       "Transactions admitted: scheduled and not dropped."));
  all.push_back(single("seiload_txs_in_flight", Type::gauge, totals.out(), "Transactions in flight."));
  all.push_back(single("seiload_requests_resent", Type::counter, totals.resent,
                       "Requests repeated because an idle connection had gone stale."));
  if (totals.lag_buckets.count() > 0) all.push_back(generator_lag(totals));
  all.push_back(
      single("seiload_nonce_reads", Type::counter, totals.nonce_reads, "Nonces read again after a refusal."));
  return all;
}

std::vector<MetricFamily> feed_families(const chain::FeedState& feed) {
  std::vector<MetricFamily> all;
  all.push_back(single("seiload_block_number", Type::gauge, feed.head, "Height of the newest block seen."));
  all.push_back(single("seiload_block_gaps", Type::counter, feed.gaps,
                       "Heights that were not seen when they were the newest, and fetched afterwards."));
  all.push_back(
      single("seiload_block_fetch_errors", Type::counter, feed.errors, "Polls of the chain that failed."));
  all.push_back(single("seiload_block_reorgs", Type::counter, feed.reorgs, "Reorganisations of the chain."));
  return all;
}

std::vector<MetricFamily> block_families(const track::BlockBuckets& blocks) {
  MetricFamily time = family("seiload_block_time_seconds", Type::histogram,
                             "Time between the arrivals of blocks.", "seconds");
  time.bounds = track::kBlockTimeBounds;
  time.scale = 1e-9;
  time.histograms.push_back({{}, blocks.time});
  MetricFamily gas = family("seiload_gas_used", Type::histogram, "Gas used by a block.");
  gas.bounds = track::kGasBounds;
  gas.histograms.push_back({{}, blocks.gas});
  return {std::move(time), std::move(gas)};
}

std::vector<MetricFamily> inclusion_families(const measure::InclusionReport& inclusion,
                                             const stats::FixedCounts& due_buckets) {
  MetricFamily latency =
      family("seiload_inclusion_latency_seconds", Type::histogram,
             "From the time a transaction was due to the arrival of the block that has it.", "seconds");
  latency.bounds = track::kInclusionBounds;
  latency.scale = 1e-9;
  latency.histograms.push_back({{}, due_buckets});
  MetricFamily outcome =
      family("seiload_inclusion_outcome", Type::counter, "Accepted transactions, by outcome on the chain.");
  const auto add = [&](const char* name, std::uint64_t count) {
    outcome.samples.push_back({{{"outcome", name}}, static_cast<double>(count)});
  };
  add("dropped", inclusion.dropped);
  add("expired", inclusion.expired);
  add("dropped_at_cap", inclusion.dropped_at_cap);
  std::vector<MetricFamily> all = {std::move(latency), std::move(outcome)};
  all.push_back(single("seiload_inclusion_inflight", Type::gauge, inclusion.in_flight,
                       "Accepted transactions that are not in a block yet."));
  // Not counters: a reorganisation takes them back.
  all.push_back(single("seiload_inclusion_succeeded", Type::gauge, inclusion.succeeded,
                       "Transactions in a block with receipt status 1."));
  all.push_back(single("seiload_inclusion_reverted", Type::gauge, inclusion.reverted,
                       "Transactions in a block with receipt status 0."));
  return all;
}

std::vector<MetricFamily> operation_families(std::span<const workload::Workload::Label> labels,
                                             std::span<const track::OperationMetrics> operations) {
  MetricFamily included = family("seiload_inclusion_txs", Type::gauge,
                                 "Transactions in a block of the chain, by operation and receipt.");
  included.whole = true;
  MetricFamily gas = family("seiload_tx_gas_used", Type::histogram,
                            "Gas used by a transaction, by its receipt; again where a reorganisation "
                            "moved it.");
  gas.bounds = track::kGasBounds;
  for (std::size_t i = 0; i < labels.size() && i < operations.size(); ++i) {
    const track::OperationMetrics& one = operations[i];
    const auto add = [&](const char* status, std::uint64_t count) {
      MetricLabels all = labels_of(labels[i]);
      all.push_back({"status", status});
      included.samples.push_back({std::move(all), static_cast<double>(count)});
    };
    add("succeeded", one.succeeded);
    add("reverted", one.reverted);
    add("unverified", one.included - one.succeeded - one.reverted);
    gas.histograms.push_back({labels_of(labels[i]), one.gas});
  }
  return {std::move(included), std::move(gas)};
}

std::vector<MetricFamily> final_families(const measure::Summary& s) {
  const MetricLabels model = {{"arrival_model", s.open_loop ? "open_loop" : "closed_loop"}};
  const auto counter = [&](std::string name, std::uint64_t value, std::string help) {
    MetricFamily one = family(std::move(name), Type::counter, std::move(help));
    one.samples.push_back({model, static_cast<double>(value)});
    return one;
  };
  std::vector<MetricFamily> all;
  if (s.average_tps)
    all.push_back(single("seiload_run_tps_final", Type::gauge, *s.average_tps,
                         "Accepted transactions a second, over the load phase of the whole run."));
  all.push_back(single("seiload_run_duration_seconds", Type::gauge, base::to_seconds(s.load),
                       "Length of the load phase.", "seconds"));
  all.push_back(
      counter("seiload_run_txs_accepted", s.counts.accepted, "Transactions accepted in the whole run."));
  all.push_back(counter("seiload_run_txs_dropped", s.dropped, "Transactions dropped in the whole run."));
  all.push_back(counter("seiload_run_txs_failed", s.counts.not_accepted(),
                        "Transactions of the whole run that were admitted and not accepted."));
  all.push_back(single("seiload_run_inflight_at_shutdown", Type::gauge, s.in_flight_at_stop,
                       "Transactions without an answer when the run ended."));
  return all;
}

std::vector<MetricFamily> process_families(const ProcessValues& v) {
  std::vector<MetricFamily> all;
  all.push_back(single("process_cpu_seconds", Type::counter, v.cpu_seconds, "CPU time used, user and system.",
                       "seconds"));
  if (v.resident_bytes)
    all.push_back(
        single("process_resident_memory_bytes", Type::gauge, *v.resident_bytes, "Resident memory.", "bytes"));
  if (v.open_descriptors)
    all.push_back(single("process_open_fds", Type::gauge, *v.open_descriptors, "Open file descriptors."));
  if (v.descriptor_limit)
    all.push_back(single("process_max_fds", Type::gauge, *v.descriptor_limit,
                         "Most file descriptors that may be open."));
  if (v.start_seconds)
    all.push_back(single("process_start_time_seconds", Type::gauge, *v.start_seconds,
                         "When the process began, in seconds since 1970.", "seconds"));
  return all;
}

}  // namespace seiload::run
