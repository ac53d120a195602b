#include "run/search_judge.h"

#include <gtest/gtest.h>

namespace seiload::run {
namespace {

using namespace std::chrono_literals;

measure::Times times(std::initializer_list<base::Duration> values) {
  measure::TimeHistogram histogram;
  for (const base::Duration value : values) histogram.record(value);
  return histogram.snapshot();
}

// 100 a second for ten seconds.
SearchMeasure good() {
  SearchMeasure step;
  step.tps = 100;
  step.length = 10s;
  step.offered = step.sent = step.accepted = step.included = 1000;
  step.waiting.assign(200, 20);
  step.window.from_due = times({10ms, 20ms, 30ms});
  return step;
}

std::string judged(const SearchMeasure& step, std::initializer_list<const char*> slo = {}) {
  std::vector<measure::Threshold> conditions;
  for (const char* one : slo) conditions.push_back(*measure::Threshold::parse(one));
  const SearchJudgement found = judge_search_step(step, conditions, 0.05);
  const char* const kNames[] = {"held", "failed: ", "void: "};
  return kNames[static_cast<int>(found.verdict)] + found.why;
}

TEST(SearchJudge, EnoughMustBeSentAcceptedAndIncluded) {
  EXPECT_EQ(judged(good()), "held");
  SearchMeasure step = good();
  step.sent = 974;
  step.accepted = step.included = 950;
  EXPECT_EQ(judged(step), "held") << "half the resolution, and two by chance";
  step.sent = 972;
  EXPECT_EQ(judged(step), "failed: only 972 of 1,000 were sent");
  step = good();
  step.accepted = 900;
  EXPECT_EQ(judged(step), "failed: only 900 of 1,000 sent were accepted");
  step = good();
  step.included = 900;
  EXPECT_EQ(judged(step), "failed: only 900 of 1,000 accepted were included");
}

// It is all included in the end, but a longer step would not be.
TEST(SearchJudge, WhatWaitsMustNotGrow) {
  SearchMeasure step = good();
  step.waiting.clear();
  for (std::uint64_t i = 0; i < 200; ++i) step.waiting.push_back(i);
  EXPECT_EQ(judged(step),
            "failed: 100 more waited for a block at the end of the step than near its beginning");
  step.block_time = 12s;
  EXPECT_EQ(judged(step), "held") << "blocks are rarer than that";
  step = good();
  for (std::size_t i = 0; i < 200; ++i) step.waiting[i] = i % 8;
  EXPECT_EQ(judged(step), "held");
  step.waiting = {1, 2};
  EXPECT_EQ(judged(step), "held") << "too few to say";
}

TEST(SearchJudge, EveryConditionMustHold) {
  EXPECT_EQ(judged(good(), {"p99 < 500ms", "error_share < 1%"}),
            "failed: error_share < 1%: it was not measured");
  SearchMeasure step = good();
  step.window.admitted = 1000;
  EXPECT_EQ(judged(step, {"p99 < 500ms", "error_share < 1%"}), "held");
  EXPECT_EQ(judged(step, {"p99 < 25ms"}), "failed: p99 < 25ms: it was 30.0ms");
}

TEST(SearchJudge, WhatTheGeneratorDidIsVoid) {
  SearchMeasure step = good();
  step.sent = 500;
  step.window.missed[static_cast<std::size_t>(measure::Missed::generator)] = 400;
  EXPECT_EQ(judged(step),
            "void: only 500 of 1,000 were sent, but the generator was late with most of the rest");
  step.window.missed = {};
  step.busy = 0.95;
  EXPECT_EQ(judged(step),
            "void: only 500 of 1,000 were sent, but the generator's threads were busy all the time");
  step = good();
  step.window.generator_lag = times({25ms, 25ms, 25ms});
  EXPECT_EQ(judged(step, {"p99 < 25ms"}),
            "void: p99 < 25ms: it was 30.0ms, but most of the latency is the generator's, which sent one in "
            "a hundred more than 25.0ms late");
  EXPECT_EQ(judged(step), "held") << "what holds, holds";
}

TEST(SearchJudge, WhatTheStepBeforeLeftBehindIsVoid) {
  SearchMeasure step = good();
  step.included = 100;
  step.was_clear = false;
  EXPECT_EQ(judged(step),
            "void: only 100 of 1,000 accepted were included, but the step before was not caught up with");
  step.included = 1000;
  EXPECT_EQ(judged(step), "held");
}

}  // namespace
}  // namespace seiload::run
