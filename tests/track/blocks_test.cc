#include "track/blocks.h"

#include <gtest/gtest.h>

namespace seiload::track {
namespace {

using namespace std::chrono_literals;

const sys::TimePoint kStart = sys::TimePoint(1000s);

chain::Block block(std::uint64_t number, sys::Duration at, std::optional<sys::Duration> time,
                   std::uint64_t gas = 0, std::uint64_t limit = 1000, std::size_t transactions = 0) {
  chain::Block made;
  made.number = number;
  made.arrived = kStart + at;
  made.time = time;
  made.gas_used = gas;
  made.gas_limit = limit;
  made.transactions.resize(transactions);
  return made;
}

TEST(Blocks, CountWhatTheyHold) {
  Blocks blocks;
  EXPECT_EQ(blocks.snapshot().count, 0U);
  EXPECT_FALSE(blocks.snapshot().gas_share());
  blocks.on_block(block(7, 0s, std::nullopt, 100, 1000, 3));
  blocks.on_block(block(8, 1s, 1s, 300, 1000, 4));
  const measure::BlocksReport first = blocks.snapshot();
  EXPECT_EQ(first.count, 2U);
  EXPECT_EQ(first.first, 7U);
  EXPECT_EQ(first.last, 8U);
  EXPECT_EQ(first.transactions, 7U);
  EXPECT_EQ(first.gas_used, 400U);
  EXPECT_EQ(first.gas_share(), 0.2);
  EXPECT_EQ(first.time.count(), 1U);  // the first block has none
  EXPECT_EQ(first.time.max(), 1s);
  EXPECT_EQ(first.gas.count(), 2U);
  EXPECT_EQ(first.share.max(), 300'000U);
  blocks.on_block(block(9, 3s, 2s, 1000, 1000, 1));
  const measure::BlocksReport interval = blocks.snapshot().since(first);
  EXPECT_EQ(interval.count, 1U);
  EXPECT_EQ(interval.transactions, 1U);
  EXPECT_EQ(interval.gas_share(), 1.0);
  EXPECT_EQ(interval.time.count(), 1U);
}

TEST(Blocks, FillTheBucketsOfScrapers) {
  Blocks blocks;
  blocks.on_block(block(1, 0s, 100ms, 1));         // on the first bound of each
  blocks.on_block(block(2, 0s, 101ms, 2));         // above it
  blocks.on_block(block(3, 0s, 1h, 100'000'001));  // above the last
  const BlockBuckets snapshot = blocks.buckets();
  EXPECT_EQ(snapshot.time.buckets, (std::vector<std::uint64_t>{1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
  std::vector<std::uint64_t> gas(std::size(kGasBounds) + 1);
  gas[0] = gas[1] = gas.back() = 1;
  EXPECT_EQ(snapshot.gas.buckets, gas);
}

// What a node tells may be anything.
TEST(Blocks, StandAbsurdNumbers) {
  Blocks blocks;
  constexpr std::uint64_t kMost = ~std::uint64_t{0};
  blocks.on_block(block(kMost, 0s, -1s, kMost, kMost));
  blocks.on_block(block(0, 0s, sys::Duration::max(), kMost, 1));
  blocks.on_block(block(0, 0s, 0s, 0, 0));
  EXPECT_EQ(blocks.snapshot().count, 3U);
  EXPECT_EQ(blocks.snapshot().share.count(), 2U);
}

TEST(Blocks, RecentTimeIsThatOfTheLastThirtySeconds) {
  Blocks blocks;
  EXPECT_FALSE(blocks.recent_time(90, kStart, true));
  blocks.on_block(block(1, 0s, std::nullopt));
  EXPECT_EQ(blocks.recent_time(90, kStart, false), std::nullopt);
  for (int i = 1; i <= 10; ++i) blocks.on_block(block(1, i * 1s, i * 100ms));
  const sys::TimePoint now = kStart + 10s;
  EXPECT_EQ(blocks.recent_time(1, now, true), 100ms);
  EXPECT_EQ(blocks.recent_time(50, now, true), 500ms);
  EXPECT_EQ(blocks.recent_time(90, now, true), 900ms);
  EXPECT_EQ(blocks.recent_time(91, now, true), 1s);
  EXPECT_EQ(blocks.recent_time(100, now, true), 1s);
  // The first of them are no longer within the window: 600 ms to 1 s are left.
  EXPECT_EQ(blocks.recent_time(20, kStart + 36s, false), 600ms);
  EXPECT_EQ(blocks.recent_time(100, kStart + 40s, false), 1s);
  EXPECT_EQ(blocks.recent_time(100, kStart + 41s, false), std::nullopt);
}

// Blocks that stop coming have no time at all: that of waiting for the next one stands for it.
TEST(Blocks, RecentTimeCountsTheWaitForTheNext) {
  Blocks blocks;
  for (int i = 1; i <= 5; ++i) blocks.on_block(block(1, i * 1s, 1s));
  EXPECT_EQ(blocks.recent_time(100, kStart + 5900ms, true), 1s);
  EXPECT_EQ(blocks.recent_time(100, kStart + 7s, true), 2s);
  EXPECT_EQ(blocks.recent_time(80, kStart + 7s, true), 1s);    // one of six
  EXPECT_EQ(blocks.recent_time(100, kStart + 7s, false), 1s);  // nobody can know
  EXPECT_EQ(blocks.recent_time(100, kStart + 60s, true), 55s);
}

// What a node answers may be anything: sums stay at the largest value.
TEST(Blocks, SumsDoNotOverflow) {
  Blocks blocks;
  chain::Block huge = block(1, 1s, 1s);
  huge.gas_used = huge.gas_limit = ~std::uint64_t{0};
  for (int i = 0; i < 20; ++i) blocks.on_block(huge);
  const measure::BlocksReport all = blocks.snapshot();
  EXPECT_EQ(all.gas_used, ~std::uint64_t{0});
  EXPECT_EQ(all.gas_share(), 1);
  EXPECT_EQ(all.gas.quantile(0.5), std::uint64_t{1} << 60);
  EXPECT_EQ(all.gas.mean(), std::uint64_t{1} << 60);
}

}  // namespace
}  // namespace seiload::track
