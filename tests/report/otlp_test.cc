#include "report/otlp.h"

#include <gtest/gtest.h>

#include "json/value.h"

namespace seiload::report {
namespace {

using namespace std::chrono_literals;
using Type = MetricFamily::Type;

constexpr std::uint64_t kBounds[] = {5'000'000, 100'000'000};  // ns

const OtlpContext kContext{{{"service.name", "seiload"}, {"odd", "a\"b"}},
                           "1.2.3",
                           sys::WallTime(1'700'000'000s),
                           sys::WallTime(1'700'000'010s + 5ns)};

// Without the line breaks and blanks that make it readable here.
std::string one_line(std::string_view text) {
  std::string out;
  bool at_begin = true;
  for (const char c : text) {
    if (c == '\n') at_begin = true;
    if (c == '\n' || (at_begin && c == ' ')) continue;
    at_begin = false;
    out += c;
  }
  return out;
}

TEST(OtlpJson, IsAnExportRequest) {
  std::vector<MetricFamily> all;
  all.push_back({.name = "target", .type = Type::info, .samples = {{{{"service_name", "seiload"}}, 1}}});
  all.push_back({.name = "seiload_txs_accepted",
                 .type = Type::counter,
                 .help = "Taken.",
                 .whole = true,
                 .samples = {{{{"scenario", "A"}, {"operation", "t"}}, 9e15}, {{}, 0}}});
  all.push_back({.name = "process_cpu_seconds",
                 .type = Type::counter,
                 .unit = "seconds",
                 .help = "CPU.",
                 .samples = {{{}, 0.25}}});
  all.push_back({.name = "process_resident_memory_bytes",
                 .unit = "bytes",
                 .help = "Memory.",
                 .whole = true,
                 .samples = {{{}, 4096}}});
  all.push_back({.name = "seiload_run_tps_final", .help = "Rate.", .samples = {{{}, 200}}});
  all.push_back({.name = "seiload_nothing", .help = "Left out."});
  HistogramSample histogram{.labels = {{"status", "success"}}, .counts = {{1, 0, 2}, 2'500'000'000}};
  histogram.exemplars.resize(3);
  histogram.exemplars[2] = Exemplar{{{"trace_id", "0af7651916cd43dd8448eb211c80319c"}}, 0.4, 1'700'000'000.5};
  all.push_back({.name = "seiload_latency_seconds",
                 .type = Type::histogram,
                 .unit = "seconds",
                 .help = "Latency.",
                 .bounds = kBounds,
                 .scale = 1e-9,
                 .histograms = {histogram}});
  const std::string text = to_otlp_json(kContext, all);
  EXPECT_EQ(text, one_line(R"({"resourceMetrics":[{
    "resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"seiload"}},
      {"key":"odd","value":{"stringValue":"a\"b"}}]},
    "scopeMetrics":[{
      "scope":{"name":"seiload","version":"1.2.3"},
      "metrics":[
        {"name":"seiload_txs_accepted","description":"Taken.","sum":{
          "aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
            {"attributes":[
               {"key":"scenario","value":{"stringValue":"A"}},
               {"key":"operation","value":{"stringValue":"t"}}],
             "startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000010000000005",
             "asInt":"9000000000000000"},
            {"attributes":[],
             "startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000010000000005","asInt":"0"}]}},
        {"name":"process_cpu_seconds","description":"CPU.","unit":"s","sum":{
          "aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
            {"attributes":[],
             "startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000010000000005",
             "asDouble":0.25}]}},
        {"name":"process_resident_memory_bytes","description":"Memory.","unit":"By","gauge":{"dataPoints":[
            {"attributes":[],"timeUnixNano":"1700000010000000005","asInt":"4096"}]}},
        {"name":"seiload_run_tps_final","description":"Rate.","gauge":{"dataPoints":[
            {"attributes":[],"timeUnixNano":"1700000010000000005","asDouble":200}]}},
        {"name":"seiload_latency_seconds","description":"Latency.","unit":"s","histogram":{
          "aggregationTemporality":2,"dataPoints":[
            {"attributes":[{"key":"status","value":{"stringValue":"success"}}],
             "startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000010000000005",
             "count":"3","sum":2.5,"bucketCounts":["1","0","2"],"explicitBounds":[0.005,0.1],
             "exemplars":[{"timeUnixNano":"1700000000500000000","asDouble":0.4,
               "traceId":"0af7651916cd43dd8448eb211c80319c"}]}]}}]}]}]})"));
  EXPECT_TRUE(json::parse(text));
}

TEST(OtlpJson, OfNothing) {
  EXPECT_EQ(to_otlp_json({{}, "v", {}, {}}, {}),
            R"({"resourceMetrics":[{"resource":{"attributes":[]},"scopeMetrics":[{)"
            R"("scope":{"name":"seiload","version":"v"},"metrics":[]}]}]})");
}

}  // namespace
}  // namespace seiload::report
