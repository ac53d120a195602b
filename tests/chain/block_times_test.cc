#include "chain/block_times.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;

constexpr sys::TimePoint kStart{1000s};

// "5@1.5s+500ms": the height, when it arrived, and the time since the block before; without that: "?".
std::string set(chain::BlockTimes& times, std::uint64_t first, std::uint64_t last, std::size_t replacing = 0,
                sys::Duration now = 100s) {
  std::vector<chain::Block> blocks;
  for (std::uint64_t number = first;; ++number) {
    blocks.emplace_back().number = number;
    blocks.back().timestamp = number;
    if (number == last) break;
  }
  const std::uint64_t late = times.set(blocks, replacing, kStart + now);
  std::string out;
  for (const chain::Block& block : blocks)
    out += cat(block.number, '@', base::format_duration(block.arrived - kStart),
               block.time ? cat('+', base::format_duration(*block.time)) : "?", ' ');
  return cat(out, "late ", late);
}

TEST(BlockTimes, ABlockArrivedWithTheNewsOfIt) {
  chain::BlockTimes times(100);
  times.start_at(9);
  times.on_head(10, kStart + 1s);
  EXPECT_EQ(set(times, 10, 10), "10@1s? late 0");  // nobody knows when that before it came
  times.on_head(11, kStart + 3s);
  times.on_head(11, kStart + 4s);  // the first news counts
  times.on_head(12, kStart + 6s);
  EXPECT_EQ(set(times, 11, 12), "11@3s+2s 12@6s+3s late 0");
  EXPECT_EQ(times.usual(), 3s);  // the middle one of both
}

TEST(BlockTimes, BlocksThatArriveTogetherShareTheTime) {
  chain::BlockTimes times(100);
  times.start_at(9);
  times.on_head(10, kStart + 1s);
  EXPECT_EQ(set(times, 10, 10), "10@1s? late 0");
  times.on_head(14, kStart + 9s);
  EXPECT_EQ(set(times, 11, 14), "11@9s+2s 12@9s+2s 13@9s+2s 14@9s+2s late 3");
  EXPECT_EQ(times.usual(), 0s);  // says nothing about one block
}

TEST(BlockTimes, BlocksThatAreStillToComeHaveTheirShare) {
  chain::BlockTimes times(100);
  times.start_at(9);
  times.on_head(10, kStart + 1s);
  EXPECT_EQ(set(times, 10, 10), "10@1s? late 0");
  times.on_head(14, kStart + 9s);
  EXPECT_EQ(set(times, 11, 12), "11@9s+2s 12@9s+2s late 1");
  EXPECT_EQ(set(times, 13, 14), "13@9s+2s 14@9s+2s late 2");
}

TEST(BlockTimes, BlocksInPlaceOfOthersHaveNoTimeOfTheirOwn) {
  chain::BlockTimes times(100);
  times.start_at(9);
  times.on_head(10, kStart + 1s);
  times.on_head(11, kStart + 2s);
  EXPECT_EQ(set(times, 10, 11), "10@1s? 11@2s+1s late 0");
  times.on_head(12, kStart + 4s);
  EXPECT_EQ(set(times, 10, 12, 2), "10@4s? 11@4s? 12@4s+2s late 0");
}

TEST(BlockTimes, AfterLostHeightsNoTimeIsKnown) {
  chain::BlockTimes times(3);
  times.start_at(9);
  times.on_head(10, kStart + 1s);
  EXPECT_EQ(set(times, 10, 10), "10@1s? late 0");
  times.on_head(100, kStart + 9s);
  times.on_lost();
  EXPECT_EQ(set(times, 98, 100), "98@9s? 99@9s? 100@9s? late 2");
  times.on_head(101, kStart + 10s);
  EXPECT_EQ(set(times, 101, 101), "101@10s+1s late 0");
}

TEST(BlockTimes, ABlockWithoutNewsArrivesNow) {
  chain::BlockTimes times(100);
  times.start_at(9);
  EXPECT_EQ(set(times, 10, 10, 0, 5s), "10@5s? late 0");
  times.on_head(12, kStart + 6s);
  times.on_head(11, kStart + 7s);  // the head went back: 12 is not of the chain any more
  EXPECT_EQ(set(times, 11, 12, 0, 8s), "11@7s+2s 12@8s+1s late 0");
}

TEST(BlockTimes, HeightsUpToTheGreatest) {
  constexpr std::uint64_t kTop = ~std::uint64_t{0};
  chain::BlockTimes times(4);
  times.start_at(kTop - 3);
  times.on_head(kTop - 2, kStart + 1s);
  EXPECT_EQ(set(times, kTop - 2, kTop - 2), cat(kTop - 2, "@1s? late 0"));
  times.on_head(kTop, kStart + 3s);
  EXPECT_EQ(set(times, kTop - 1, kTop), cat(kTop - 1, "@3s+1s ", kTop, "@3s+1s late 1"));
}

}  // namespace
}  // namespace seiload::test
