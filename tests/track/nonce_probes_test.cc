#include "track/nonce_probes.h"

#include <gtest/gtest.h>

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

constexpr sys::TimePoint kStart{1000s};
constexpr std::uint32_t kAccount = 7;

TEST(NonceProbes, AnAccountIsAskedAtMostTwiceASecond) {
  track::NonceProbes probes;
  EXPECT_TRUE(probes.may_ask(kAccount, kStart));
  EXPECT_FALSE(probes.may_ask(kAccount, kStart + 499ms));
  EXPECT_TRUE(probes.may_ask(kAccount + 1, kStart + 499ms));
  EXPECT_TRUE(probes.may_ask(kAccount, kStart + 500ms));
}

TEST(NonceProbes, TheSameAnswerAcrossABlockShowsWhatIsGone) {
  track::NonceProbes probes;
  auto gone = probes.take(kAccount, 5, kStart, 1);
  EXPECT_EQ(gone.from, 5U);
  EXPECT_EQ(gone.before, sys::TimePoint{});
  gone = probes.take(kAccount, 5, kStart + 1s, 1);  // no block between them
  EXPECT_EQ(gone.before, sys::TimePoint{});
  gone = probes.take(kAccount, 5, kStart + 2s, 2);
  EXPECT_EQ(gone.before, kStart + 1s);
  gone = probes.take(kAccount, 6, kStart + 3s, 3);  // another answer
  EXPECT_EQ(gone.from, 6U);
  EXPECT_EQ(gone.before, sys::TimePoint{});
}

TEST(NonceProbes, WhereTheNodeHasAllItIsAskedLessAndLess) {
  track::NonceProbes probes;
  sys::TimePoint now = kStart;
  for (const sys::Duration pause : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 8000ms}) {
    EXPECT_TRUE(probes.may_ask(kAccount, now));
    probes.take(kAccount, 5, now, 1);
    probes.end_turn(kAccount, now);
    EXPECT_FALSE(probes.may_ask(kAccount, now + pause - 1ms));
    now += pause;
  }
  probes.take(kAccount, 5, now, 1);
  probes.ask_soon(kAccount);
  probes.end_turn(kAccount, now);
  EXPECT_TRUE(probes.may_ask(kAccount, now + 500ms));
}

TEST(NonceProbes, KnowsWhenItWasAsked) {
  track::NonceProbes probes;
  EXPECT_FALSE(probes.was_asked_since(kAccount, kStart));
  EXPECT_TRUE(probes.may_ask(kAccount, kStart));
  EXPECT_FALSE(probes.was_asked_since(kAccount, kStart));  // not answered yet
  probes.take(kAccount, 5, kStart, 1);
  EXPECT_TRUE(probes.was_asked_since(kAccount, kStart));
  EXPECT_FALSE(probes.was_asked_since(kAccount, kStart + 1ns));
}

TEST(NonceProbes, ForgetsOldOnesWhereThereAreMany) {
  track::NonceProbes probes;
  for (std::uint32_t i = 0; i < 1024; ++i) probes.take(i, 5, kStart, 1);
  probes.forget_old(10s, kStart + 1h);
  EXPECT_TRUE(probes.was_asked_since(0, kStart));
  EXPECT_TRUE(probes.may_ask(5000, kStart + 1h));
  probes.take(5000, 5, kStart + 1h, 1);
  probes.forget_old(10s, kStart + 1h);
  EXPECT_FALSE(probes.was_asked_since(0, kStart));
  EXPECT_TRUE(probes.was_asked_since(5000, kStart + 1h));
}

}  // namespace
}  // namespace seiload::test
