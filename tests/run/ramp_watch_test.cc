#include "run/ramp_watch.h"

#include <gtest/gtest.h>

#include <atomic>

#include "support/wait.h"
#include "sys/poll.h"

namespace seiload::run {
namespace {

using namespace std::chrono_literals;

// A clock whose waits are over at once: it goes to their deadlines.
class JumpingClock final : public sys::Clock {
 public:
  sys::TimePoint now() const override { return sys::TimePoint(sys::Duration(now_.load())); }
  sys::WallTime wall_now() const override { return sys::WallTime(now().time_since_epoch()); }
  int wait(std::span<pollfd> descriptors, sys::TimePoint deadline) const override {
    const int ready = sys::poll(descriptors, sys::kPast);
    if (ready == 0) now_ = std::max(now(), deadline).time_since_epoch().count();
    return ready;
  }

 private:
  mutable std::atomic<std::int64_t> now_{0};
};

// A dry run has no chain that could end it.
TEST(RampWatch, WithoutAChainTheRateRisesForAsLongAsTheRunLasts) {
  const JumpingClock clock;
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
