// Whole runs over WebSocket and over a Unix socket: sending, and watching the chain by a subscription to new
// heads.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

#include "base/text.h"
#include "support/fake_node.h"
#include "support/run_command.h"
#include "support/run_report.h"
#include "support/scripted_server.h"

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

enum class Way { http, ws, ipc };
constexpr Way kMessages[] = {Way::ws, Way::ipc};

FakeNode::Options reachable(std::chrono::milliseconds block_time = 0ms) {
  FakeNode::Options options;
  options.has_websocket = true;
  options.has_socket = true;
  options.block_time = block_time;
  return options;
}

std::string endpoint(const FakeNode& node, Way way) {
  return way == Way::http ? node.url() : way == Way::ws ? node.ws_url() : node.socket();
}

const char* name_of(Way way) { return way == Way::http ? "http" : way == Way::ws ? "ws" : "ipc"; }

std::vector<std::string> words(const FakeNode& node, Way way, std::vector<std::string> more) {
  std::vector<std::string> all = {"-e",
                                  endpoint(node, way),
                                  "--report-format",
                                  "json",
                                  "--seed",
                                  "7",
                                  "--scenario",
                                  "EVMTransfer",
                                  "--accounts",
                                  "20",
                                  "--tps",
                                  "1000",
                                  "--startup-timeout",
                                  "5s"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(Transports, CarryEverythingARunSends) {
  for (const Way way : kMessages) {
    for (const char* in_flight : {"1", "4"}) {
      SCOPED_TRACE(base::cat(name_of(way), ' ', in_flight));
      FakeNode node(reachable());
      const auto result = run_command(words(
          node, way,
          {"--max-txs", "300", "--workers", "2", "--connections", "3", "--account-in-flight", in_flight}));
      EXPECT_EQ(result.status, 0) << result.log;
      const Report report(result);
      EXPECT_EQ(report.number("totals", "accepted"), 300U);
      std::map<eth::Address, std::uint64_t> next;
      for (const Seen& seen : node.taken()) EXPECT_EQ(seen.nonce, next[seen.sender]++);
      EXPECT_EQ(node.taken().size(), 300U);
      EXPECT_EQ(next.size(), 20U);
      const auto messages = node.messages();
      EXPECT_EQ(messages.size(), 1U);
      EXPECT_GE(messages.at(name_of(way)), 300U);
    }
  }
}

TEST(Transports, CountWhatTheNodeRefusesAndLoses) {
  for (const Way way : kMessages) {
    SCOPED_TRACE(name_of(way));
    auto options = reachable();
    options.react = [](std::size_t i, const Seen&) -> Reaction {
      if (i % 20 == 5) return {Reaction::Kind::error, -32000, "nonce too low"};
      if (i % 20 == 15) return {.kind = Reaction::Kind::lose, .text = {}};
      return {};
    };
    FakeNode node(options);
    const auto result =
        run_command(words(node, way, {"--max-txs", "200", "--workers", "1", "--connections", "2"}));
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    EXPECT_EQ(report.number("totals", "accepted"), 200U);
    EXPECT_GE(report.number("totals", "rejected"), 10U);
    EXPECT_GE(report.number("totals", "unanswered"), 10U);
    // Nothing was sent twice. (What was written just when the node closed is unanswered, and never came to
    // it.)
    std::set<base::Bytes32> hashes;
    for (const Seen& seen : node.taken()) hashes.insert(seen.hash);
    EXPECT_EQ(hashes.size(), node.taken().size());
    EXPECT_LE(hashes.size(), report.number("totals", "accepted") + report.number("totals", "unanswered"));
    EXPECT_EQ(node.sends(), hashes.size() + report.number("totals", "rejected"));
  }
}

TEST(Transports, WatchByTheSubscriptionOfTheEndpointItself) {
  for (const Way way : {Way::http, Way::ws, Way::ipc}) {
    SCOPED_TRACE(name_of(way));
    auto options = reachable(30ms);
    options.reverts = [](std::size_t i) { return i % 10 == 3; };
    FakeNode node(options);
    const auto result =
        run_command(words(node, way, {"--max-txs", "300", "--track-blocks", "--track-receipts"}));
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    report.expect_sums();
    EXPECT_EQ(report.inclusion("succeeded"), 270U);
    EXPECT_EQ(report.inclusion("reverted"), 30U);
    EXPECT_EQ(report.number("blocks", "transactions"), 300U);
    EXPECT_EQ(report.number("blocks", "ours"), 300U);
    const std::string heads = way == Way::ipc ? node.socket() : node.ws_url();
    EXPECT_EQ(report.text("feed", "source"),
              "new heads of " + heads + ", blocks from " + endpoint(node, way));
    EXPECT_EQ(node.calls().at("eth_subscribe"), 1U);
    EXPECT_LE(node.calls().at("eth_getBlockReceipts"), node.height());
    EXPECT_FALSE(node.calls().contains("eth_getTransactionReceipt"));
  }
}

TEST(Transports, AReorganisationIsToldByTheSubscription) {
  for (const Way way : {Way::http, Way::ws, Way::ipc}) {
    SCOPED_TRACE(name_of(way));
    FakeNode node(reachable());
    const auto result =
        run_command(words(node, way, {"--tps", "100", "--track-receipts", "--inclusion-drain", "5s"}),
                    [&](sys::Stop& stop) {
                      wait_for([&] { return node.sends() >= 20; });
                      node.mine();
                      wait_for([&] { return node.calls().contains("eth_getBlockReceipts"); });
                      node.rewind(1, true);
                      node.mine();  // the same height, another block
                      std::this_thread::sleep_for(100ms);
                      stop.request({sys::StopReason::Kind::signal, 15, {}});
                      for (int i = 0; i < 50; ++i) {
                        std::this_thread::sleep_for(2ms);
                        node.mine();
                      }
                    });
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    report.expect_sums();
    EXPECT_EQ(report.number("feed", "reorgs"), 1U);
    EXPECT_EQ(report.number("feed", "orphaned"), 1U);
    EXPECT_GE(report.inclusion("reopened"), 15U);
    EXPECT_EQ(report.inclusion("succeeded"), report.inclusion("registered"));
  }
}

TEST(Transports, ACutFeedLosesNothing) {
  for (const Way way : {Way::http, Way::ws, Way::ipc}) {
    SCOPED_TRACE(name_of(way));
    FakeNode node(reachable(20ms));
    const auto result = run_command_watching(
        words(node, way, {"--tps", "300", "--track-receipts"}), [&](sys::Stop& stop, const auto& log) {
          const auto logged = [&](const char* text) { return log().find(text) != std::string::npos; };
          wait_for([&] { return node.mined() >= 50; });
          const std::uint64_t before = node.height();
          node.cut(true);
          wait_for([&] {
            return node.height() >= before + 20 && logged("warning: block feed: subscription lost: ");
          });
          node.cut(false);
          wait_for([&] { return logged("info: block feed: subscribed again to the new heads of "); });
          const std::size_t taken = node.sends();
          wait_for([&] { return node.mined() >= taken; });
          stop.request({sys::StopReason::Kind::signal, 15, {}});
        });
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    report.expect_sums();
    const std::uint64_t accepted = report.number("totals", "accepted");
    EXPECT_GE(accepted, 100U);
    EXPECT_EQ(report.inclusion("included"), accepted);  // receipts are sampled where the machine is slow
    EXPECT_EQ(report.count("inclusion", "from_due"), accepted);
    EXPECT_GE(report.number("feed", "gaps"), 5U) << result.log;
    EXPECT_EQ(report.number("feed", "lost"), 0U);
    EXPECT_GE(report.number("feed", "breaks"), 1U);
    EXPECT_NE(result.log.find("info: block feed: subscribed again to the new heads of "), std::string::npos)
        << result.log;
  }
}

// Polling goes on while only the subscription is away: nothing breaks but it.
TEST(Transports, ALostSubscriptionIsACountedGapAndNothingElse) {
  FakeNode node(reachable(20ms));
  const auto result = run_command_watching(
      words(node, Way::http, {"--tps", "300", "--track-receipts"}), [&](sys::Stop& stop, const auto& log) {
        wait_for([&] { return node.mined() >= 50; });
        node.cut_subscriptions();
        wait_for([&] { return log().find("info: block feed: subscribed again") != std::string::npos; });
        stop.request({sys::StopReason::Kind::signal, 15, {}});
      });
  EXPECT_EQ(result.status, 0) << result.log;
  const Report report(result);
  report.expect_nothing_lost();
  EXPECT_EQ(report.number("feed", "breaks"), 1U);
  EXPECT_EQ(report.number("feed", "errors"), 0U);
}

TEST(Transports, ASubscriptionElsewhereIsTaken) {
  FakeNode node(reachable(30ms));
  for (const std::string& heads : {node.ws_url(), node.socket()}) {
    const auto result =
        run_command(words(node, Way::http, {"--max-txs", "50", "--track-blocks", "--ws-endpoint", heads}));
    EXPECT_EQ(result.status, 0) << result.log;
    EXPECT_EQ(Report(result).text("feed", "source"), "new heads of " + heads + ", blocks from " + heads);
  }
}

TEST(Transports, ASubscriptionThatWasAskedForAndIsNotThereIsAFailure) {
  auto options = reachable();
  options.missing = "eth_subscribe";
  FakeNode node(options);
  const RefusingPort refusing;
  const std::string closed = "ws://" + refusing.address().to_text();
  const std::string address = node.ws_url().substr(5);
  const struct {
    std::string heads, error;
  } kCases[] = {
      {closed, closed + ": connect " + refusing.address().to_text() + ": Connection refused"},
      {node.ws_url(), node.ws_url() + ": eth_subscribe: " + address +
                          ": the node answered: 'the method eth_subscribe does not exist' (code -32601)"},
      {"/nowhere/node.ipc", "/nowhere/node.ipc: connect /nowhere/node.ipc: No such file or directory"},
  };
  for (const auto& c : kCases) {
    const auto result = run_command(words(node, Way::http, {"--track-blocks", "--ws-endpoint", c.heads}));
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.log.find(" error: block feed: " + c.error + "\n"), std::string::npos) << result.log;
  }
  EXPECT_EQ(node.sends(), 0U);
}

TEST(Transports, WaitingForTheNameOfASubscriptionIsReported) {
  FakeNode node(reachable());
  const auto result = run_command(
      words(node, Way::http,
            {"--track-blocks", "--ws-endpoint", "ws://node.invalid:1", "--startup-timeout", "2s"}));
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.log.find("warning: waiting for ws://node.invalid:1: resolve 'node.invalid': "),
            std::string::npos)
      << result.log;
}

// Where nobody asked for a subscription, polling does, and says so once.
TEST(Transports, WithoutASubscriptionItPolls) {
  auto options = reachable(30ms);
  options.missing = "eth_subscribe";
  for (const Way way : {Way::http, Way::ws, Way::ipc}) {
    SCOPED_TRACE(name_of(way));
    FakeNode node(options);
    const auto result = run_command(words(node, way, {"--max-txs", "100", "--track-receipts"}));
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    report.expect_sums();
    EXPECT_EQ(report.inclusion("succeeded"), 100U);
    EXPECT_EQ(report.text("feed", "source").rfind("polling " + endpoint(node, way) + " every ", 0), 0U);
    const std::size_t said = result.log.find("info: block feed: no subscription to new heads: ");
    EXPECT_NE(said, std::string::npos) << result.log;
    EXPECT_EQ(result.log.find("no subscription", said + 60), std::string::npos);
  }
}

}  // namespace
}  // namespace seiload::test
