#include "report/verdict.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/example_summary.h"

namespace seiload::report {
namespace {

using namespace std::chrono_literals;

// Of a run in which all went well.
measure::Summary good_run() {
  measure::Summary s = test::example_summary();
  s.ended_by = "duration";
  s.scheduled = s.admitted = s.counts.accepted = 2000;
  s.dropped = 0;
  s.counts = {2000, 0, 0, 0, 0};
  s.errors.clear();
  s.average_tps = 200;
  return s;
}

std::string said(const measure::Summary& s) {
  const Verdict verdict = verdict_of(s);
  const char* const kind = verdict.kind == Verdict::Kind::good      ? "good"
                           : verdict.kind == Verdict::Kind::limited ? "limited"
                                                                    : "bad";
  return base::cat(kind, ": ", verdict.asked, " | ", verdict.limit);
}

constexpr const char* kAsked =
    "Asked for 200 transactions a second for 10.0s, open loop; all of 2,000 were accepted, 200 a second, 99 "
    "in "
    "100 within 3.00ms of their due time. | ";

TEST(Verdict, WhatWasAskedForHeld) {
  EXPECT_EQ(said(good_run()),
            base::cat("good: ", kAsked, "Nobody reached a limit: what was asked for is what was measured."));
  measure::Summary s = good_run();
  s.tps = 0;
  s.open_loop = false;
  EXPECT_EQ(said(s),
            "good: Asked for as many transactions a second as the target takes for 10.0s, closed loop; all "
            "of 2,000 "
            "were accepted, 200 a second, 99 in 100 within 3.00ms of their due time. | The target set the "
            "pace: each "
            "of at most 10,000 transactions in flight waited for its answer.");
}

TEST(Verdict, TheTargetSetTheLimit) {
  measure::Summary s = good_run();
  s.counts = {1900, 60, 20, 20, 0};
  s.errors = {{"rejected", "nonce_too_low", 60, ""}, {"failed", "refused", 20, ""}};
  EXPECT_EQ(said(s),
            "limited: Asked for 200 transactions a second for 10.0s, open loop; 95.0 % of 2,000 were "
            "accepted, 200 a "
            "second, 99 in 100 within 3.00ms of their due time. | The target set the limit: it did not "
            "accept 5.0 %, "
            "most often for nonce_too_low (60).");
  s = good_run();
  s.dropped = 500;
  s.scheduled = 2500;
  EXPECT_EQ(verdict_of(s).limit,
            "The target set the limit: 20.0 % were dropped because 10,000 were in flight already.");
  s = good_run();
  s.chain.inclusion.emplace().registered = 2000;
  s.chain.inclusion->included = 1500;
  EXPECT_EQ(verdict_of(s).limit,
            "The chain set the limit: it included 75.0 % of what its nodes had accepted.");
  s.chain.inclusion->included = 2000;
  s.chain.inclusion->succeeded = s.chain.inclusion->reverted = 1000;
  EXPECT_EQ(verdict_of(s).limit,
            "The contracts set the limit: 50.0 % of the included transactions reverted.");
}

TEST(Verdict, TheGeneratorSetTheLimit) {
  measure::Summary s = good_run();
  s.fell_short = true;
  s.seconds = 10;
  s.busy_seconds = 9;
  EXPECT_EQ(said(s),
            base::cat("limited: ", kAsked,
                      "The generator, not the target, set the limit: the worker threads were busy all the "
                      "time in 9 of 10 seconds."));
  s = good_run();
  s.generator.judged = 2000;
  s.generator.in_doubt = 500;
  EXPECT_EQ(said(s),
            base::cat("limited: ", kAsked,
                      "Nobody reached a limit: what was asked for is what was measured; take latencies with "
                      "care, 25.0 % include delays of the generator."));
}

TEST(Verdict, OfARamp) {
  measure::Summary s = good_run();
  measure::RampReport& ramp = s.chain.ramp.emplace();
  ramp.start = ramp.step = 50;
  ramp.held_tps = 1500;
  EXPECT_EQ(said(s),
            "good: Asked for a ramp from 50 transactions a second in steps of 50 for 10.0s, open loop; all "
            "of 2,000 "
            "were accepted over all steps, 200 a second, 99 in 100 within 3.00ms of their due time. | "
            "1,500 a second is the highest step that held; the ramp ended before it met a limit.");
  ramp.reached_limit = true;
  ramp.why = "at 1,550 a second 80 % were accepted";
  EXPECT_EQ(
      verdict_of(s).limit,
      "1,500 a second is the highest step that held; the next step did not: at 1,550 a second 80 % were "
      "accepted.");
  ramp.held_tps.reset();
  EXPECT_EQ(verdict_of(s).limit, "No step held: at 1,550 a second 80 % were accepted.");
}

TEST(Verdict, OfASearch) {
  measure::Summary s = good_run();
  s.search.emplace().from = 50;
  EXPECT_TRUE(
      said(s).starts_with("limited: Asked for the highest rate that holds, from 50 transactions a second "));
  EXPECT_EQ(verdict_of(s).limit, "The search found no rate that held.");
  s.search->outcome = "stopped";
  EXPECT_EQ(verdict_of(s).limit, "The run ended before the search did.");
  s.search->outcome = "unsettled";
  EXPECT_EQ(verdict_of(s).limit, "The search got no clear answer.");
  s.search->outcome = "found";
  s.search->limit_tps = 1234.4;
  EXPECT_TRUE(said(s).starts_with("good: "));
  EXPECT_EQ(verdict_of(s).limit, "1,234 a second is the highest rate that held.");
  s.search->outcome = "generator";
  EXPECT_EQ(verdict_of(s).limit,
            "1,234 a second is the highest rate that held; above it this machine, not the target, is the "
            "limit.");
}

TEST(Verdict, OfARateFile) {
  measure::Summary s = good_run();
  s.tps = 0;
  s.rate_file = "day.rate";
  EXPECT_TRUE(said(s).starts_with("good: Asked for the rate of day.rate for 10.0s, open loop; all of "));
  EXPECT_EQ(verdict_of(s).limit, "Nobody reached a limit: what was asked for is what was measured.");
}

TEST(Verdict, OfARunThatCameToNothing) {
  measure::Summary s = good_run();
  s.counts = {0, 2000, 0, 0, 0};
  s.errors = {{"rejected", "underpriced", 2000, "fee too low"}};
  s.from_due = {};
  EXPECT_EQ(said(s),
            "bad: Asked for 200 transactions a second for 10.0s, open loop; none was accepted. | The target "
            "refused "
            "all of it: nothing was accepted: 2,000 admitted, 2,000 rejected (underpriced): fee too low.");
  s = good_run();
  s.ended_by = "failure";
  s.ended_text = "out of descriptors";
  EXPECT_EQ(said(s), base::cat("bad: ", kAsked, "It failed: out of descriptors."));
  s.reached_load = false;
  EXPECT_EQ(said(s), "bad: The run ended before its load began. | out of descriptors.");
}

}  // namespace
}  // namespace seiload::report
