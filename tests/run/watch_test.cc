// Whole runs that watch the chain.

#include <gtest/gtest.h>

#include <thread>

#include "measure/summary_json.h"
#include "run/execute.h"
#include "support/fake_node.h"
#include "support/run_command.h"
#include "support/run_report.h"

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> words(const FakeNode& node, std::vector<std::string> more) {
  std::vector<std::string> all = {"-e", node.url(),   "--report-format", "json",       "--seed",
                                  "7",  "--scenario", "EVMTransfer",     "--accounts", "20"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

FakeNode::Options blocks_every(std::chrono::milliseconds time) {
  FakeNode::Options options;
  options.block_time = time;
  return options;
}

TEST(Watch, EveryTransactionIsFoundInItsBlock) {
  auto options = blocks_every(30ms);
  options.reverts = [](std::size_t i) { return i % 10 == 3; };
  FakeNode node(options);
  const auto result =
      run_command(words(node, {"--max-txs", "300", "--tps", "2000", "--track-blocks", "--track-receipts"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const Report report(result);
  report.expect_sums();
  EXPECT_EQ(report.inclusion("included"), 300U);
  EXPECT_EQ(report.inclusion("succeeded"), 270U);
  EXPECT_EQ(report.inclusion("reverted"), 30U);
  EXPECT_EQ(report.count("inclusion", "from_due"), 300U);
  EXPECT_EQ(report.number("blocks", "transactions"), 300U);
  EXPECT_EQ(report.number("blocks", "ours"), 300U);
  EXPECT_EQ(report.number("blocks", "gas_used"), 300U * 21000U);
  EXPECT_EQ(node.mined(), 300U);
  EXPECT_FALSE(report.has("user_latency"));
  // One or two requests a block, never one a transaction.
  EXPECT_LE(node.calls().at("eth_getBlockReceipts"), node.height());
  EXPECT_FALSE(node.calls().contains("eth_getTransactionReceipt"));
}

// Two operations of which one reverts: the row of each has its own, and why is found out by five replays.
TEST(Watch, EachOperationHasItsRowOfTheChain) {
  auto options = blocks_every(30ms);
  options.reverts = [](std::size_t i) { return i % 2 == 0; };
  options.revert_data = "0x4e487b71" + std::string(62, '0') + "11";
  FakeNode node(options);
  const auto result = run_command(words(
      node, {"--scenario", "EVMTransferNoop", "--max-txs", "200", "--tps", "2000", "--track-receipts"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const auto read = measure::parse_summary(result.out);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->scenarios.size(), 2U);
  const measure::InclusionReport& all = *read->chain.inclusion;
  measure::OnChainReport sum;
  for (const measure::ScenarioRow& row : read->scenarios) {
    ASSERT_TRUE(row.on_chain) << row.scenario;
    EXPECT_EQ(row.on_chain->registered, row.counts.accepted);
    EXPECT_EQ(row.on_chain->included, row.counts.accepted);
    EXPECT_EQ(row.on_chain->unverified(), 0U);
    EXPECT_EQ(row.on_chain->gas.count(), row.counts.accepted);
    EXPECT_EQ(row.on_chain->gas.max(), 21'000U);
    sum.merge(*row.on_chain);
  }
  EXPECT_EQ(sum.included, all.included);
  EXPECT_EQ(sum.succeeded, all.succeeded);
  EXPECT_EQ(sum.reverted, 100U);
  EXPECT_EQ(sum.reasons, (std::vector<measure::RevertReason>{{"panic 0x11 (arithmetic overflow)", 5}}));
  EXPECT_EQ(sum.not_replayed(), 95U);
  EXPECT_EQ(node.calls().at("eth_call"), 5U);
}

// A node that cannot replay: what is not known is not counted as known, and nothing waits for it.
TEST(Watch, WithoutReplaysRevertsAreCountedWithoutReasons) {
  auto options = blocks_every(30ms);
  options.reverts = [](std::size_t) { return true; };
  FakeNode node(options);
  const auto result = run_command(words(node, {"--max-txs", "50", "--tps", "2000", "--track-receipts"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const auto read = measure::parse_summary(result.out);
  ASSERT_TRUE(read) << read.error().message;
  const measure::OnChainReport& row = *read->scenarios.at(0).on_chain;
  EXPECT_EQ(row.reverted, 50U);
  EXPECT_EQ(row.reasons, std::vector<measure::RevertReason>());
  EXPECT_EQ(row.not_replayed(), 50U);
  EXPECT_NE(result.log.find(
                ": its reason is not known: eth_call: the node answered: the method eth_call does not exist"),
            std::string::npos)
      << result.log;
  EXPECT_LE(node.calls().at("eth_call"), 5U);
}

TEST(Watch, WithoutTheTrackerThereIsNoRowOfTheChain) {
  FakeNode node(blocks_every(30ms));
  const auto result = run_command(words(node, {"--max-txs", "20", "--tps", "2000", "--track-blocks"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const auto read = measure::parse_summary(result.out);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->scenarios.at(0).on_chain, std::nullopt);
}

TEST(Watch, TheLiveLineTellsTheNewestBlock) {
  FakeNode node(blocks_every(30ms));
  const auto result = run_command_watching(
      words(node, {"--duration", "1100ms", "--tps", "5", "--track-blocks"}), [](sys::Stop&, const auto&) {},
      true);
  EXPECT_EQ(result.status, 0) << result.log;
  // How much of it stands there is a matter of the width of the terminal.
  EXPECT_NE(result.log.find(" | bl"), std::string::npos) << result.log;
}

TEST(Watch, IntervalsAddUpToTheWholeRun) {
  auto options = blocks_every(20ms);
  options.reverts = [](std::size_t i) { return i % 4 == 0; };
  FakeNode node(options);
  const auto result = run_command(words(node, {"--max-txs", "300", "--tps", "600", "--track-blocks",
                                               "--track-receipts", "--stats-interval", "100ms"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const auto report = json::parse(result.out);
  ASSERT_TRUE(report);
  const auto sum = [&](const char* section, const char* key) {
    std::uint64_t all = 0;
    for (const json::Value& interval : *report->find("intervals")->array())
      all += *interval.find(section)->find(key)->number()->as_u64();
    return all;
  };
  const Report whole(result);
  EXPECT_GE(report->find("intervals")->array()->size(), 4U);
  EXPECT_EQ(sum("blocks", "count"), whole.number("blocks", "count"));
  EXPECT_EQ(sum("blocks", "transactions"), 300U);
  EXPECT_EQ(sum("blocks", "ours"), 300U);
  EXPECT_EQ(sum("blocks", "gas_used"), 300U * 21000U);
  EXPECT_EQ(sum("inclusion", "included"), 300U);
  EXPECT_EQ(sum("inclusion", "reverted"), 75U);
  const json::Value& last = report->find("intervals")->array()->back();
  EXPECT_EQ(*last.find("inclusion")->find("in_flight")->number()->as_u64(), 0U);
  EXPECT_EQ(*last.find("blocks")->find("last")->number()->as_u64(), whole.number("blocks", "last"));
}

TEST(Watch, WithoutBlockReceiptsThoseOfOursAreRead) {
  auto options = blocks_every(30ms);
  options.has_block_receipts = false;
  options.reverts = [](std::size_t i) { return i % 2 == 1; };
  FakeNode node(options);
  const auto result = run_command(words(node, {"--max-txs", "300", "--tps", "2000", "--track-receipts"}));
  const Report report(result);
  report.expect_sums();
  EXPECT_EQ(report.inclusion("succeeded"), 150U);
  EXPECT_EQ(report.inclusion("reverted"), 150U);
  EXPECT_FALSE(report.has("blocks"));
}

TEST(Watch, WithoutReceiptsTheHashesServe) {
  auto options = blocks_every(30ms);
  options.takes_batches = false;
  FakeNode node(options);
  const auto result =
      run_command(words(node, {"--max-txs", "100", "--tps", "2000", "--track-receipts", "--no-receipts"}));
  const Report report(result);
  report.expect_sums();
  EXPECT_EQ(report.inclusion("included"), 100U);
  EXPECT_EQ(report.inclusion("unverified"), 100U);
  EXPECT_FALSE(node.calls().contains("eth_getBlockReceipts"));
}

TEST(Watch, ACutFeedLosesNothing) {
  FakeNode node(blocks_every(20ms));
  const auto result = run_command_watching(
      words(node, {"--tps", "500", "--track-receipts"}), [&](sys::Stop& stop, const auto& log) {
        const auto wait_for_log = [&](const char* text) {
          wait_for([&] { return log().find(text) != std::string::npos; });
        };
        wait_for([&] { return node.mined() >= 50; });
        node.cut(true);
        wait_for_log("; retrying, load continues");
        const std::uint64_t before = node.height();
        wait_for([&] { return node.height() >= before + 5; });
        node.cut(false);
        wait_for_log("block feed: works again after ");
        stop.request({sys::StopReason::Kind::signal, 15, {}});
      });
  EXPECT_EQ(result.status, 0) << result.log;
  const Report report(result);
  report.expect_nothing_lost();
  EXPECT_EQ(report.number("feed", "breaks"), 1U);
  EXPECT_GE(report.number("feed", "gaps"), 4U);
}

TEST(Watch, AReorganisationOpensItsTransactionsAgain) {
  for (const bool keep : {true, false}) {
    SCOPED_TRACE(keep);
    FakeNode node;
    const auto result = run_command(
        words(node, {"--tps", "100", "--track-receipts", "--inclusion-drain", keep ? "5s" : "300ms"}),
        [&](sys::Stop& stop) {
          wait_for([&] { return node.sends() >= 20; });
          node.mine();
          wait_for([&] { return node.calls().contains("eth_getBlockReceipts"); });
          node.rewind(1, keep);
          node.mine(2);
          // The feed is to look at them before the end.
          std::this_thread::sleep_for(200ms);
          stop.request({sys::StopReason::Kind::signal, 15, {}});
          for (int i = 0; i < 100; ++i) {
            std::this_thread::sleep_for(2ms);
            node.mine();
          }
        });
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    report.expect_sums();
    EXPECT_EQ(report.number("feed", "reorgs"), 1U);
    EXPECT_GE(report.inclusion("reopened"), 15U);
    if (keep) {
      EXPECT_EQ(report.inclusion("succeeded"), report.inclusion("registered"));
    } else {
      EXPECT_GE(report.inclusion("in_flight"), 15U);
    }
  }
}

TEST(Watch, WhatIsNeverIncludedExpiresOrIsInFlight) {
  FakeNode node;
  const auto begun = std::chrono::steady_clock::now();
  const auto result =
      run_command(words(node, {"--tps", "100", "--duration", "1500ms", "--track-receipts",
                               "--inclusion-reap-after", "200ms", "--inclusion-drain", "0s"}));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  const Report report(result);
  report.expect_sums();
  EXPECT_GT(report.inclusion("expired"), 0U);
  EXPECT_GT(report.inclusion("in_flight"), 0U);
  EXPECT_EQ(report.inclusion("included"), 0U);
}

TEST(Watch, TheDrainEndsOnceAllIsIncluded) {
  FakeNode node;
  const auto begun = std::chrono::steady_clock::now();
  const auto result = run_command(
      words(node, {"--max-txs", "20", "--track-receipts", "--inclusion-drain", "1m"}), [&](sys::Stop& stop) {
        wait_for([&] { return stop.requested(); });
        std::this_thread::sleep_for(50ms);
        node.mine();
      });
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  Report(result).expect_sums();
  EXPECT_EQ(Report(result).inclusion("succeeded"), 20U);
}

// A run that ended as planned, and then a signal: what is in flight is not waited for any longer.
TEST(Watch, ASignalEndsTheDrain) {
  FakeNode node;
  const auto begun = std::chrono::steady_clock::now();
  const auto result = run_command(
      words(node, {"--max-txs", "20", "--track-receipts", "--inclusion-drain", "1h"}), [&](sys::Stop& stop) {
        wait_for([&] { return stop.requested(); });
        EXPECT_FALSE(stop.request({sys::StopReason::Kind::signal, 15, {}}));
        stop.skip_final_waits();
      });
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  EXPECT_EQ(result.status, 0) << result.log;
  Report(result).expect_sums();
  EXPECT_EQ(Report(result).inclusion("in_flight"), 20U);
}

TEST(Watch, UserLatencyComesFromTheValues) {
  FakeNode node(blocks_every(50ms));
  const auto result =
      run_command(words(node, {"--max-txs", "100", "--tps", "300", "--track-user-latency", "-s", "100ms"}));
  const Report report(result);
  EXPECT_GT(report.number("user_latency", "transfers"), 0U);
  EXPECT_EQ(report.number("user_latency", "transfers"), report.count("user_latency", "by_value"));
  EXPECT_NE(result.log.find("info: user latency: min 0s p50 "), std::string::npos) << result.log;
}

TEST(Watch, ATrackerThatCannotStartIsAFailure) {
  FakeNode::Options options;
  options.missing = "eth_blockNumber";
  FakeNode node(options);
  const auto result = run_command(words(node, {"--track-blocks"}));
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(
      result.log.find(" error: block feed: endpoint " + node.url() +
                      ": eth_blockNumber: the node answered: the method eth_blockNumber does not exist\n"),
      std::string::npos)
      << result.log;
  EXPECT_EQ(node.sends(), 0U);
}

TEST(Watch, TheRampEndsInTheStepInWhichBlocksSlowDown) {
  for (const char* model : {"closed_loop", "open_loop"}) {
    SCOPED_TRACE(model);
    FakeNode node(blocks_every(20ms));
    const auto begun = std::chrono::steady_clock::now();
    const auto result = run_command(
        words(node, {"--ramp-up", "--ramp-start", "10", "--ramp-step", "10", "--ramp-hold", "1s",
                     "--ramp-rest", "200ms", "--ramp-max-block-time", "300ms", "--ramp-percentile", "100",
                     "--track-blocks", "--arrival-model", model}),
        [&](sys::Stop&) {
          wait_for([&] { return node.sends() >= 33; });  // 10 and 20, and the third step has begun
          node.set_block_time(10s);
        });
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    EXPECT_EQ(report.number("ramp", "steps_begun"), 3U) << result.log;
    EXPECT_EQ(report.number("ramp", "held_tps"), 20U);
    EXPECT_EQ(report.text("ramp", "reason"), "block_time");
    EXPECT_NE(result.out.find("\"ended_by\": \"ramp\""), std::string::npos);
    EXPECT_NE(result.log.find("info: ramp: step 1 held: 10 offered, "), std::string::npos) << result.log;
    EXPECT_NE(
        result.log.find("info: ramp: step 3, 30 a second, did not hold: p100 of the time between blocks is "),
        std::string::npos)
        << result.log;
  }
}

TEST(Watch, WhatTheRegistryCannotHoldIsCounted) {
  for (const bool as_json : {true, false}) {
    FakeNode node;
    const auto result =
        run_command(words(node, {"--max-txs", "200", "--inclusion-limit", "60", "--inclusion-drain", "0s",
                                 "--track-receipts", "--report-format", as_json ? "json" : "text"}));
    EXPECT_EQ(result.status, 0) << result.log;
    if (!as_json) {
      EXPECT_NE(result.out.find("\n  not followed    140, --inclusion-limit 60 was reached\n"),
                std::string::npos)
          << result.out;
      continue;
    }
    const Report report(result);
    report.expect_sums();
    EXPECT_EQ(report.number("totals", "accepted"), 200U);
    EXPECT_EQ(report.inclusion("registered"), 60U);
    EXPECT_EQ(report.inclusion("dropped_at_cap"), 140U);
  }
}

TEST(Watch, AFeedThatBreaksForGoodIsSaidInTheReport) {
  for (const bool as_json : {true, false}) {
    FakeNode node(blocks_every(20ms));
    auto arguments =
        words(node, {"--max-txs", "300", "--tps", "1000", "--track-receipts", "--inclusion-drain", "100ms"});
    if (!as_json) arguments.insert(arguments.end(), {"--report-format", "text"});
    const auto result = run_command(arguments, [&](sys::Stop&) {
      wait_for([&] { return node.mined() >= 50; });
      node.cut(true);
    });
    EXPECT_EQ(result.status, 0) << result.log;
    if (!as_json) {
      EXPECT_NE(result.out.find("\n  broken          1, failed attempts: "), std::string::npos) << result.out;
      EXPECT_NE(result.out.find("\n  in flight       "), std::string::npos) << result.out;
      continue;
    }
    const Report report(result);
    report.expect_sums();
    EXPECT_EQ(report.number("feed", "breaks"), 1U);
    EXPECT_GE(report.number("feed", "errors"), 1U);
    EXPECT_GT(report.inclusion("in_flight"), 100U);
    EXPECT_EQ(report.number("totals", "accepted"), 300U);
  }
}

// Everything that runs beside the load, each held up where it hurts: ends with the stop all the same.
TEST(Watch, BackgroundPartsEndSoonAfterAStop) {
  const struct {
    const char* name;
    void (*hold_up)(FakeNode&);
  } kCases[] = {
      {"healthy", [](FakeNode&) {}},
      {"no answer", [](FakeNode& node) { node.hush("eth_blockNumber"); }},
      {"no receipts", [](FakeNode& node) { node.hush("eth_getBlockReceipts"); }},
      {"no connection", [](FakeNode& node) { node.cut(true); }},
  };
  for (const auto& c : kCases) {
    for (const bool subscribed : {false, true}) {
      SCOPED_TRACE(std::string(c.name) + (subscribed ? ", subscribed" : ", polling"));
      auto options = blocks_every(20ms);
      options.has_websocket = subscribed;
      FakeNode node(options);
      std::chrono::steady_clock::time_point stopped;
      const auto result = run_command(
          words(node, {"--track-blocks", "--track-receipts", "--track-user-latency", "--ramp-up",
                       "--ramp-start", "200", "--ramp-max-block-time", "1m", "--metrics-listen-addr",
                       "127.0.0.1:0", "--stats-interval", "50ms", "--inclusion-drain", "0s"}),
          [&](sys::Stop& stop) {
            wait_for([&] { return node.mined() >= 30; });
            c.hold_up(node);
            std::this_thread::sleep_for(200ms);
            stopped = std::chrono::steady_clock::now();
            stop.request({sys::StopReason::Kind::signal, 15, {}});
          });
      EXPECT_LT(std::chrono::steady_clock::now() - stopped, 2s);
      EXPECT_EQ(result.status, 0) << result.log;
      EXPECT_EQ(result.log.find(" error: "), std::string::npos) << result.log;
      const Report report(result);
      report.expect_sums();
      EXPECT_EQ(report.text("run", "ended_by"), "signal");
      EXPECT_EQ(report.number("feed", "breaks") > 0, c.name == std::string("no connection")) << result.log;
    }
  }
}

// A stop while the watching begins is a stop, not a failure of the watching.
TEST(Watch, AStopWhileItBeginsIsNoFailure) {
  for (const char* method : {"eth_blockNumber", "eth_subscribe"}) {
    SCOPED_TRACE(method);
    FakeNode::Options options;
    options.has_websocket = true;
    FakeNode node(options);
    node.hush(method);
    std::chrono::steady_clock::time_point stopped;
    const auto result = run_command(words(node, {"--track-blocks"}), [&](sys::Stop& stop) {
      wait_for([&] { return node.calls().contains(method); });
      stopped = std::chrono::steady_clock::now();
      stop.request({sys::StopReason::Kind::signal, 15, {}});
    });
    EXPECT_LT(std::chrono::steady_clock::now() - stopped, 2s);
    EXPECT_EQ(result.status, 0) << result.log;
    EXPECT_EQ(result.log.find(" error: "), std::string::npos) << result.log;
    EXPECT_EQ(Report(result).text("run", "ended_by"), "signal");
    EXPECT_EQ(node.sends(), 0U);
  }
}

TEST(Watch, ADryRunWatchesNothing) {
  FakeNode node;
  const auto result =
      run_command(words(node, {"--track-blocks", "--track-receipts", "--dry-run", "--max-txs", "10"}));
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_FALSE(Report(result).has("blocks"));
  EXPECT_EQ(node.connections(), 0U);
}

}  // namespace
}  // namespace seiload::test
