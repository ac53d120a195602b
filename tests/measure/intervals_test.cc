#include "measure/intervals.h"

#include <gtest/gtest.h>

namespace seiload::measure {
namespace {

using namespace std::chrono_literals;

IntervalRow row(int second, std::uint64_t accepted) {
  IntervalRow one;
  one.start = second * 1s;
  one.length = 1s;
  one.counts.accepted = accepted;
  one.counts.rejected = 1;
  one.dropped = 2;
  one.in_flight = static_cast<std::uint64_t>(second);
  if (accepted > 0) {
    one.latency.p50 = one.latency.p99 = 1ms * accepted;
    one.latency.max = 2ms * accepted;
  }
  one.chain.blocks = BlocksInterval{.count = 1,
                                    .last = static_cast<std::uint64_t>(second),
                                    .transactions = accepted,
                                    .ours = 1,
                                    .gas_used = 50 * accepted,
                                    .gas_limit = 100 * accepted,
                                    .time = {},
                                    .gas = {}};
  return one;
}

TEST(Intervals, NeighboursAreMergedAndSumsStay) {
  Intervals intervals(4);
  std::uint64_t accepted = 0;
  for (int second = 0; second < 5; ++second) {
    EXPECT_EQ(intervals.in_a_row(), 1U);
    accepted += static_cast<std::uint64_t>(second);
    intervals.add(row(second, static_cast<std::uint64_t>(second)));
  }
  EXPECT_EQ(intervals.in_a_row(), 2U);
  const auto rows = intervals.take();
  ASSERT_EQ(rows.size(), 3U);
  std::uint64_t sum = 0, rejected = 0, blocks = 0;
  base::Duration end{0};
  for (const auto& one : rows) {
    EXPECT_EQ(one.start, end);
    end = one.start + one.length;
    sum += one.counts.accepted;
    rejected += one.counts.rejected;
    blocks += one.chain.blocks->count;
  }
  EXPECT_EQ(end, 5s);
  EXPECT_EQ(sum, accepted);
  EXPECT_EQ(rejected, 5U);
  EXPECT_EQ(blocks, 5U);
  // Nothing was accepted in the first second: the quantiles of both are those of the second one.
  EXPECT_EQ(rows[0].latency.p99, 1ms);
  EXPECT_EQ(rows[0].latency.max, 2ms);
  EXPECT_EQ(rows[1].latency.p50, std::nullopt);
  EXPECT_EQ(rows[1].latency.max, 6ms);
  EXPECT_EQ(rows[1].in_flight, 3U);
  EXPECT_EQ(rows[1].chain.blocks->last, 3U);
  EXPECT_DOUBLE_EQ(*rows[1].chain.blocks->gas_share(), 0.5);
  EXPECT_EQ(rows[2].latency.p50, 4ms);
}

}  // namespace
}  // namespace seiload::measure
