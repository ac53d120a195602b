#include <gtest/gtest.h>

#include "json/value.h"
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
  s.dropped = 10;
  s.admitted = 1990;
  s.accepted = 1980;
  s.rejected = 7;
  s.failed = 2;
  s.unanswered = 1;
  s.resent = 1;
  s.nonce_reads = 9;
  s.scenarios = {{"EVMTransfer_0", "transfer", 990, 7, 0, 1}, {"EVMTransfer_1", "transfer", 990, 0, 2, 0}};
  s.errors = {{"rejected", "nonce_too_low", 7, "http://127.0.0.1:8545: nonce too low"},
              {"failed", "http_status", 2, ""},
              {"unanswered", "unanswered_at_stop", 1, ""}};
  s.accepted_in_load = 1978;
  s.average_tps = 197.8;
  s.maximum_tps = 201;
  s.from_due = samples({1ms, 2ms, 3ms});
  s.from_write = samples({1ms});
  s.not_accepted = samples({5s});
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
  dropped            10    0.5 % of scheduled
  admitted        1,990   99.5 % of scheduled
  accepted        1,980   99.5 % of admitted
  rejected            7    0.4 % of admitted
  failed              2    0.1 % of admitted
  unanswered          1    0.1 % of admitted
  ledger          balanced

accepted a second
  average         197.80, over the load phase
  maximum         201.00, the best second

scenario       operation  accepted   share  rejected  failed  unanswered
EVMTransfer_0  transfer        990  50.0 %         7       0           1
EVMTransfer_1  transfer        990  50.0 %         0       2           0

latency                         p50     p90     p99   p99.9     max    mean  count
accepted, from due time      2.00ms  3.00ms  3.00ms  3.00ms  3.00ms  2.00ms      3
accepted, from write         1.00ms  1.00ms  1.00ms  1.00ms  1.00ms  1.00ms      1
not accepted, from due time   5.00s   5.00s   5.00s   5.00s   5.00s   5.00s      1

errors      reason              count
rejected    nonce_too_low           7  http://127.0.0.1:8545: nonce too low
failed      http_status             2
unanswered  unanswered_at_stop      1

this process
  CPU time        99.0ms, 50.0us a transaction accepted, set-up included
  peak memory     5 MiB
)");
}

TEST(TextReport, ARunThatEndedDuringSetUpSaysSo) {
  Summary s = example();
  s.reached_load = false;
  s.accepted = 0;
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
  EXPECT_NE(to_text(s).find("  ledger          DOES NOT BALANCE: this is a bug of seiload\n"), std::string::npos);
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
  // Lower bounds in ns and counts: what merges exactly with another run's.
  std::uint64_t count = 0;
  for (const json::Value& pair : *from_due.find("buckets")->array()) count += *(*pair.array())[1].number()->as_u64();
  EXPECT_EQ(count, 3U);
}

TEST(Progress, IsOneLine) {
  EXPECT_EQ(to_text(Progress{.elapsed = 20s,
                             .interval = 10s,
                             .accepted_now = 1995,
                             .accepted = 3990,
                             .rejected = 1,
                             .failed = 2,
                             .unanswered = 3,
                             .dropped = 4,
                             .in_flight = 5,
                             .latency = samples({1ms, 3ms})}),
            "20.0s: 199.5 tps, accepted 3990, rejected 1, failed 2, unanswered 3, dropped 4, in flight 5, "
            "latency avg 2.00ms p50 1.00ms p99 3.00ms max 3.00ms");
  EXPECT_EQ(to_text(Progress{.elapsed = 1s, .interval = 1s, .latency = {}}),
            "1.00s: 0.0 tps, accepted 0, rejected 0, failed 0, unanswered 0, dropped 0, in flight 0");
}

}  // namespace
}  // namespace seiload::report
