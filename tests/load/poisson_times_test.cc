#include "load/poisson_times.h"

#include <gtest/gtest.h>

#include <cmath>

namespace seiload::load {
namespace {

using namespace std::chrono_literals;

const sys::TimePoint kStart = sys::TimePoint(1000s);

TEST(PoissonTimes, AreThoseOfTheSeedWhateverTheOrderOfAsking) {
  const RateProgram program(kStart, 100);
  PoissonTimes one(7), other(7), third(8);
  std::vector<sys::TimePoint> forward;
  for (std::uint64_t i = 0; i < 2000; ++i) forward.push_back(one.due(program, i));
  for (std::uint64_t i = 2000; i-- > 0;) ASSERT_EQ(other.due(program, i), forward[i]) << i;
  EXPECT_NE(third.due(program, 5), forward[5]);
  for (std::size_t i = 1; i < forward.size(); ++i) ASSERT_GE(forward[i], forward[i - 1]);
}

// An exponential gap has a deviation as large as its mean, and one in e is longer than the mean.
TEST(PoissonTimes, GapsAreExponential) {
  const RateProgram program(kStart, 1000);
  PoissonTimes times(1);
  constexpr std::uint64_t kCount = 100'000;
  double sum = 0, squares = 0;
  int longer = 0;
  for (std::uint64_t i = 1; i <= kCount; ++i) {
    const double gap = base::to_seconds(times.due(program, i) - times.due(program, i - 1)) * 1000;
    sum += gap;
    squares += gap * gap;
    longer += gap > 1;
  }
  const double mean = sum / kCount, deviation = std::sqrt(squares / kCount - mean * mean);
  EXPECT_NEAR(mean, 1, 0.01);
  EXPECT_NEAR(deviation, 1, 0.03);
  EXPECT_NEAR(static_cast<double>(longer) / kCount, std::exp(-1), 0.01);
}

// Nothing drifts: a block has as many as the rate says.
TEST(PoissonTimes, CountsAreThoseOfTheRateOverBlocks) {
  const RateProgram program(kStart, 256);
  PoissonTimes times(3);
  for (int second = 1; second <= 100; ++second)
    EXPECT_EQ(times.count_before(program, kStart + second * 1s), 256u * static_cast<unsigned>(second));
}

TEST(PoissonTimes, CountsWhatIsDueWhereTheRateChanges) {
  const RateProgram::Segment segments[] = {
      {kStart, 50, 20}, {kStart + 5s, 0}, {kStart + 7s, 300}, {kStart + 9s, 10, -1}, {kStart + 15s, 2}};
  const RateProgram program{segments};
  PoissonTimes times(5);
  for (int step = 0; step < 400; ++step) {
    const sys::TimePoint time = kStart + step * 53ms;
    const std::uint64_t count = times.count_before(program, time);
    EXPECT_GE(times.due(program, count), time);
    if (count > 0) {
      EXPECT_LT(times.due(program, count - 1), time);
    }
  }
  EXPECT_EQ(times.count_before(program, kStart + 6s), times.count_before(program, kStart + 7s));
}

}  // namespace
}  // namespace seiload::load
