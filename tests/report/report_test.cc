#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"
#include "json/value.h"
#include "report/generator.h"
#include "report/json_report.h"
#include "report/progress.h"
#include "report/text_report.h"

namespace seiload::report {
namespace {

using namespace std::chrono_literals;

stats::HistogramSnapshot samples(std::initializer_list<base::Duration> values) {
  stats::Histogram histogram;
  for (const base::Duration value : values) histogram.record(value);
  return histogram.snapshot();
}

Summary example() {
  Summary s;
  s.version = "1.2.3";
  s.started = sys::WallTime(1763890200125ms);
  s.ended_by = "signal";
  s.ended_text = "SIGTERM";
  s.setup = 210ms;
  s.load = 10s;
  s.drain = 12ms;
  s.seed = 7;
  s.chain_id = 31337;
  s.chain_label = "local";
  s.open_loop = true;
  s.tps = 200;
  s.max_in_flight = 10000;
  s.accounts = 1000;
  s.workers = 2;
  s.endpoints = {"http://127.0.0.1:8545", "http://127.0.0.1:8546"};
  s.scheduled = 2000;
  s.dropped = 9;
  s.admitted = 1991;
  s.accepted = 1980;
  s.rejected = 7;
  s.failed = 2;
  s.unanswered = 1;
  s.unsent = 1;
  s.resent = 1;
  s.nonce_reads = 9;
  s.scenarios = {{"EVMTransfer_0", "transfer", 990, 7, 0, 1, 0},
                 {"EVMTransfer_1", "transfer", 990, 0, 2, 0, 1}};
  s.errors = {{"rejected", "nonce_too_low", 7, "http://127.0.0.1:8545: nonce too low"},
              {"failed", "refused", 2, ""},
              {"unanswered", "unanswered_at_stop", 1, ""},
              {"unsent", "unsent_at_stop", 1, ""}};
  s.accepted_in_load = 1978;
  s.average_tps = 197.8;
  s.maximum_tps = 201;
  for (const char* cause :
       {"accounts", "max_in_flight", "connections", "unreachable", "max_txs", "generator"})
    s.missed.push_back({cause, "", 0});
  s.generator = {.workers_time = 20s,
                 .cpu_wait = 100ms,
                 .late = 3ms,
                 .longest_late = 2ms,
                 .throttled = 0s,
                 .judged = 1980,
                 .in_doubt = 20};
  s.from_due = samples({1ms, 2ms, 3ms});
  s.from_write = samples({1ms});
  s.not_accepted = samples({5s});
  s.generator_lag = samples({40us, 60us});
  s.intervals = {{0s, 10s, 1970, 7, 2, 0, 0, 9, 11, 2ms, 3ms, 3ms},
                 {10s, 12ms, 10, 0, 0, 1, 1, 0, 0, {}, {}, {}}};
  s.cpu = 99ms;
  s.peak_memory = 5 << 20;
  return s;
}

TEST(TextReport, SaysItAll) {
  EXPECT_EQ(to_text(example()), R"(seiload 1.2.3 report

run
  ended by        SIGTERM
  started         2025-11-23T09:30:00.125Z
  set-up          210ms
  load            10.0s, then 12.0ms for the last answers
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
  Summary s = example();
  s.average_tps = s.maximum_tps = std::nullopt;
  const std::string text = to_text(s);
  EXPECT_NE(text.find("accepted a second\n"
                      "  average         not measured: less than a second, or fewer than two transactions\n"
                      "  maximum         not measured: no whole second\n"),
            std::string::npos)
      << text;
}

TEST(TextReport, ARateThatWasNotReachedIsExplained) {
  Summary s = example();
  s.open_loop = false;
  s.tps = 1000;
  s.scheduled = 9560;
  s.scheduled_share = 0.956;
  s.missed = {{"accounts", "every account waited for its answers", 30},
              {"unreachable", "no endpoint could be reached", 5},
              {"generator", "the generator itself came too late", 400}};
  EXPECT_NE(
      to_text(s).find(
          "  shortfall       asked 1,000 a second, 956 came to be scheduled, because the generator itself "
          "came too late (4.0 %), every account waited for its answers (0.3 %)\n"),
      std::string::npos)
      << to_text(s);
  s.scheduled_share = 0.995;
  EXPECT_EQ(to_text(s).find("shortfall"), std::string::npos);
}

TEST(TextReport, ARunThatEndsWithNothingAcceptedSaysSoInItsLastLine) {
  Summary s = example();
  s.accepted = 0;
  const std::string text = to_text(s);
  EXPECT_TRUE(
      text.ends_with("\n\nnothing was accepted: 1,991 admitted, 7 rejected (nonce_too_low): "
                     "http://127.0.0.1:8545: nonce too low\n"))
      << text;
}

// Any percentiles, in text and JSON; those that every report has stay in the JSON.
TEST(Reports, HaveThePercentilesAskedFor) {
  Summary s = example();
  s.percentiles = *base::parse_percentiles("75,99.9,9.5");
  EXPECT_NE(to_text(s).find("\nlatency                        p9.5     p75   p99.9     max    mean  count\n"
                            "accepted, from due time      1.00ms  3.00ms  3.00ms  3.00ms  2.00ms      3\n"),
            std::string::npos)
      << to_text(s);
  const auto report = json::parse(to_json(s));
  std::string keys;
  for (const auto& member : *report->find("latency")->find("from_due")->object()) keys += member.key + " ";
  EXPECT_EQ(keys, "count min mean p9.5 p50 p75 p90 p95 p99 p999 max sum buckets ");
  EXPECT_EQ(report->find("latency")->find("from_due")->find("p75")->number()->text, "0.003");
}

TEST(TextReport, ARunThatEndedDuringSetUpSaysSo) {
  Summary s = example();
  s.reached_load = false;
  s.accepted = 0;
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
  Summary s = example();
  s.balanced = false;
  EXPECT_NE(to_text(s).find("  ledger          DOES NOT BALANCE: this is a bug of seiload\n"),
            std::string::npos);
}

TEST(JsonReport, HasTheDocumentedShape) {
  const auto report = json::parse(to_json(example()));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(*report->find("seiload")->find("version")->string(), "1.2.3");
  EXPECT_EQ(*report->find("run")->find("ended_by")->string(), "signal");
  EXPECT_EQ(report->find("totals")->find("unanswered")->number()->text, "1");
  EXPECT_EQ(report->find("scenarios")->array()->size(), 2U);
  const json::Value& from_due = *report->find("latency")->find("from_due");
  EXPECT_EQ(from_due.find("max")->number()->text, "0.003");
  const json::Value& last = (*report->find("intervals")->array())[1];
  EXPECT_EQ(last.find("start_seconds")->number()->text, "10");
  EXPECT_EQ(last.find("length_seconds")->number()->text, "0.012");
  EXPECT_EQ(last.find("accepted")->number()->text, "10");
  EXPECT_TRUE(last.find("p50")->is_null());
  // Lower bounds in ns and counts: what merges exactly with another run's.
  std::uint64_t count = 0;
  for (const json::Value& pair : *from_due.find("buckets")->array())
    count += *(*pair.array())[1].number()->as_u64();
  EXPECT_EQ(count, 3U);
}

TEST(Generator, IsWarnedOfByItsLagOrByItsThreads) {
  constexpr const char* kFinding = "the generator, not the target, set the limit: ";
  const auto lag = [](int good, base::Duration good_lag, int late) {
    stats::Histogram histogram;
    for (int i = 0; i < good; ++i) histogram.record(good_lag);
    for (int i = 0; i < late; ++i) histogram.record(50ms);
    return histogram.snapshot();
  };
  const auto warnings = [](const Summary& s) {
    std::string all;
    for (const std::string& warning : generator_warnings(s)) all += warning + "\n";
    return all;
  };
  Summary s;
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

// The keys of a value and of all within it.
void collect(const json::Value& value, std::set<std::string>& keys) {
  if (const auto* object = value.object())
    for (const auto& member : *object) {
      keys.insert(member.key);
      collect(member.value, keys);
    }
  if (const auto* array = value.array())
    for (const json::Value& element : *array) collect(element, keys);
}

// Where endpoints come and go.
std::vector<EndpointRow> example_rows() {
  EndpointRow first, second;
  first.endpoint = "http://node:8545 [10.0.0.1]";
  first.accepted = 1980;
  first.rejected = 7;
  first.failed = 2;
  first.unanswered = first.unsent = 1;
  second.endpoint = "http://node:8545 [10.0.0.2]";
  second.note = "unreachable at the start (no answer)";
  return {first, second};
}

TEST(TextReport, ShowsWhatWentToEachEndpointWhereTheyComeAndGo) {
  Summary s = example();
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

TEST(JsonReport, ItsKeysAreThoseOfTheManual) {
  std::set<std::string> keys, documented;
  Summary s = example();
  s.endpoint_rows = example_rows();
  s.watched = {FeedReport{}, BlocksReport{}, InclusionReport{}, UserLatencyReport{}, RampReport{}};
  s.watched.ramp->steps.emplace_back();
  s.intervals.back().watched = {BlocksInterval{}, InclusionInterval{}};
  collect(*json::parse(to_json(s)), keys);
  std::ifstream page("man/seiload.5");
  ASSERT_TRUE(page) << "run from the top of the tree";
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line == ".Ss Report") inside = true;
    if (line == ".Ss Outcomes") inside = false;
    if (!inside || (line.rfind(".Cm ", 0) != 0 && line.rfind(".It Cm ", 0) != 0)) continue;
    std::istringstream words(line.substr(line.find("Cm ") + 3));
    for (std::string word; words >> word;)
      if (word[0] >= 'a' && word[0] <= 'z') documented.insert(word);
  }
  EXPECT_EQ(keys, documented);
}

TEST(LiveLine, SaysTheMostTellingFirst) {
  EXPECT_EQ(to_live_text(Progress{.elapsed = 12s,
                                  .interval = 1s,
                                  .accepted_now = 200,
                                  .accepted = 2400,
                                  .rejected = 1,
                                  .failed = 2,
                                  .unanswered = 3,
                                  .unsent = 6,
                                  .dropped = 4,
                                  .in_flight = 5,
                                  .left = 48s,
                                  .latency = samples({1ms, 3ms}),
                                  .block = 1234,
                                  .gas_share = 0.123}),
            "200.0 tps | accepted 2,400 | errors 12 | in flight 5 | p50 1.00ms p99 3.00ms | block 1,234 gas "
            "12.3 % | "
            "dropped 4 | 12s, 48s left");
  EXPECT_EQ(to_live_text(Progress{.elapsed = 900ms, .left = {}, .latency = {}}),
            "0.0 tps | accepted 0 | errors 0 | in flight 0 | 1s");
}

TEST(Progress, IsOneLine) {
  EXPECT_EQ(to_text(Progress{.elapsed = 20s,
                             .interval = 10s,
                             .accepted_now = 1995,
                             .accepted = 3990,
                             .rejected = 1,
                             .failed = 2,
                             .unanswered = 3,
                             .unsent = 6,
                             .dropped = 4,
                             .in_flight = 5,
                             .left = {},
                             .latency = samples({1ms, 3ms})}),
            "20.0s: 199.5 tps, accepted 3990, rejected 1, failed 2, unanswered 3, unsent 6, dropped 4, in "
            "flight 5, "
            "latency avg 2.00ms p50 1.00ms p99 3.00ms max 3.00ms");
  EXPECT_EQ(
      to_text(Progress{.elapsed = 1s, .interval = 1s, .left = {}, .latency = {}}),
      "1.00s: 0.0 tps, accepted 0, rejected 0, failed 0, unanswered 0, unsent 0, dropped 0, in flight 0");
}

}  // namespace
}  // namespace seiload::report
