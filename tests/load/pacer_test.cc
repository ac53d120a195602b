#include "load/pacer.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "load/quota.h"

namespace seiload::load {
namespace {

using namespace std::chrono_literals;

const sys::TimePoint kStart = sys::TimePoint(1000s);

TEST(Pacer, SpacesStartsEvenly) {
  Pacer pacer(kStart, 100);
  sys::TimePoint now = kStart;
  for (int i = 0; i < 500; ++i) {
    EXPECT_EQ(pacer.next(now), kStart + i * 10ms);
    now = pacer.next(now);
    pacer.started();
  }
}

TEST(Pacer, CatchesUpOnAShortDelayAndDoesNotBurstAfterAStall) {
  Pacer pacer(kStart, 1000);
  EXPECT_EQ(pacer.next(kStart + 5ms), kStart);  // late within the slack: owed
  pacer.started();
  EXPECT_EQ(pacer.next(kStart + 5ms), kStart + 1ms);
  pacer.blocked();
  const sys::TimePoint later = kStart + 10s;
  int at_once = 0;
  while (pacer.next(later) <= later) {
    pacer.started();
    ++at_once;
  }
  EXPECT_EQ(at_once, 11);  // the slack's worth, and the one that is due now; not ten thousand
  EXPECT_EQ(pacer.next(later), later + 1ms);
}

// How many starts may be made at this instant.
int starts_at(Pacer& pacer, sys::TimePoint now) {
  int count = 0;
  for (; pacer.next(now) <= now; ++count) pacer.started();
  return count;
}

TEST(Pacer, WhatALateThreadOwesIsCaughtUp) {
  Pacer pacer(kStart, 1000);
  EXPECT_EQ(starts_at(pacer, kStart + 100ms), 101);
  EXPECT_EQ(pacer.given_up(), 0);
}

// After a hold-up of 3 s no more than a tenth of a second's starts go out together, and the pace goes on as
// before.
TEST(Pacer, ALongHoldUpIsNotCaughtUp) {
  Pacer pacer(kStart, 1000);
  EXPECT_EQ(starts_at(pacer, kStart), 1);
  EXPECT_EQ(starts_at(pacer, kStart + 3s), 100);
  EXPECT_EQ(pacer.given_up(), 2900);
  EXPECT_EQ(pacer.next(kStart + 3s), kStart + 3001ms);
  EXPECT_EQ(starts_at(pacer, kStart + 3100ms), 100);
}

// Several workers that were held up together owe a tenth of a second in sum, also where each has few starts.
TEST(Pacer, WorkersInSumOwePartOfASecondToo) {
  for (const double rate : {8.0, 100.0, 5000.0}) {
    constexpr int kWorkers = 8;
    int sum = 0;
    for (int worker = 0; worker < kWorkers; ++worker) {
      Pacer pacer(kStart, rate / kWorkers, static_cast<double>(worker) / kWorkers);
      pacer.set_rate(2 * rate / kWorkers, kStart);  // as a ramp does
      starts_at(pacer, kStart + 1s);
      sum += starts_at(pacer, kStart + 5s);
    }
    EXPECT_LE(sum, static_cast<int>(0.1 * 2 * rate) + 1) << rate;
    EXPECT_GE(sum, static_cast<int>(0.1 * 2 * rate) - 1) << rate;
  }
}

TEST(Pacer, CountsWhatABlockedTargetCosts) {
  Pacer pacer(kStart, 1000);
  pacer.blocked();
  EXPECT_EQ(pacer.next(kStart + 1s), kStart + 990ms);
  EXPECT_NEAR(pacer.given_up(), 990, 0.001);
}

TEST(Pacer, WithoutALimitNothingWaits) {
  Pacer pacer(kStart, 0);
  for (int i = 0; i < 3; ++i, pacer.started()) EXPECT_EQ(pacer.next(kStart + 1s), kStart + 1s);
}

TEST(Pacer, TakesANewRateAtOnce) {
  Pacer pacer(kStart, 1);
  pacer.started();
  EXPECT_EQ(pacer.next(kStart + 100ms), kStart + 1s);
  pacer.set_rate(10, kStart + 100ms);
  EXPECT_EQ(pacer.next(kStart + 100ms), kStart + 100ms);
  pacer.started();
  pacer.set_rate(10, kStart + 150ms);  // the same: nothing changes
  EXPECT_EQ(pacer.next(kStart + 150ms), kStart + 200ms);
}

TEST(Quota, LetsExactlyTheWantedNumberBeAccepted) {
  Quota quota(1000);
  std::atomic<int> accepted = 0, completed = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; quota.acquire(); ++i) {
          if ((i + t) % 3 == 0) {
            quota.release();
          } else {
            ++accepted;
            completed += quota.accepted() ? 1 : 0;
          }
        }
      });
    }
  }
  // A thread may have seen no ticket left while another still held one it gave back later.
  while (quota.acquire()) {
    ++accepted;
    completed += quota.accepted() ? 1 : 0;
  }
  EXPECT_EQ(accepted, 1000);
  EXPECT_EQ(completed, 1);
}

TEST(Quota, ZeroIsNoLimit) {
  Quota quota(0);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(quota.acquire());
    EXPECT_FALSE(quota.accepted());
  }
}

}  // namespace
}  // namespace seiload::load
