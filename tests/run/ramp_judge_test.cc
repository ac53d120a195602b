#include "run/ramp_judge.h"

#include <gtest/gtest.h>

namespace seiload::run {
namespace {

using namespace std::chrono_literals;

std::string why(const std::optional<RampVerdict>& verdict) {
  return verdict ? std::string(verdict->reason) + ": " + verdict->why : "held";
}

TEST(RampJudge, AStepHoldsWhereItWasSentAcceptedAndIncluded) {
  const measure::RampStep good{
      .tps = 100, .offered = 12'000, .sent = 11'400, .accepted = 10'830, .included = 10'289};
  EXPECT_EQ(why(judge_sending(good)), "held");
  EXPECT_EQ(why(judge_inclusion(good)), "held");
  measure::RampStep step = good;
  step.sent = 800;
  EXPECT_EQ(why(judge_sending(step)),
            "sent: only 800 of 12,000 were sent: the target, or this machine, took no more");
  step = good;
  step.accepted = 10'827;
  EXPECT_EQ(why(judge_sending(step)), "accepted: only 10,827 of 11,400 sent were accepted");
  step = good;
  step.included = 0;
  EXPECT_EQ(why(judge_inclusion(step)), "included: only 0 of 10,830 accepted were included");
}

TEST(RampJudge, TwoTransactionsAreChance) {
  EXPECT_EQ(why(judge_sending({.offered = 10, .sent = 8, .accepted = 6})), "held");
  EXPECT_EQ(judge_sending({.offered = 10, .sent = 7})->reason, "sent");
  EXPECT_EQ(why(judge_inclusion({.accepted = 2, .included = 0})), "held");
}

TEST(RampJudge, BlocksMayTakeAsLongAsTheLimit) {
  EXPECT_EQ(why(judge_block_time({}, 90, 1s)), "held");
  EXPECT_EQ(why(judge_block_time({.block_time = 1s}, 90, 1s)), "held");
  EXPECT_EQ(why(judge_block_time({.block_time = 1200ms}, 90, 1s)),
            "block_time: p90 of the time between blocks is 1.20s, above 1s");
}

}  // namespace
}  // namespace seiload::run
