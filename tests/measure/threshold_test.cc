#include "measure/threshold.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::measure {
namespace {

using namespace std::chrono_literals;

Summary example() {
  Summary s;
  s.scheduled = 1100;
  s.dropped = 100;
  s.admitted = 1000;
  s.counts.accepted = 990;
  s.counts.rejected = 6;
  s.counts.failed = 3;
  s.counts.unanswered = 1;
  s.average_tps = 99;
  s.scheduled_share = 0.956;
  s.generator.judged = 1000;
  s.generator.in_doubt = 250;
  TimeHistogram histogram;
  histogram.record(1200ms);
  s.from_due = histogram.snapshot();
  return s;
}

TEST(Threshold, IsCrossedOrNot) {
  const struct {
    const char* condition;
    const char* want;  // null: not crossed
  } kCases[] = {
      {"p99 > 500ms", "p99 > 500ms: it was 1.20s"},
      {"p99>1.2s", nullptr},
      {"p99>=1.2s", "p99>=1.2s: it was 1.20s"},
      {"p95 > 500ms", "p95 > 500ms: it was 1.20s"},
      {"p99.9 > 500ms", "p99.9 > 500ms: it was 1.20s"},
      {"p999 > 500ms", "p999 > 500ms: it was 1.20s"},
      {"p12.5 > 2s", nullptr},
      {"scheduled_share < 99%", "scheduled_share < 99%: it was 95.60%"},
      {"scheduled_share < 0.95", nullptr},
      {"doubt_share > 10%", "doubt_share > 10%: it was 25.00%"},
      {"unsent > 0", nullptr},
      {"max > 2s", nullptr},
      {"mean < 2s", "mean < 2s: it was 1.20s"},
      {"tps < 150", "tps < 150: it was 99.00"},
      {"tps < 99", nullptr},
      {"tps <= 99", "tps <= 99: it was 99.00"},
      {"error_share > 0.9%", "error_share > 0.9%: it was 1.00%"},
      {"error_share > 0.02", nullptr},
      {"drop_share > 5 %", "drop_share > 5 %: it was 9.09%"},
      {" rejected > 5 ", "rejected > 5: it was 6"},
      {"rejected > 6", nullptr},
      {"failed >= 4", nullptr},
      {"unanswered > 0", "unanswered > 0: it was 1"},
      {"dropped > 99", "dropped > 99: it was 100"},
      {"accepted < 991", "accepted < 991: it was 990"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.condition);
    const auto threshold = Threshold::parse(c.condition);
    ASSERT_TRUE(threshold) << threshold.error().message;
    const auto why = threshold->crossed(example());
    EXPECT_EQ(why.value_or("(not crossed)"), c.want != nullptr ? c.want : "(not crossed)");
  }
}

TEST(Threshold, KnowsWhatBecameOfTheAccepted) {
  Summary s = example();
  for (const char* condition :
       {"included_share < 1%", "expired > 5", "reverted_share > 99%", "dropped_by_node > 0", "reverted > 9"})
    EXPECT_EQ(Threshold::parse(condition)->crossed(s), base::cat(condition, ": it was not measured"));
  s.chain.inclusion.emplace();
  s.chain.inclusion->registered = 1000;
  s.chain.inclusion->included = 800;
  s.chain.inclusion->succeeded = 300;
  s.chain.inclusion->reverted = 100;
  s.chain.inclusion->dropped = 150;
  s.chain.inclusion->expired = 50;
  EXPECT_EQ(Threshold::parse("included_share < 90%")->crossed(s), "included_share < 90%: it was 80.00%");
  EXPECT_EQ(Threshold::parse("included_share < 80%")->crossed(s), std::nullopt);
  EXPECT_EQ(Threshold::parse("reverted_share > 0.2")->crossed(s), "reverted_share > 0.2: it was 25.00%");
  EXPECT_EQ(Threshold::parse("reverted > 99")->crossed(s), "reverted > 99: it was 100");
  EXPECT_EQ(Threshold::parse("reverted > 100")->crossed(s), std::nullopt);
  EXPECT_EQ(Threshold::parse("expired > 49")->crossed(s), "expired > 49: it was 50");
  EXPECT_EQ(Threshold::parse("dropped > 249")->crossed(s), "dropped > 249: it was 250");  // arrivals, too
  EXPECT_EQ(Threshold::parse("dropped_by_node > 149")->crossed(s), "dropped_by_node > 149: it was 150");
}

// By hash alone, or where the node gives no receipts: none is known to have succeeded.
TEST(Threshold, WithoutReceiptsNothingIsKnownOfReverts) {
  Summary s = example();
  s.chain.inclusion.emplace();
  EXPECT_EQ(Threshold::parse("reverted > 0")->crossed(s), std::nullopt);
  s.chain.inclusion->registered = s.chain.inclusion->included = 10;
  for (const char* condition : {"reverted > 9", "reverted_share > 99%"})
    EXPECT_EQ(Threshold::parse(condition)->crossed(s), base::cat(condition, ": it was not measured"));
}

TEST(Threshold, WhatWasNotMeasuredIsCrossed) {
  EXPECT_EQ(Threshold::parse("p50 > 1h")->crossed(Summary()), "p50 > 1h: it was not measured");
  EXPECT_EQ(Threshold::parse("error_share > 50%")->crossed(Summary()),
            "error_share > 50%: it was not measured");
  EXPECT_EQ(Threshold::parse("tps > 1")->crossed(Summary()), "tps > 1: it was not measured");
  EXPECT_EQ(Threshold::parse("scheduled_share < 1%")->crossed(Summary()),
            "scheduled_share < 1%: it was not measured");
  EXPECT_EQ(Threshold::parse("rejected > 0")->crossed(Summary()), std::nullopt);
}

TEST(Threshold, KnowsBlocksAndInclusionTimes) {
  Summary s;
  EXPECT_EQ(Threshold::parse("block_time_p90 > 1s")->crossed(s), "block_time_p90 > 1s: it was not measured");
  TimeHistogram histogram;
  histogram.record(3s);
  s.chain.blocks.emplace().time = histogram.snapshot();
  s.chain.blocks->count = 7;
  s.chain.inclusion.emplace().from_due = histogram.snapshot();
  s.generator_lag = histogram.snapshot();
  for (const char* name : {"block_time_p90", "block_time_max", "inclusion_p99.9", "inclusion_max", "lag_p99"})
    EXPECT_EQ(Threshold::parse(base::cat(name, " > 1s"))->crossed(s), base::cat(name, " > 1s: it was 3.00s"));
  EXPECT_EQ(Threshold::parse("blocks < 8")->crossed(s), "blocks < 8: it was 7");
  EXPECT_EQ(Threshold::parse("block_time_p90 > 1s")->needs(), Threshold::Needs::blocks);
  EXPECT_EQ(Threshold::parse("interval:inclusion_p50 > 1s")->needs(), Threshold::Needs::inclusion);
  EXPECT_EQ(Threshold::parse("p50 > 1s")->needs(), Threshold::Needs::nothing);
}

// --slo: what is to hold.
TEST(Threshold, SaysWhyAConditionDoesNotHold) {
  EXPECT_EQ(Threshold::parse("p99 < 500ms")->missed(example()), "p99 < 500ms: it was 1.20s");
  EXPECT_EQ(Threshold::parse("p99 < 2s")->missed(example()), std::nullopt);
  EXPECT_EQ(Threshold::parse("inclusion_p99 < 2s")->missed(example()),
            "inclusion_p99 < 2s: it was not measured");
}

TEST(Threshold, MayBeOfAnInterval) {
  EXPECT_TRUE(Threshold::parse("interval:p99 > 500ms")->is_of_interval());
  EXPECT_TRUE(Threshold::parse(" interval:tps<5")->is_of_interval());
  EXPECT_FALSE(Threshold::parse("tps < 5")->is_of_interval());
}

TEST(Threshold, HelpListsEveryName) {
  const std::string help = Threshold::help();
  for (const char* row : {"\n  accepted         count     accepted transactions\n",
                          "\n  block_time_pN    time      between blocks, as in block_time_p90; of blocks\n"})
    EXPECT_NE(help.find(row), std::string::npos) << row;
  std::size_t column = 0;
  for (const char c : help) ASSERT_LE(column = c == '\n' ? 0 : column + 1, 80u);
}

TEST(Threshold, RefusesWhatItDoesNotUnderstand) {
  const std::string names = Threshold::names();
  const struct {
    const char* condition;
    std::string want;
  } kBad[] = {
      {"", "expected a condition such as 'p99 > 500ms', got ''"},
      {"p99", "expected a condition such as 'p99 > 500ms', got 'p99'"},
      {"p > 1s", "expected one of " + names + " on the left, got 'p > 1s'"},
      {"block_time_p > 1s", "expected one of " + names +
                                " on the left, got 'block_time_p > 1s'; did you mean 'block_time_p50'?"},
      {"includd_share > 1", "expected one of " + names +
                                " on the left, got 'includd_share > 1'; did you mean 'included_share'?"},
      {"tp > 1s", "expected one of " + names + " on the left, got 'tp > 1s'; did you mean 'tps'?"},
      {"> 1s", "expected one of " + names + " on the left, got '> 1s'"},
      {"p99 > 5", "expected a duration such as 500ms on the right, got 'p99 > 5'"},
      {"p99 > 5%", "expected a duration such as 500ms on the right, got 'p99 > 5%'"},
      {"tps < fast", "expected a number >= 0 on the right, got 'tps < fast'"},
      {"tps < -1", "expected a number >= 0 on the right, got 'tps < -1'"},
      {"tps << 1", "expected a number >= 0 on the right, got 'tps << 1'"},
      {"error_share >", "expected a share such as 0.01 or 1% on the right, got 'error_share >'"},
  };
  for (const auto& c : kBad) {
    SCOPED_TRACE(c.condition);
    const auto threshold = Threshold::parse(c.condition);
    ASSERT_FALSE(threshold);
    EXPECT_EQ(threshold.error().message, c.want);
  }
}

}  // namespace
}  // namespace seiload::measure
