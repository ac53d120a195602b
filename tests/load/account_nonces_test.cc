#include "load/account_nonces.h"

#include <gtest/gtest.h>

#include "support/hand_clock.h"
#include "support/load_context.h"

namespace seiload::load {
namespace {

using namespace std::chrono_literals;

class AccountNoncesTest : public ::testing::Test {
 protected:
  AccountNoncesTest() { senders_[0].next_nonce = 8; }

  Event answer(std::uint16_t endpoint, std::uint64_t nonce) {
    Event event;
    event.kind = Event::Kind::nonce_read;
    event.endpoint = endpoint;
    event.number = nonce;
    event.ending.now = clock_.now();
    return event;
  }
  // A transaction of account 0 has ended so.
  void end(measure::Outcome outcome, std::uint64_t nonce) {
    Ending ending;
    ending.outcome = outcome;
    ending.delivered = true;
    nonces_.on_end(0, nonce, ending);
  }

  test::HandClock clock_{sys::TimePoint(1000s)};
  test::LoadContext context_{clock_, 2};
  std::vector<Sender> senders_ = std::vector<Sender>(2);
  measure::Ledger ledger_{1, 2};
  AccountNonces nonces_{context_.run, 0, senders_, ledger_};
};

TEST_F(AccountNoncesTest, TheLastNonceOfWhatTheNodeRefusedIsUsedAgain) {
  end(measure::Outcome::pool_full, 7);
  EXPECT_EQ(senders_[0].next_nonce, 7U);
  EXPECT_FALSE(nonces_.must_read(0));
  end(measure::Outcome::pool_full, 5);
  EXPECT_TRUE(nonces_.must_read(0)) << "a gap";
  EXPECT_EQ(nonces_.questions(0), 1U);
}

// Its number is reported with the first cause that keeps a nonce from being read.
TEST_F(AccountNoncesTest, AccountsThatWaitAreThoseOfAllWorkers) {
  std::vector<Sender> others(1);
  AccountNonces other(context_.run, 1, others, ledger_);
  end(measure::Outcome::connection_lost, 7);
  other.doubt(0);
  const std::deque<Pipelining>& endpoints = context_.pipelining;
  EXPECT_EQ(endpoints[0].waiting_accounts(), 2U);
  other.move(0, 1);
  for (int i = 0; i < 2; ++i) other.read(0);
  EXPECT_EQ(endpoints[0].waiting_accounts(), 1U);
  EXPECT_EQ(endpoints[1].waiting_accounts(), 1U);
  Event answer;
  answer.endpoint = 1;
  EXPECT_TRUE(other.answered(answer));
  EXPECT_TRUE(other.answered(answer));  // asked for twice
  EXPECT_EQ(endpoints[1].waiting_accounts(), 0U);
}

TEST_F(AccountNoncesTest, AQuestionIsTakenAndAnswered) {
  end(measure::Outcome::connection_lost, 7);
  ASSERT_EQ(nonces_.questions(0), 1U);
  EXPECT_EQ(nonces_.take_question(0), 0U);
  EXPECT_EQ(nonces_.questions(0), 0U);
  EXPECT_EQ(nonces_.next_due(), clock_.now() + 2s) << "silence is reported";
  EXPECT_TRUE(nonces_.answered(answer(0, 12)));
  EXPECT_EQ(nonces_.next_due(), sys::kNever);
  EXPECT_EQ(senders_[0].next_nonce, 12U);
  EXPECT_FALSE(nonces_.must_read(0));
}

TEST_F(AccountNoncesTest, NothingIsReadWhileSomethingIsInFlight) {
  senders_[0].in_flight = 1;
  end(measure::Outcome::connection_lost, 7);
  EXPECT_EQ(nonces_.questions(0), 0U);
  senders_[0].in_flight = 0;
  end(measure::Outcome::accepted, 6);
  EXPECT_EQ(nonces_.questions(0), 1U);
}

TEST_F(AccountNoncesTest, ARestartOfItsEndpointPutsAnAccountInDoubt) {
  nonces_.set_restart_epoch(1, 1);
  EXPECT_FALSE(nonces_.must_read(0));
  nonces_.set_restart_epoch(0, 1);
  EXPECT_TRUE(nonces_.must_read(0));
  EXPECT_EQ(nonces_.take_question(0), 0U);
  nonces_.answered(answer(0, 3));
  EXPECT_FALSE(nonces_.must_read(0));
}

TEST_F(AccountNoncesTest, AFailedReadIsTriedAgain) {
  nonces_.read(0);
  nonces_.take_question(0);
  nonces_.failed(answer(0, 0), "no");
  EXPECT_EQ(nonces_.next_due(), clock_.now() + 250ms);
  nonces_.on_time(clock_.now() + 250ms);
  EXPECT_EQ(nonces_.questions(0), 1U);
}

// Nobody waits for an answer from the endpoint that the account has left.
TEST_F(AccountNoncesTest, AnAccountThatMovesAsksWhereItIs) {
  nonces_.read(0);
  nonces_.move(0, 1);
  nonces_.ask_elsewhere(0);
  EXPECT_EQ(nonces_.questions(0), 0U);
  ASSERT_EQ(nonces_.questions(1), 1U);
  EXPECT_EQ(nonces_.take_question(1), 0U);
  EXPECT_TRUE(nonces_.answered(answer(1, 5)));
  EXPECT_EQ(nonces_.next_due(), sys::kNever);
}

TEST_F(AccountNoncesTest, AfterTheEndNothingIsRead) {
  nonces_.read(0);
  nonces_.stop();
  EXPECT_EQ(nonces_.questions(0), 0U);
  EXPECT_EQ(nonces_.next_due(), sys::kNever);
  EXPECT_FALSE(nonces_.answered(answer(0, 5)));
  nonces_.failed(answer(0, 0), "late");
  nonces_.doubt(1);
  EXPECT_EQ(nonces_.questions(0), 0U);
}

}  // namespace
}  // namespace seiload::load
