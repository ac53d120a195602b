// Whole runs against the embedded chain: what ends them early, what is measured apart, and rates over time.

#include <gtest/gtest.h>

#include <fstream>

#include "run/abort_condition.h"
#include "support/run_report.h"

namespace seiload::test {
namespace {

std::vector<std::string> words(std::vector<std::string> more) {
  std::vector<std::string> all = {"--mock-chain", "--scenario",      "EVMTransfer", "--accounts",
                                  "50",           "--seed",          "7",           "--report-format",
                                  "json",         "--drain",         "20s"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(AbortIf, EndsTheRunAsPlannedWithStatus3) {
  const auto result = run_command(
      words({"--tps", "100", "--duration", "50s", "--abort-if", "p50 < 0s", "--abort-if", "accepted > 20"}));
  EXPECT_EQ(result.status, 3) << result.log;
  const Report report(result);
  expect_balanced(report);
  EXPECT_EQ(report.text({"run", "ended_by"}), "abort");
  EXPECT_TRUE(report.text({"run", "ended_text"}).starts_with("--abort-if: accepted > 20: it was "))
      << report.text({"run", "ended_text"});
  EXPECT_LT(report.total("scheduled"), 4000u);
}

TEST(AbortIf, MayAskForItToLast) {
  const auto result = run_command(words(
      {"--tps", "100", "--duration", "2s", "--abort-if", "accepted > 0,for=1h", "--abort-if", "tps > 1000"}));
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_EQ(Report(result).text({"run", "ended_by"}), "duration");
}

TEST(AbortIf, IsReadStrictly) {
  const auto why = [](std::string_view text) {
    const auto read = run::AbortCondition::parse(text);
    return read ? std::string() : read.error().message;
  };
  EXPECT_EQ(why("interval:p99 > 5s,for=10s"), "");
  EXPECT_EQ(run::AbortCondition::parse("p99 > 5s,for=10s")->lasting, std::chrono::seconds(10));
  EXPECT_EQ(why("p99 > 5s,for=10"), "expected a duration such as for=10s, got 'p99 > 5s,for=10'");
  EXPECT_EQ(why("p99 > 5s,to=10s"), "expected a duration such as 500ms on the right, got 'p99 > 5s,to=10s'");
  EXPECT_EQ(why("doubt_share > 1%"), "'doubt_share > 1%' is known only at the end of a run");
}

// What is due at 256 a second in one, two and one seconds is exact.
TEST(Warmup, CountsApartAndAddsUp) {
  for (const char* model : {"open_loop", "poisson"}) {
    const auto result = run_command(
        words({"--tps", "256", "--warmup", "1s", "--duration", "2s", "--cooldown", "1s",
               "--arrival-model", model, "--track-receipts", "--track-blocks", "--stats-interval", "1s"}));
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    expect_balanced(report);
    const auto number = [&](std::initializer_list<const char*> path) {
      return report.at(path)->number()->as_double().value_or(-1);
    };
    EXPECT_EQ(report.total("scheduled"), 512u);
    EXPECT_EQ(number({"warmup", "scheduled"}), 256);
    EXPECT_EQ(number({"cooldown", "scheduled"}), 256);
    EXPECT_TRUE(*report.at({"warmup", "balanced"})->boolean());
    EXPECT_TRUE(*report.at({"cooldown", "balanced"})->boolean());
    EXPECT_EQ(number({"run", "load_seconds"}), 2);
    EXPECT_EQ(number({"warmup", "seconds"}), 1);
    EXPECT_EQ(number({"cooldown", "seconds"}), 1);
    EXPECT_EQ(number({"latency", "from_due", "count"}), static_cast<double>(report.total("accepted")));
    EXPECT_EQ(number({"inclusion", "registered"}), static_cast<double>(report.total("accepted")));
    double sum = 0;
    for (const json::Value& row : *report.at({"intervals"})->array()) {
      sum += row.find("accepted")->number()->as_double().value_or(0);
      EXPECT_GE(row.find("start_seconds")->number()->as_double().value_or(0), 1);
    }
    EXPECT_LE(sum, static_cast<double>(report.total("accepted")));
    EXPECT_GE(sum, 200);
  }
}

TEST(Warmup, AcceptedTransactionsAreCountedWithoutIt) {
  const auto result = run_command(words({"--tps", "200", "--warmup", "500ms", "--max-txs", "100"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const Report report(result);
  EXPECT_EQ(report.total("accepted"), 100u);
  EXPECT_EQ(report.text({"run", "ended_by"}), "max_txs");
}

TEST(RateFile, SaysTheRate) {
  const std::string path = testing::TempDir() + "/rates";
  std::ofstream(path) << "0 100\n1 100\n1 300\n";
  const auto result =
      run_command(words({"--rate-file", path, "--duration", "2s", "--arrival-model", "open_loop"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const Report report(result);
  EXPECT_EQ(report.total("scheduled"), 400u);
  EXPECT_EQ(report.text({"run", "rate_file"}), path);
  EXPECT_EQ(run_command(words({"--rate-file", path, "--tps", "5"})).log,
            "--rate-file: cannot be combined with --tps, or settings.tps above 0: both set the rate\n");
}

TEST(FailIf, MayLookAtTheLastInterval) {
  const auto result =
      run_command(words({"--tps", "100", "--duration", "2200ms", "--stats-interval", "1s", "--fail-if",
                         "interval:scheduled_share > 1%", "--fail-if", "interval:accepted > 150"}));
  EXPECT_EQ(result.status, 3) << result.log;
  EXPECT_NE(result.log.find("--fail-if interval:scheduled_share > 1%: it was "), std::string::npos)
      << result.log;
  EXPECT_EQ(result.log.find("--fail-if interval:accepted"), std::string::npos) << result.log;
}

}  // namespace
}  // namespace seiload::test
