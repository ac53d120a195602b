#include "sim/load_run.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::sim {
namespace {

TEST(Simulation, TheSameSeedGivesTheSameEvents) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const RunResult once = run_load(seed), again = run_load(seed);
    EXPECT_EQ(once.hash, again.hash) << seed;
    EXPECT_EQ(once.events, again.events) << seed;
    EXPECT_GT(once.accepted, 0U) << seed << ": " << once.described;
  }
  EXPECT_NE(run_load(1).hash, run_load(2).hash);
}

// A fixed set; `make sim` runs fresh ones.
TEST(Simulation, WhatMustHoldHoldsForAHundredSeeds) {
  std::uint64_t accepted = 0, unanswered = 0, resent = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const RunResult result = run_load(seed);
    ASSERT_EQ(result.violation, "") << "seed " << seed << ": " << result.described;
    accepted += result.accepted;
    unanswered += result.unanswered;
    resent += result.resent;
  }
  // It was a load, and there was trouble.
  EXPECT_GT(accepted, 50'000U);
  EXPECT_GT(unanswered, 500U);
  EXPECT_GT(resent, 0U);
}

}  // namespace
}  // namespace seiload::sim
