#include "track/step_counts.h"

#include <gtest/gtest.h>

namespace seiload::test {
namespace {

using namespace std::chrono_literals;
using track::StepCount;

constexpr sys::TimePoint kStart{1000s};

TEST(StepCounts, NothingIsCountedWithoutSteps) {
  track::StepCounts counts;
  counts.add(kStart, &StepCount::included);
  EXPECT_TRUE(counts.get().empty());
}

TEST(StepCounts, CountsByTheStepThatADueTimeIsIn) {
  track::StepCounts counts;
  counts.count_by([](sys::TimePoint due) {
    return due < kStart ? track::kNoStep : static_cast<std::size_t>((due - kStart) / 10s);
  });
  counts.add(kStart - 1s, &StepCount::registered);  // in none
  counts.add(kStart, &StepCount::registered);
  counts.add(kStart + 29s, &StepCount::registered);
  counts.add(kStart + 29s, &StepCount::included);
  counts.add(kStart + 20s, &StepCount::included);
  counts.take_back(kStart + 29s, &StepCount::included);
  counts.add(kStart + 100'000s, &StepCount::registered);  // more steps than are kept
  ASSERT_EQ(counts.get().size(), 3U);
  EXPECT_EQ(counts.get()[0].registered, 1U);
  EXPECT_EQ(counts.get()[1].registered, 0U);
  EXPECT_EQ(counts.get()[2].registered, 1U);
  EXPECT_EQ(counts.get()[2].included, 1U);
}

}  // namespace
}  // namespace seiload::test
