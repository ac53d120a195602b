#include "load/rate_shape.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "load/pacer.h"

namespace seiload::load {
namespace {

using namespace std::chrono_literals;
using Point = profile::Settings::RatePoint;

const sys::TimePoint kStart = sys::TimePoint(1000s);

TEST(RateShape, BetweenTwoPointsTheRateChangesSteadily) {
  const Point points[] = {{0, 0}, {10, 100}, {20, 100}, {20, 10}};
  const RateProgram program = rate_shape(kStart, points);
  EXPECT_EQ(program.rate_at(kStart), 0);
  EXPECT_EQ(program.rate_at(kStart + 5s), 50);
  EXPECT_EQ(program.rate_at(kStart + 15s), 100);
  EXPECT_EQ(program.rate_at(kStart + 20s), 10);
  EXPECT_EQ(program.rate_at(kStart + 1h), 10);
  EXPECT_EQ(program.count_before(kStart + 10s), 500u);
  EXPECT_EQ(program.count_before(kStart + 20s), 1500u);
  EXPECT_EQ(program.count_before(kStart + 30s), 1600u);
  EXPECT_EQ(program.due(0), kStart);
  EXPECT_EQ(program.due(20), kStart + 2s);
  EXPECT_EQ(program.due(125), kStart + 5s);
  EXPECT_EQ(program.due(1500), kStart + 20s);
}

TEST(RateShape, TheFirstRateHoldsBeforeItsTime) {
  const Point points[] = {{5, 10}, {10, 0}};
  const RateProgram program = rate_shape(kStart, points);
  EXPECT_EQ(program.count_before(kStart + 5s), 50u);
  EXPECT_EQ(program.count_before(kStart + 10s), 75u);
  EXPECT_EQ(program.due(75), sys::TimePoint::max());
}

// Due times and counts are two views of one list.
TEST(RateShape, CountsWhatIsDue) {
  base::Random random(9, 0);
  for (int round = 0; round < 100; ++round) {
    std::vector<Point> points;
    double seconds = 0;
    for (std::uint64_t i = 0; i < 2 + random.below(6); ++i) {
      points.push_back({seconds, random.below(4) == 0 ? 0 : 1000 * random.unit()});
      if (random.below(4) > 0) seconds += 3 * random.unit();
    }
    const RateProgram program = rate_shape(kStart, points);
    for (int i = 0; i < 50; ++i) {
      const auto time =
          kStart + sys::Duration(static_cast<std::int64_t>((seconds + 1) * 1e9 * random.unit()));
      const std::uint64_t count = program.count_before(time);
      EXPECT_GE(program.due(count), time);
      if (count > 0) {
        EXPECT_LT(program.due(count - 1), time);
      }
    }
  }
}

// Closed loop: starts follow a rate that rises from nothing to 100 a second, then falls again.
TEST(RateShape, APacerFollowsIt) {
  const Point points[] = {{0, 0}, {10, 100}, {20, 0}};
  const RateProgram program = rate_shape(kStart, points);
  Pacer pacer(kStart, 0);
  std::uint64_t started = 0;
  for (sys::TimePoint now = kStart + 1ms; now < kStart + 20s; now += 1ms) {
    const double rate = program.rate_at(now);
    if (program.is_sloped(now)) pacer.bend(rate, now);
    while (pacer.next(now) <= now) {
      pacer.started();
      ++started;
    }
  }
  EXPECT_NEAR(static_cast<double>(started), 1000, 10);
  EXPECT_LT(pacer.given_up(), 1);
}

}  // namespace
}  // namespace seiload::load
