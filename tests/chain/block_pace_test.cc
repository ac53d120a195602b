#include "chain/block_pace.h"

#include <gtest/gtest.h>

namespace seiload::chain {
namespace {

using namespace std::chrono_literals;
using Times = std::vector<sys::Duration>;

TEST(BlockTimeOf, IsTheMeanOfItsSteps) {
  const struct {
    const char* name;
    std::vector<std::uint64_t> timestamps;
    sys::Duration want;
  } kCases[] = {
      {"nothing", {}, 0s},
      {"one block", {1'700'000'000}, 0s},
      {"two", {100, 102}, 2s},
      {"less than a second", {100, 100, 101, 101, 102}, 500ms},
      {"a genesis without a time", {0, 1'700'000'000, 1'700'000'001, 1'700'000'002}, 1s},
      {"a genesis and one block", {0, 1'700'000'000}, 0s},
      {"a pause among the others", {100, 101, 102, 5000, 5001}, 1s},
      {"slow blocks are no pause", {100, 112, 124, 148}, 16s},
      {"time that goes back", {100, 101, 50, 51}, 1s},
      {"years", {1, ~std::uint64_t{0}}, 24h},
  };
  for (const auto& c : kCases) EXPECT_EQ(block_time_of(c.timestamps), c.want) << c.name;
}

TEST(ShareTime, WhatIsMoreThanUsualBelongsToTheLateOne) {
  const std::vector<std::uint64_t> first_is_late{3, 0, 1, 0}, last_is_late{0, 1, 0, 4}, unknown{0, 0, 0, 0};
  EXPECT_EQ(share_time(3650ms, 400ms, first_is_late), (Times{2450ms, 400ms, 400ms, 400ms}));
  EXPECT_EQ(share_time(3650ms, 400ms, last_is_late), (Times{400ms, 400ms, 400ms, 2450ms}));
  EXPECT_EQ(share_time(3650ms, 400ms, unknown), (Times{2450ms, 400ms, 400ms, 400ms}));
  // The chain went on while news of it did not come.
  EXPECT_EQ(share_time(1600ms, 400ms, unknown), (Times{400ms, 400ms, 400ms, 400ms}));
  EXPECT_EQ(share_time(800ms, 400ms, unknown), (Times{200ms, 200ms, 200ms, 200ms}));
  EXPECT_EQ(share_time(2s, 0ms, unknown), (Times{500ms, 500ms, 500ms, 500ms}));
  EXPECT_EQ(share_time(2s, 1s, {}), Times{});
  const std::vector<std::uint64_t> one{9};
  EXPECT_EQ(share_time(2s, 1s, one), Times{2s});
}

TEST(BlockPace, IsTheMiddleOfTheLast) {
  BlockPace pace;
  EXPECT_EQ(pace.usual(), 0s);
  for (const sys::Duration time : {400ms, 400ms, 5000ms, 410ms, 390ms}) pace.add(time);
  EXPECT_EQ(pace.usual(), 400ms);
  for (int i = 0; i < 31; ++i) pace.add(1s);
  EXPECT_EQ(pace.usual(), 1s);
}

}  // namespace
}  // namespace seiload::chain
