#include "report/termination_text.h"

#include <gtest/gtest.h>

namespace seiload::report {
namespace {

using namespace std::chrono_literals;

measure::Summary example() {
  measure::Summary s;
  s.version = "1.2.3";
  s.ended_text = "--duration 10s";
  s.load = 10s;
  s.scheduled = 2000;
  s.dropped = 10;
  s.admitted = 1990;
  s.counts.accepted = 1980;
  s.counts.rejected = 7;
  s.counts.unanswered = 3;
  s.counts.unsent = 0;
  s.average_tps = 198;
  s.maximum_tps = 201.5;
  measure::TimeHistogram histogram;
  histogram.record(2ms);
  s.from_due = histogram.snapshot();
  s.errors = {{"rejected", "nonce_too_low", 7, "http://h: nonce too low"},
              {"unanswered", "request_timeout", 3, ""}};
  return s;
}

TEST(TerminationText, SumsUp) {
  EXPECT_EQ(to_termination_text(example()), R"(seiload 1.2.3: ended by --duration 10s
load 10.0s, 198.00 accepted a second, maximum 201.50
scheduled 2000, dropped 10, admitted 1990, accepted 1980, rejected 7, failed 0, unanswered 3, unsent 0
latency p50 2.00ms, p99 2.00ms, max 2.00ms
rejected nonce_too_low: 7 (http://h: nonce too low)
unanswered request_timeout: 3
)");
  measure::Summary s = example();
  s.average_tps = s.maximum_tps = std::nullopt;
  EXPECT_NE(to_termination_text(s).find("\nload 10.0s, - accepted a second, maximum -\n"), std::string::npos);
  s.reached_load = false;
  EXPECT_EQ(to_termination_text(s),
            "seiload 1.2.3: ended by --duration 10s\nended during set-up: nothing was sent\n");
}

TEST(TerminationText, StaysBelowFourKibibytes) {
  measure::Summary s = example();
  for (int i = 0; i < 50; ++i) s.errors.push_back({"rejected", "other_error", 1, std::string(1000, 'x')});
  const std::string text = to_termination_text(s);
  EXPECT_LE(text.size(), 4095U);
  EXPECT_EQ(text.substr(text.size() - 5), "x...\n");
  std::string message;
  for (int i = 0; i < 3000; ++i) message += "\u00e9";
  const std::string failure = to_termination_text("1", message);
  EXPECT_LE(failure.size(), 4095U);
  EXPECT_EQ(failure.substr(failure.size() - 6), "\u00e9...\n");
}

}  // namespace
}  // namespace seiload::report
