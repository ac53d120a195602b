#include "track/time_budget.h"

#include <gtest/gtest.h>

namespace seiload::track {
namespace {

using namespace std::chrono_literals;

const sys::TimePoint kStart = sys::TimePoint(1000s);

TEST(TimeBudget, AllowsAShareOfTheTime) {
  TimeBudget budget(0.1, 250ms, kStart);
  EXPECT_EQ(budget.next(kStart), kStart);
  budget.spend(400ms, kStart + 400ms);  // 250 + 40 - 400
  EXPECT_EQ(budget.next(kStart + 400ms), kStart + 1500ms + 10ns);
  EXPECT_EQ(budget.next(kStart + 1600ms), kStart + 1600ms);
}

TEST(TimeBudget, SlowAnswersStayWithinTheShare) {
  TimeBudget budget(0.1, 0ms, kStart);
  sys::TimePoint now = kStart;
  sys::Duration spent{0};
  while (now < kStart + 600s) {
    now = std::max(now, budget.next(now)) + 1100ms;
    budget.spend(1100ms, now);
    spent += 1100ms;
  }
  EXPECT_GE(spent, 58s);
  EXPECT_LE(spent, 62s);
}

TEST(TimeBudget, SavesASecondAtMost) {
  TimeBudget budget(0.1, 0ms, kStart);
  budget.spend(2s, kStart + 1h);
  EXPECT_EQ(budget.next(kStart + 1h), kStart + 1h + 10s + 10ns);
}

}  // namespace
}  // namespace seiload::track
