#include "sys/stop.h"

#include <gtest/gtest.h>

#include <thread>

#include "sys/poll.h"

namespace seiload::sys {
namespace {

TEST(Stop, KeepsTheFirstReasonAndWakesEveryPollForGood) {
  auto stop = std::make_unique<Stop>();
  EXPECT_FALSE(stop->requested());
  EXPECT_EQ(stop->reason().kind, StopReason::Kind::none);
  EXPECT_FALSE(SystemClock().wait_for(*stop, kPast));
  EXPECT_TRUE(stop->request({StopReason::Kind::deadline, 0, {}}));
  EXPECT_FALSE(stop->request({StopReason::Kind::signal, 15, {}}));
  EXPECT_FALSE(stop->request_failure({base::Code::io, "late"}));
  EXPECT_EQ(stop->reason().kind, StopReason::Kind::deadline);
  EXPECT_TRUE(stop->token().stop_requested());
  for (int i = 0; i < 3; ++i) {
    pollfd descriptor{stop->fd(), POLLIN, 0};
    EXPECT_EQ(poll({&descriptor, 1}, kNever), 1);
  }
  EXPECT_TRUE(SystemClock().wait_for(*stop, kNever));
}

// The keys are a promise: reports bear them.
TEST(StopReason, SaysWhoEndedTheRun) {
  const struct {
    StopReason reason;
    std::string_view key, text;
  } kRows[] = {
      {StopReason(), "running", "still running"},
      {StopReason::on_signal(15), "signal", "SIGTERM"},
      {StopReason::on_duration(std::chrono::milliseconds(1500)), "duration", "--duration 1.5s"},
      {StopReason::on_max_txs(300), "max_txs", "--max-txs 300"},
      {StopReason::on_verdict("ramp", "--ramp-up", "blocks are slow"), "ramp", "--ramp-up: blocks are slow"},
      {StopReason::on_failure({base::Code::io, "no room"}), "failure", "a failure: no room"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(row.reason.key(), row.key);
    EXPECT_EQ(to_text(row.reason), row.text);
  }
}

TEST(Stop, ASignalIsTheStopOrHurriesAfterAnother) {
  const TimePoint at{std::chrono::seconds(100)}, later = at + std::chrono::milliseconds(10);
  const auto is_hurried = [](const Stop& stop) {
    pollfd descriptor{stop.final_waits_skipped().fd(), POLLIN, 0};
    return poll({&descriptor, 1}, TimePoint::min()) == 1;
  };
  auto stop = std::make_unique<Stop>();
  EXPECT_EQ(stop->cut_short(kNever), kNever);
  stop->on_signal(15, at);
  EXPECT_EQ(stop->reason().kind, StopReason::Kind::signal);
  EXPECT_EQ(stop->reason().signal, 15);
  EXPECT_FALSE(is_hurried(*stop));
  EXPECT_EQ(stop->cut_short(kNever), at + Stop::kPatience);
  EXPECT_EQ(stop->cut_short(later), later);

  auto ended = std::make_unique<Stop>();
  ended->request({StopReason::Kind::deadline, 0, {}});
  ended->on_signal(2, at);
  ended->on_signal(15, later);
  EXPECT_EQ(ended->reason().kind, StopReason::Kind::deadline);
  EXPECT_TRUE(is_hurried(*ended));
  EXPECT_EQ(ended->signalled_at(), at);
}

TEST(Stop, OneOfManyThreadsWins) {
  for (int round = 0; round < 20; ++round) {
    auto stop = std::make_unique<Stop>();
    std::atomic<int> winners = 0;
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] { winners += stop->request({StopReason::Kind::signal, i, {}}) ? 1 : 0; });
    }
    EXPECT_EQ(winners, 1);
  }
}

TEST(Poll, WaitForTellsStopTimeAndReadiness) {
  auto stop = std::make_unique<Stop>();
  auto pipe = std::move(*make_pipe());
  EXPECT_EQ(SystemClock().wait_for(pipe.read_end.get(), POLLIN, TimePoint::min(), *stop).error().code,
            base::Code::timeout);
  EXPECT_TRUE(SystemClock().wait_for(pipe.write_end.get(), POLLOUT, kNever, *stop).has_value());
  stop->request({StopReason::Kind::deadline, 0, {}});
  EXPECT_EQ(SystemClock().wait_for(pipe.read_end.get(), POLLIN, kNever, *stop).error().code,
            base::Code::stopped);
}

}  // namespace
}  // namespace seiload::sys
