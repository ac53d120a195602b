#include "measure/window.h"

#include <gtest/gtest.h>

#include "measure/threshold.h"

namespace seiload::measure {
namespace {

using namespace std::chrono_literals;

Totals totals(std::uint64_t accepted, std::uint64_t dropped, const TimeHistogram& latency) {
  Totals made;
  made.scheduled = accepted + dropped;
  made.dropped = dropped;
  made.admitted = accepted;
  made.instances.resize(1);
  made.instances[0][static_cast<std::size_t>(Outcome::accepted)] = accepted;
  made.from_due = latency.snapshot();
  return made;
}

// What came before and after does not count.
TEST(Window, HasOnlyWhatCameWithinIt) {
  TimeHistogram latency, inclusion;
  latency.record(10s);
  inclusion.record(20s);
  Mark before{{}, totals(1, 5, latency), BlocksReport(), InclusionReport()};
  before.inclusion->registered = 10;
  before.inclusion->included = 4;
  before.inclusion->from_due = inclusion.snapshot();
  latency.record(30ms);
  inclusion.record(1s);
  Mark now{{}, totals(101, 5, latency), BlocksReport(), InclusionReport()};
  now.inclusion->registered = 110;
  now.inclusion->included = 103;
  now.inclusion->from_due = inclusion.snapshot();
  const Summary s = window(before, now, 2s, 200);
  const auto found = [&](const char* condition) {
    return Threshold::parse(condition)->crossed(s).value_or("");
  };
  EXPECT_EQ(found("p99 > 1ms"), "p99 > 1ms: it was 30.0ms");
  EXPECT_EQ(found("accepted > 0"), "accepted > 0: it was 100");
  EXPECT_EQ(found("dropped > 0"), "");
  EXPECT_EQ(found("tps > 0"), "tps > 0: it was 50.00");
  EXPECT_EQ(found("scheduled_share < 1"), "scheduled_share < 1: it was 50.00%");
  EXPECT_EQ(found("included_share < 1"), "included_share < 1: it was 99.00%");
  EXPECT_EQ(found("inclusion_p50 > 0s"), "inclusion_p50 > 0s: it was 1.00s");
  EXPECT_EQ(found("included_tps > 0"), "included_tps > 0: it was 49.50");
}

}  // namespace
}  // namespace seiload::measure
