#include "load/ramp.h"

#include <gtest/gtest.h>

namespace seiload::load {
namespace {

using namespace std::chrono_literals;

const sys::TimePoint kBegin = sys::TimePoint(1000s);

TEST(Ramp, RatesFollowTheSteps) {
  const Ramp ramp(kBegin, {.start = 100, .step = 50, .hold = 120s, .rest = 30s});
  const RateProgram program = ramp.program(100);
  const struct {
    sys::Duration at;
    std::uint64_t step;
    double rate;
    sys::Duration change;
  } kTable[] = {{-5s, 0, 100, 120s}, {0s, 0, 100, 120s},     {119999ms, 0, 100, 120s},
                {120s, 0, 1, 150s},  {149999ms, 0, 1, 150s}, {150s, 1, 150, 270s},
                {270s, 1, 1, 300s},  {1500s, 10, 600, 1620s}};
  for (const auto& c : kTable) {
    EXPECT_EQ(ramp.step_at(kBegin + c.at), c.step) << c.at.count();
    EXPECT_EQ(program.rate_at(kBegin + c.at), c.rate) << c.at.count();
    EXPECT_EQ(program.next_change(kBegin + c.at) - kBegin, c.change) << c.at.count();
    EXPECT_EQ(ramp.next_change(kBegin + c.at) - kBegin, c.change) << c.at.count();
  }
}

TEST(Ramp, ArrivalsAreDueByTheRates) {
  const RateProgram ramp = Ramp(kBegin, {.start = 100, .step = 100, .hold = 2s, .rest = 3s}).program(9);
  EXPECT_EQ(ramp.due(0) - kBegin, 0s);
  EXPECT_EQ(ramp.due(1) - kBegin, 10ms);
  EXPECT_EQ(ramp.due(199) - kBegin, 1990ms);
  EXPECT_EQ(ramp.due(200) - kBegin, 2s);
  EXPECT_EQ(ramp.due(202) - kBegin, 4s);
  EXPECT_EQ(ramp.due(203) - kBegin, 5s);
  EXPECT_EQ(ramp.due(204) - kBegin, 5005ms);
  EXPECT_EQ(ramp.due(203 + 400) - kBegin, 7s);
  EXPECT_EQ(ramp.due(203 + 403) - kBegin, 10s);
}

TEST(Ramp, DueTimesRiseAndHaveTheRateOfTheirInstant) {
  for (const RampSteps& steps : {RampSteps{7, 3, 1500ms, 700ms}, RampSteps{5, 10, 2s, 0s},
                                 RampSteps{1, 1, 333ms, 2500ms}, RampSteps{1000, 1000, 1s, 1s}}) {
    const RateProgram ramp = Ramp(kBegin, steps).program(1000);
    sys::TimePoint last = ramp.due(0);
    EXPECT_EQ(last, kBegin + (static_cast<double>(steps.start) * base::to_seconds(steps.hold) < 1 ? steps.hold
                                                                                                  : 0s));
    for (std::uint64_t i = 1; i < 3000; ++i) {
      const sys::TimePoint due = ramp.due(i);
      ASSERT_GT(due, last) << i;
      ASSERT_LE(base::to_seconds(due - last) * ramp.rate_at(last),
                1 + 1e-3 + ramp.rate_at(last) * base::to_seconds(steps.hold + steps.rest))
          << i;
      last = due;
    }
  }
}

TEST(Ramp, WhatIsBeyondTheClockIsNever) {
  const RateProgram ramp = Ramp(kBegin, {.start = 1, .step = 1, .hold = 24h, .rest = 24h}).program(~0ULL);
  EXPECT_EQ(ramp.due(~std::uint64_t{0}), sys::TimePoint::max());
}

TEST(Ramp, AStepOffersWhatIsDueWhileItHoldsItsRate) {
  const Ramp ramp(kBegin, {.start = 100, .step = 50, .hold = 1500ms, .rest = 30s});
  EXPECT_EQ(ramp.offered_in(0), 150U);
  EXPECT_EQ(ramp.offered_in(2), 300U);
  EXPECT_EQ(ramp.begin_of(2), kBegin + 63s);
  EXPECT_EQ(ramp.hold_end_of(2), kBegin + 64500ms);
}

}  // namespace
}  // namespace seiload::load
