#include "sys/event.h"

#include <gtest/gtest.h>

#include <thread>

#include "sys/clock.h"

namespace seiload::sys {
namespace {

bool is_readable(const Event& event) {
  pollfd descriptor{event.fd(), POLLIN, 0};
  return SystemClock().wait({&descriptor, 1}, kPast) == 1;
}

TEST(Event, IsReadableFromSetToClear) {
  const Event event;
  EXPECT_FALSE(event.is_set() || is_readable(event));
  event.clear();                                  // nothing to take
  for (int i = 0; i < 100'000; ++i) event.set();  // more than a pipe holds
  EXPECT_TRUE(event.is_set() && is_readable(event));
  EXPECT_TRUE(is_readable(event));  // a look takes nothing away
  event.clear();
  EXPECT_FALSE(event.is_set() || is_readable(event));
  event.set();
  EXPECT_TRUE(event.is_set() && is_readable(event));
}

// What was written before a set() is seen after the clear() that takes it, however the two threads meet.
TEST(Event, LosesNothingBetweenTwoThreads) {
  const Event event;
  std::atomic<int> told{0};
  constexpr int kTimes = 20'000;
  std::jthread teller([&] {
    for (int i = 1; i <= kTimes; ++i) {
      told.store(i, std::memory_order_relaxed);
      event.set();
    }
  });
  const SystemClock clock;
  const TimePoint deadline = clock.now() + std::chrono::seconds(30);
  int seen = 0;
  while (seen < kTimes && clock.wait_for(event, deadline)) {
    event.clear();
    seen = told.load(std::memory_order_relaxed);
  }
  EXPECT_EQ(seen, kTimes);
}

}  // namespace
}  // namespace seiload::sys
