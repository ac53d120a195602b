#include "load/rate_program.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "load/ramp.h"
#include "load/rate_control.h"

namespace seiload::load {
namespace {

using namespace std::chrono_literals;

const sys::TimePoint kStart = sys::TimePoint(1000s);

TEST(RateProgram, DueTimesAreEvenlySpaced) {
  const RateProgram schedule(kStart, 4);
  EXPECT_EQ(schedule.due(0), kStart);
  EXPECT_EQ(schedule.due(1), kStart + 250ms);
  EXPECT_EQ(schedule.due(7), kStart + 1750ms);
}

TEST(RateProgram, FractionsOfARateAndLongRunsDoNotDrift) {
  EXPECT_EQ(RateProgram(kStart, 0.1).due(3), kStart + 30s);
  const auto day = RateProgram(kStart, 3).due(3 * 86400) - kStart;
  EXPECT_LT(std::chrono::abs(day - 24h), 1us);
}

TEST(RateProgram, WhatIsBeyondTheClockIsNever) {
  EXPECT_EQ(RateProgram(kStart, 1e-6).due(1'000'000'000'000), sys::TimePoint::max());
}

TEST(RateProgram, NothingIsDueAtARateOfNothing) {
  const RateProgram::Segment segments[] = {
      {kStart, 0}, {kStart + 1s, 4}, {kStart + 2s, 0}, {kStart + 5s, 2}, {kStart + 6s, 0}};
  const RateProgram program{segments};
  EXPECT_EQ(program.due(0), kStart + 1s);
  EXPECT_EQ(program.due(3), kStart + 1750ms);
  EXPECT_EQ(program.due(4), kStart + 5s);
  EXPECT_EQ(program.due(5), kStart + 5500ms);
  EXPECT_EQ(program.due(6), sys::TimePoint::max());
  EXPECT_EQ(program.count_before(kStart + 1s), 0u);
  EXPECT_EQ(program.count_before(kStart + 3s), 4u);
  EXPECT_EQ(program.count_before(kStart + 5s), 4u);
  EXPECT_EQ(program.count_before(kStart + 1h), 6u);
  EXPECT_EQ(program.rate_at(kStart), 0);
}

TEST(RateProgram, FindsTheFirstArrivalDueAtATime) {
  const RateProgram slow(kStart, 4), fast(kStart, 3e8);
  EXPECT_EQ(slow.count_before(kStart), 0U);
  EXPECT_EQ(slow.count_before(kStart + 1ns), 1U);
  EXPECT_EQ(slow.count_before(kStart + 250ms), 1U);
  EXPECT_EQ(slow.count_before(kStart + 251ms), 2U);
  EXPECT_EQ(slow.count_before(kStart + 100s), 400U);
  EXPECT_EQ(fast.count_before(kStart + 2s), 600'000'000U);
  const RateProgram ramp = Ramp(kStart, {.start = 10, .step = 10, .hold = 1s, .rest = 1s}).program(9);
  for (const auto time : {0ms, 500ms, 1100ms, 2000ms, 2050ms, 7777ms}) {
    const std::uint64_t first = ramp.count_before(kStart + time);
    EXPECT_GE(ramp.due(first), kStart + time);
    if (first > 0) {
      EXPECT_LT(ramp.due(first - 1), kStart + time);
    }
  }
}

// Due times and counts are two views of one list, however odd its rates are.
TEST(RateProgram, CountsWhatIsDue) {
  base::Random random(5, 0);
  for (int round = 0; round < 50; ++round) {
    std::vector<RateProgram::Segment> segments;
    sys::TimePoint begin = kStart;
    for (std::uint64_t i = 0; i <= random.below(6); ++i) {
      segments.push_back({begin, static_cast<double>(1 + random.below(100'000)) / 997});
      begin += sys::Duration(static_cast<std::int64_t>(1 + random.below(3'000'000'000)));
    }
    const RateProgram program(segments);
    std::uint64_t last = 0;
    for (std::uint64_t arrival = 0; arrival < 400; ++arrival) {
      const sys::TimePoint due = program.due(arrival);
      ASSERT_EQ(program.count_before(due), arrival);
      ASSERT_EQ(program.count_before(due + 1ns), arrival + 1);
      ASSERT_GE(program.count_before(due + 1ms), last);
      last = program.count_before(due + 1ms);
    }
  }
}

TEST(RateProgram, RatesChangeAtTheBeginsOfItsSegments) {
  const RateProgram::Segment segments[] = {{kStart, 10}, {kStart + 1s, 0.5}, {kStart + 4s, 100}};
  const RateProgram program(segments);
  EXPECT_EQ(program.rate_at(kStart - 1s), 10);
  EXPECT_EQ(program.rate_at(kStart + 1s), 0.5);
  EXPECT_EQ(program.rate_at(kStart + 1h), 100);
  EXPECT_EQ(program.next_change(kStart - 1s), kStart + 1s);
  EXPECT_EQ(program.next_change(kStart + 1s), kStart + 4s);
  EXPECT_EQ(program.next_change(kStart + 4s), sys::TimePoint::max());
  EXPECT_EQ(program.due(9), kStart + 900ms);
  EXPECT_EQ(program.due(10), kStart + 1s);
  EXPECT_EQ(program.due(11), kStart + 4s) << "1.5 arrivals are 1";
  EXPECT_FALSE(program.is_constant());
}

TEST(RateControl, WhatIsPublishedIsFollowed) {
  RateControl control(RateProgram(kStart, 10));
  FollowedRate rate(control);
  EXPECT_EQ(rate->due(20), kStart + 2s);
  const RateProgram::Segment segments[] = {{kStart, 10}, {kStart + 1s, 100}};
  control.publish(RateProgram(segments));
  EXPECT_EQ(rate->due(20), kStart + 2s) << "not before it is asked";
  rate.follow();
  EXPECT_EQ(rate->due(20), kStart + 1100ms);
  EXPECT_EQ(rate->due(7), kStart + 700ms) << "what was due stays due";
}

}  // namespace
}  // namespace seiload::load
