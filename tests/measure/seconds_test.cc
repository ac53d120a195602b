#include "measure/seconds.h"

#include <gtest/gtest.h>

#include <memory>

namespace seiload::measure {
namespace {

using namespace std::chrono_literals;

const base::TimePoint kStart = base::TimePoint(1000s);

TEST(Seconds, AreWholeAndAligned) {
  Seconds seconds(kStart);
  seconds.add_accepted(kStart - 1ns);  // before the load
  seconds.add_accepted(kStart);
  seconds.add_accepted(kStart + 999'999'999ns);
  seconds.add_accepted(kStart + 1s);
  EXPECT_EQ(seconds.at(0).accepted, 2U);
  EXPECT_EQ(seconds.at(1).accepted, 1U);
  EXPECT_EQ(seconds.at(2).accepted, 0U);
}

// A worker that was busy, or stopped, over several seconds was so in each of them.
TEST(Seconds, BusyTimeBelongsToTheSecondsItWasIn) {
  Seconds seconds(kStart);
  seconds.add_busy(kStart - 5s, kStart + 100ms);
  seconds.add_busy(kStart + 500ms, kStart + 3200ms);
  EXPECT_EQ(seconds.at(0).busy, 600ms);
  EXPECT_EQ(seconds.at(1).busy, 1s);
  EXPECT_EQ(seconds.at(2).busy, 1s);
  EXPECT_EQ(seconds.at(3).busy, 200ms);
}

// A late look finds each second as it was: 3 s after a hold-up, too, in which nothing was looked at.
TEST(Seconds, AreKeptForALateLook) {
  Seconds seconds(kStart);
  for (int second = 0; second < 100; ++second)
    for (int i = 0; i <= second; ++i) seconds.add_accepted(kStart + second * 1s);
  for (std::uint64_t second = 100 - Seconds::kKept; second < 100; ++second)
    EXPECT_EQ(seconds.at(second).accepted, second + 1) << second;
  EXPECT_EQ(seconds.at(99 - Seconds::kKept).accepted, 0U);
  seconds.add_busy(kStart, kStart + 1h);
  EXPECT_EQ(seconds.at(3599).busy, 1s);
}

}  // namespace
}  // namespace seiload::measure
