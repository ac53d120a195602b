#pragma once
// Metrics as text: the Prometheus exposition format 0.0.4 and OpenMetrics 1.0. Pure: families in, text out.
// What the families are is run/'s business (run/metrics.h).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stats/fixed_histogram.h"

namespace seiload::report {

struct MetricLabel {
  std::string name, value;
};
using MetricLabels = std::vector<MetricLabel>;

inline constexpr std::string_view kTraceIdLabel = "trace_id";

// One observation behind a bucket, with where to find its trace: OpenMetrics only.
struct Exemplar {
  MetricLabels labels;  // names and values together at most 128 characters
  double value = 0;
  double unix_seconds = 0;
};

struct MetricSample {
  MetricLabels labels;
  double value = 0;
};

struct HistogramSample {
  MetricLabels labels;
  stats::FixedCounts counts;
  std::vector<std::optional<Exemplar>> exemplars = {};  // one a bucket; empty: none
};

struct MetricFamily {
  enum class Type { counter, gauge, histogram, info };

  std::string name;  // without "_total" or "_info": "seiload_txs_accepted"
  Type type = Type::gauge;
  std::string unit = {};  // "seconds", "bytes"; then the name ends in it
  std::string help = {};
  bool whole = false;                      // no histogram, and its values are whole numbers
  std::vector<MetricSample> samples = {};  // all but histograms; of an info the values mean nothing
  // Histograms: the upper bounds and the sums, in whole units of `scale` (1e-9 where nanoseconds are shown as
  // seconds).
  std::span<const std::uint64_t> bounds = {};
  double scale = 1;
  std::vector<HistogramSample> histograms = {};
};

enum class MetricsFormat { prometheus, openmetrics };

// In units of a family's scale: by division where that is a decimal fraction, since 5e6 * 1e-9 is 0.005 and a
// bit.
double scaled(std::uint64_t value, double scale);

// Families without any sample are left out.
std::string to_text(std::span<const MetricFamily> families, MetricsFormat format);

// What a scraper's Accept header asks for, by RFC 9110 12.5.1: OpenMetrics if it likes it at least as well as
// plain text.
MetricsFormat negotiate(std::string_view accept);
std::string_view content_type(MetricsFormat format);

}  // namespace seiload::report
