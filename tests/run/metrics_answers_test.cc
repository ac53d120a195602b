// What the server of metrics answers, without a run.

#include <gtest/gtest.h>

#include "run/metrics.h"
#include "support/hand_clock.h"

namespace seiload::run {
namespace {

using namespace std::chrono_literals;

std::string ask(Metrics& metrics, std::string accept = {}) {
  net::HttpRequest request;
  request.method = "GET";
  request.path = "/metrics";
  request.accept = std::move(accept);
  const net::HttpReply reply = metrics.answer(request);
  metrics.sent(reply.mark);
  return reply.body;
}

TEST(MetricsAnswers, AreRenderedFourTimesASecondHoweverManyAsk) {
  test::HandClock clock{sys::TimePoint(std::chrono::hours(1))};
  Metrics metrics({}, clock);
  int collected = 0;
  {
    const Metrics::Feed feed(metrics, [&] { return ++collected, measure::Totals(); });
    const std::string first = ask(metrics);
    for (int i = 0; i < 1000; ++i) {
      clock.pass(1ms);
      ask(metrics);
    }
    EXPECT_EQ(collected, 5);
    EXPECT_EQ(ask(metrics).substr(0, 20), first.substr(0, 20));
    EXPECT_EQ(collected, 5);
    const std::string open = ask(metrics, "application/openmetrics-text;version=1.0.0");
    EXPECT_TRUE(open.ends_with("# EOF\n"));
    EXPECT_EQ(collected, 6) << "the other format is another text";
    EXPECT_EQ(ask(metrics, "application/openmetrics-text;version=1.0.0"), open);
    EXPECT_EQ(collected, 6);
  }
}

TEST(MetricsAnswers, TheFinalValuesAreThereAtOnce) {
  test::HandClock clock{sys::TimePoint(std::chrono::hours(1))};
  Metrics metrics({}, clock);
  const auto stop = std::make_unique<sys::Stop>();
  EXPECT_EQ(ask(metrics).find("seiload_run_"), std::string::npos);
  metrics.finish({}, {});
  EXPECT_FALSE(metrics.wait_for_final_scrape(clock.now(), *stop));
  EXPECT_NE(ask(metrics).find("seiload_run_"), std::string::npos);
  EXPECT_TRUE(metrics.wait_for_final_scrape(sys::kNever, *stop));
}

}  // namespace
}  // namespace seiload::run
