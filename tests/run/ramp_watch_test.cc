#include "run/ramp_watch.h"

#include <gtest/gtest.h>

#include "support/jumping_clock.h"
#include "support/wait.h"

namespace seiload::run {
namespace {

using namespace std::chrono_literals;

// A dry run has no chain that could end it.
TEST(RampWatch, WithoutAChainTheRateRisesForAsLongAsTheRunLasts) {
  const test::JumpingClock clock;
  sys::Log log(-1, clock, sys::Level::error);
  const auto stop = std::make_unique<sys::Stop>();
  const profile::Settings settings;
  const load::Ramp ramp(clock.now(), {.start = 1, .step = 1, .hold = 1ms, .rest = 0ms});
  load::RateControl rates(ramp.program(RampWatch::kStepsAhead));
  const std::uint64_t late = RampWatch::kStepsAhead + 1000;
  EXPECT_EQ(rates.now()->rate_at(ramp.begin_of(late)), RampWatch::kStepsAhead);
  RampWatch watch(
      settings, ramp, rates, nullptr, [] { return std::nullopt; }, clock, log, *stop);
  ASSERT_TRUE(watch.start());
  test::wait_for([&] { return rates.epoch() >= 1; });
  EXPECT_EQ(rates.now()->rate_at(ramp.begin_of(late)), static_cast<double>(late + 1));
  stop->request(sys::StopReason::on_signal(15));
}

}  // namespace
}  // namespace seiload::run
