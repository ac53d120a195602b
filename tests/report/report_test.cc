#include <gtest/gtest.h>

#include "base/text.h"
#include "measure/findings.h"
#include "report/progress.h"
#include "report/text_report.h"
#include "support/example_summary.h"

namespace seiload::report {
namespace {

using namespace std::chrono_literals;

using test::example_rows;
using test::example_summary;
using test::samples;

TEST(TextReport, SaysItAll) {
  EXPECT_EQ(to_text(example_summary()), R"(seiload 1.2.3 report

run
  ended by        SIGTERM
  started         2025-11-23T09:30:00.125Z
  set-up          210ms
  load            10.0s, drain 12.0ms
  seed            7
  chain id        31337 (local)
  arrival         open loop, 200 a second, at most 10,000 in flight
  accounts        1,000, worker threads 2
  endpoints       http://127.0.0.1:8545
                  http://127.0.0.1:8546

transactions
  scheduled       2,000
  dropped             9    0.5 % of scheduled
  admitted        1,991   99.5 % of scheduled
  accepted        1,980   99.4 % of admitted
  rejected            7    0.4 % of admitted
  failed              2    0.1 % of admitted
  unanswered          1    0.1 % of admitted
  unsent              1    0.1 % of admitted
  ledger          balanced

accepted a second
  average         197.80, over the load phase
  maximum         201.00, the best whole second

scenario       operation  accepted   share  rejected  failed  unanswered  unsent
EVMTransfer_0  transfer        990  50.0 %         7       0           1       0
EVMTransfer_1  transfer        990  50.0 %         0       2           0       1

latency                         p50     p90     p95     p99   p99.9     max    mean  count
accepted, from due time      2.00ms  3.00ms  3.00ms  3.00ms  3.00ms  3.00ms  2.00ms      3
accepted, from write         1.00ms  1.00ms  1.00ms  1.00ms  1.00ms  1.00ms  1.00ms      1
not accepted, from due time   5.00s   5.00s   5.00s   5.00s   5.00s   5.00s   5.00s      1

errors      reason              count
rejected    nonce_too_low           7  http://127.0.0.1:8545: nonce too low
failed      refused                 2
unanswered  unanswered_at_stop      1
unsent      unsent_at_stop          1

this process
  CPU time        99.0ms, 50.0us a transaction accepted, set-up included
  peak memory     5 MiB
  generator lag   p50 40.0us, p90 60.0us, p99 60.0us, p99.9 60.0us, max 60.0us
  held up         waiting for a CPU 100ms (0.5 % of the workers' time), )"
                                R"(late wake-ups 3.00ms (at most 2.00ms), throttled 0s
)");
}

// Rates of less than a second or of one transaction are not invented.
TEST(TextReport, WhatWasNotMeasuredIsNotARate) {
  measure::Summary s = example_summary();
  s.average_tps = s.maximum_tps = std::nullopt;
  const std::string text = to_text(s);
  EXPECT_NE(text.find("accepted a second\n"
                      "  average         not measured: less than a second, or fewer than two transactions\n"
                      "  maximum         not measured: no whole second\n"),
            std::string::npos)
      << text;
}

TEST(TextReport, ARateThatWasNotReachedIsExplained) {
  measure::Summary s = example_summary();
  s.open_loop = false;
  s.tps = 1000;
  s.scheduled = 9560;
  s.scheduled_share = 0.956;
  s.missed[static_cast<std::size_t>(measure::Missed::accounts)] = 30;
  s.missed[static_cast<std::size_t>(measure::Missed::unreachable)] = 5;
  s.missed[static_cast<std::size_t>(measure::Missed::generator)] = 400;
  EXPECT_NE(
      to_text(s).find(
          "  shortfall       asked 1,000 a second, 956 were scheduled, because the generator itself "
          "was late (4.0 %), every account waited for its answers (0.3 %)\n"),
      std::string::npos)
      << to_text(s);
  s.scheduled_share = 0.995;
  EXPECT_EQ(to_text(s).find("shortfall"), std::string::npos);
}

TEST(TextReport, ARunThatEndsWithNothingAcceptedSaysSoInItsLastLine) {
  measure::Summary s = example_summary();
  s.counts.accepted = 0;
  const std::string text = to_text(s);
  EXPECT_TRUE(
      text.ends_with("\n\nnothing was accepted: 1,991 admitted, 7 rejected (nonce_too_low): "
                     "http://127.0.0.1:8545: nonce too low\n"))
      << text;
}

TEST(TextReport, HasThePercentilesAskedFor) {
  measure::Summary s = example_summary();
  s.percentiles = *base::parse_percentiles("75,99.9,9.5");
  EXPECT_NE(to_text(s).find("\nlatency                        p9.5     p75   p99.9     max    mean  count\n"
                            "accepted, from due time      1.00ms  3.00ms  3.00ms  3.00ms  2.00ms      3\n"),
            std::string::npos)
      << to_text(s);
}

TEST(TextReport, ARunThatEndedDuringSetUpSaysSo) {
  measure::Summary s = example_summary();
  s.reached_load = false;
  s.counts.accepted = 0;
  s.generator_lag = {};
  EXPECT_EQ(to_text(s), R"(seiload 1.2.3 report

run
  ended by        SIGTERM, during set-up
  started         2025-11-23T09:30:00.125Z
  set-up          210ms
  seed            7
  chain id        31337 (local)
  arrival         open loop, 200 a second, at most 10,000 in flight
  accounts        1,000
  endpoints       http://127.0.0.1:8545
                  http://127.0.0.1:8546

this process
  CPU time        99.0ms
  peak memory     5 MiB
)");
}

TEST(TextReport, ALedgerThatDoesNotBalanceIsShouted) {
  measure::Summary s = example_summary();
  ++s.admitted;
  EXPECT_NE(to_text(s).find("  ledger          DOES NOT BALANCE: this is a bug of seiload\n"),
            std::string::npos);
}

TEST(Generator, IsWarnedOfByItsLagOrByItsThreads) {
  constexpr const char* kFinding = "the generator, not the target, set the limit: ";
  const auto lag = [](int good, base::Duration good_lag, int late) {
    measure::TimeHistogram histogram;
    for (int i = 0; i < good; ++i) histogram.record(good_lag);
    for (int i = 0; i < late; ++i) histogram.record(50ms);
    return histogram.snapshot();
  };
  const auto warnings = [](const measure::Summary& s) {
    std::string all;
    for (const std::string& warning : generator_warnings(s)) all += warning + "\n";
    return all;
  };
  measure::Summary s;
  EXPECT_EQ(warnings(s), "");
  s.generator_lag = lag(99, 10ms, 1);
  EXPECT_EQ(warnings(s), "") << "one in a hundred, and not more";
  s.generator_lag = lag(0, 10ms, 99);
  EXPECT_EQ(warnings(s), "") << "too few to tell";
  s.generator_lag = lag(98, 10ms, 2);
  EXPECT_EQ(warnings(s), base::cat(kFinding, "one request in a hundred went out more than 50.0ms late\n"));

  s.generator_lag = {};
  s.seconds = 20;
  s.busy_seconds = 2;
  EXPECT_EQ(warnings(s), "") << "but it kept the rate";
  s.fell_short = true;
  EXPECT_EQ(warnings(s),
            base::cat(kFinding, "the worker threads were busy all the time in 2 of 20 seconds\n"));
  s.busy_seconds = 1;
  EXPECT_EQ(warnings(s), "");
  s.seconds = 1;
  EXPECT_EQ(warnings(s), base::cat(kFinding, "the worker threads were busy all the time in 1 of 1 second\n"));
  s.seconds = s.busy_seconds = 0;
  EXPECT_EQ(warnings(s), "");

  s.generator = {.workers_time = 20s,
                 .cpu_wait = 12s,
                 .late = 3s,
                 .longest_late = 2900ms,
                 .throttled = 1s,
                 .judged = 1000,
                 .in_doubt = 99};
  EXPECT_EQ(warnings(s), "");
  s.generator.in_doubt = 450;
  EXPECT_EQ(warnings(s),
            "45.0 % of the latencies are in doubt, they include delays of the generator: waiting for a CPU "
            "12.0s (60.0 % of "
            "the workers' time), late wake-ups 3.00s (at most 2.90s), throttled 1.00s\n");
}

TEST(TextReport, ShowsWhatWentToEachEndpointWhereTheyComeAndGo) {
  measure::Summary s = example_summary();
  s.endpoint_rows = example_rows();
  const std::string text = to_text(s);
  EXPECT_NE(
      text.find("  endpoints       http://node:8545 [10.0.0.1]: 1,980 accepted, 7 rejected, 2 failed, "
                "1 unanswered, 1 unsent\n"
                "                  http://node:8545 [10.0.0.2]: 0 accepted; unreachable at the start (no "
                "answer)\n"),
      std::string::npos)
      << text;
  EXPECT_EQ(text.find("127.0.0.1"), text.find("127.0.0.1:8545: nonce too low"));
}

TEST(LiveLine, SaysTheMostTellingFirst) {
  EXPECT_EQ(to_live_text(measure::Progress{.elapsed = 12s,
                                           .interval = 1s,
                                           .accepted_now = 200,
                                           .counts = {2400, 1, 2, 3, 6},
                                           .dropped = 4,
                                           .in_flight = 5,
                                           .left = 48s,
                                           .latency = samples({1ms, 3ms}),
                                           .block = 1234,
                                           .gas_share = 0.123}),
            "200.0 tps | accepted 2,400 | errors 12 | in flight 5 | p50 1.00ms p99 3.00ms | block 1,234 gas "
            "12.3 % | "
            "dropped 4 | 12s, 48s left");
  EXPECT_EQ(to_live_text(measure::Progress{.elapsed = 900ms, .left = {}, .latency = {}}),
            "0.0 tps | accepted 0 | errors 0 | in flight 0 | 1s");
}

TEST(Progress, IsOneLine) {
  EXPECT_EQ(to_text(measure::Progress{.elapsed = 20s,
                                      .interval = 10s,
                                      .accepted_now = 1995,
                                      .counts = {3990, 1, 2, 3, 6},
                                      .dropped = 4,
                                      .in_flight = 5,
                                      .left = {},
                                      .latency = samples({1ms, 3ms})}),
            "20.0s: 199.5 tps, accepted 3990, rejected 1, failed 2, unanswered 3, unsent 6, dropped 4, in "
            "flight 5, "
            "latency avg 2.00ms p50 1.00ms p99 3.00ms max 3.00ms");
  EXPECT_EQ(
      to_text(measure::Progress{.elapsed = 1s, .interval = 1s, .left = {}, .latency = {}}),
      "1.00s: 0.0 tps, accepted 0, rejected 0, failed 0, unanswered 0, unsent 0, dropped 0, in flight 0");
}

}  // namespace
}  // namespace seiload::report
