#pragma once
// From what a run has counted to the metrics a scraper gets. Pure.

#include <optional>
#include <string>
#include <vector>

#include "chain/block_feed.h"
#include "measure/ledger.h"
#include "measure/summary.h"
#include "report/metrics_text.h"
#include "stats/fixed_histogram.h"
#include "track/blocks.h"
#include "track/operations.h"
#include "workload/workload.h"

namespace seiload::run {

// What names the series, known once the set-up is done.
struct MetricNames {
  std::vector<workload::Workload::Label> scenarios;  // as in Totals::instances
  std::vector<std::string> endpoints;                // as in Totals::endpoints; empty: no endpoint yet
  std::string chain;                                 // the value of chain_id
  base::Duration wall_offset{0};                     // what turns the steady clock's time into Unix time
};

struct ProcessValues {
  double cpu_seconds = 0;
  std::optional<std::uint64_t> resident_bytes, open_descriptors, descriptor_limit;
  std::optional<double> start_seconds;
};
ProcessValues process_values();  // now

std::vector<report::MetricFamily> target_families(const report::MetricLabels& target);
std::vector<report::MetricFamily> load_families(const MetricNames& names, const measure::Totals& totals);
std::vector<report::MetricFamily> feed_families(const chain::FeedState& feed);
std::vector<report::MetricFamily> block_families(const track::BlockBuckets& blocks);
std::vector<report::MetricFamily> inclusion_families(const measure::InclusionReport& inclusion,
                                                     const stats::FixedCounts& due_buckets);
// Of the operations of these labels, as far as there is any of them.
std::vector<report::MetricFamily> operation_families(std::span<const workload::Workload::Label> labels,
                                                     std::span<const track::OperationMetrics> operations);
std::vector<report::MetricFamily> final_families(const measure::Summary& summary);
std::vector<report::MetricFamily> process_families(const ProcessValues& values);

}  // namespace seiload::run
