#include "report/metrics_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace seiload::report {
namespace {

using Type = MetricFamily::Type;

constexpr std::uint64_t kBounds[] = {5'000'000, 100'000'000, 1'000'000'000, 20'000'000'000};  // ns

std::vector<MetricFamily> families() {
  std::vector<MetricFamily> all;
  all.push_back({.name = "target",
                 .type = Type::info,
                 .help = "About \"this\" run.",
                 .samples = {{{{"service_name", "seiload"}, {"odd", "a\"b\\c\nd"}}, 0}}});
  all.push_back({.name = "seiload_txs",
                 .type = Type::counter,
                 .help = "Back\\slash,\nnew line.",
                 .samples = {{{{"scenario", "A"}}, 3}, {{}, 1e15}}});
  all.push_back({.name = "process_cpu_seconds",
                 .type = Type::counter,
                 .unit = "seconds",
                 .help = "CPU.",
                 .samples = {{{}, 0.25}}});
  all.push_back({.name = "seiload_odd",
                 .help = "Odd.",
                 .samples = {{{}, std::numeric_limits<double>::infinity()},
                             {{}, -1.5},
                             {{}, 100000},
                             {{}, std::numeric_limits<double>::quiet_NaN()}}});
  all.push_back({.name = "seiload_nothing", .help = "Left out."});
  HistogramSample histogram{.labels = {{"status", "success"}}, .counts = {{1, 0, 2, 0, 4}, 2'500'000'000}};
  histogram.exemplars.resize(5);
  histogram.exemplars[2] = Exemplar{{{"trace_id", "0af7651916cd43dd8448eb211c80319c"}}, 0.4, 1'700'000'000.5};
  all.push_back({.name = "seiload_latency_seconds",
                 .type = Type::histogram,
                 .unit = "seconds",
                 .help = "Latency.",
                 .bounds = kBounds,
                 .scale = 1e-9,
                 .histograms = {histogram}});
  return all;
}

TEST(MetricsText, Prometheus) {
  EXPECT_EQ(to_text(families(), MetricsFormat::prometheus), R"(# HELP target_info About "this" run.
# TYPE target_info gauge
target_info{service_name="seiload",odd="a\"b\\c\nd"} 1
# HELP seiload_txs_total Back\\slash,\nnew line.
# TYPE seiload_txs_total counter
seiload_txs_total{scenario="A"} 3
seiload_txs_total 1e+15
# HELP process_cpu_seconds_total CPU.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 0.25
# HELP seiload_odd Odd.
# TYPE seiload_odd gauge
seiload_odd +Inf
seiload_odd -1.5
seiload_odd 100000
seiload_odd NaN
# HELP seiload_latency_seconds Latency.
# TYPE seiload_latency_seconds histogram
seiload_latency_seconds_bucket{status="success",le="0.005"} 1
seiload_latency_seconds_bucket{status="success",le="0.1"} 1
seiload_latency_seconds_bucket{status="success",le="1"} 3
seiload_latency_seconds_bucket{status="success",le="20"} 3
seiload_latency_seconds_bucket{status="success",le="+Inf"} 7
seiload_latency_seconds_sum{status="success"} 2.5
seiload_latency_seconds_count{status="success"} 7
)");
}

TEST(MetricsText, OpenMetrics) {
  EXPECT_EQ(to_text(families(), MetricsFormat::openmetrics),
            R"(# HELP target About \"this\" run.
# TYPE target info
target_info{service_name="seiload",odd="a\"b\\c\nd"} 1
# HELP seiload_txs Back\\slash,\nnew line.
# TYPE seiload_txs counter
seiload_txs_total{scenario="A"} 3
seiload_txs_total 1e+15
# HELP process_cpu_seconds CPU.
# TYPE process_cpu_seconds counter
# UNIT process_cpu_seconds seconds
process_cpu_seconds_total 0.25
# HELP seiload_odd Odd.
# TYPE seiload_odd gauge
seiload_odd +Inf
seiload_odd -1.5
seiload_odd 100000
seiload_odd NaN
# HELP seiload_latency_seconds Latency.
# TYPE seiload_latency_seconds histogram
# UNIT seiload_latency_seconds seconds
seiload_latency_seconds_bucket{status="success",le="0.005"} 1
seiload_latency_seconds_bucket{status="success",le="0.1"} 1
seiload_latency_seconds_bucket{status="success",le="1.0"} 3 )"
            R"(# {trace_id="0af7651916cd43dd8448eb211c80319c"} 0.4 1700000000.500
seiload_latency_seconds_bucket{status="success",le="20.0"} 3
seiload_latency_seconds_bucket{status="success",le="+Inf"} 7
seiload_latency_seconds_sum{status="success"} 2.5
seiload_latency_seconds_count{status="success"} 7
# EOF
)");
}

TEST(MetricsText, NothingIsNothing) {
  EXPECT_EQ(to_text({}, MetricsFormat::prometheus), "");
  EXPECT_EQ(to_text({}, MetricsFormat::openmetrics), "# EOF\n");
}

TEST(MetricsText, NegotiatesTheFormat) {
  const struct {
    const char* accept;
    MetricsFormat want;
  } kTable[] = {
      {"", MetricsFormat::prometheus},
      {"*/*", MetricsFormat::prometheus},
      {"text/plain", MetricsFormat::prometheus},
      {"text/html,application/xhtml+xml,*/*;q=0.8", MetricsFormat::prometheus},
      {"application/openmetrics-text", MetricsFormat::openmetrics},
      {"Application/OpenMetrics-Text ; Version=1.0.0 ; charset=utf-8", MetricsFormat::openmetrics},
      {"application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
       "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
       MetricsFormat::openmetrics},
      {"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
       "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
       MetricsFormat::openmetrics},
      {"text/plain,application/openmetrics-text;q=0.5", MetricsFormat::prometheus},
      {"application/openmetrics-text;q=0", MetricsFormat::prometheus},
      {"application/openmetrics-text;version=2.0.0", MetricsFormat::prometheus},
      {"application/openmetrics-text;q=", MetricsFormat::prometheus},
      {";;;,,,=;q", MetricsFormat::prometheus},
  };
  for (const auto& c : kTable) EXPECT_EQ(negotiate(c.accept), c.want) << c.accept;
}

}  // namespace
}  // namespace seiload::report
