#include "run/execute.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <thread>

#include "base/hex.h"
#include "support/run_report.h"
#include "support/scripted_server.h"
#include "support/wait.h"

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> words(const FakeNode& node, std::vector<std::string> more) {
  std::vector<std::string> all = {"-e",     node.url(), "--report-format",   "json",
                                  "--seed", "7",        "--startup-timeout", "5s"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(Run, SendsWhatItSaysAndReportsIt) {
  for (const char* model : {"open_loop", "closed_loop"}) {
    SCOPED_TRACE(model);
    FakeNode node;
    const auto result =
        run_command(words(node, {"--scenario", "EVMTransfer", "--accounts", "20", "--tps", "1000",
                                 "--max-txs", "300", "--workers", "2", "--arrival-model", model}));
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    expect_balanced(report);
    EXPECT_EQ(report.total("accepted"), 300U);
    EXPECT_EQ(report.text({"run", "ended_by"}), "max_txs");
    EXPECT_EQ(*report.at({"run", "chain_id"})->number()->as_u64(), 1337U);
    const auto taken = node.taken();
    EXPECT_EQ(taken.size(), 300U);
    expect_contiguous_nonces(taken, 20);
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    for (const Seen& seen : taken) {
      EXPECT_EQ(seen.type, eth::TxType::dynamic_fee);
      EXPECT_EQ(seen.gas_limit, 21000U);
      EXPECT_EQ(seen.fee_cap, base::Uint256(200'000'000'000));
      EXPECT_EQ(seen.tip_cap, base::Uint256(2'000'000'000));
      EXPECT_LE(now.count() - static_cast<std::int64_t>(seen.value.low_u64()), 5);
    }
    const auto* latency = report.at({"latency", "from_due", "count"});
    EXPECT_EQ(*latency->number()->as_u64(), 300U);
  }
}

// Sender, receiver and draws of transaction i are a function of seed, profile and i alone: whatever the
// number of workers, each account sends the same transactions in the same order. How far it gets is a matter
// of time.
TEST(Run, SendsTheSameTransactionsWhateverTheNumberOfWorkers) {
  using Hashes = std::vector<std::string>;
  const auto sent_with = [](const char* workers) {
    FakeNode node;
    const auto result =
        run_command(words(node, {"--scenario", "EVMTransferFast=2", "--scenario", "EVMTransferNoop=1",
                                 "--accounts", "7", "--tps", "2000", "--duration", "150ms", "--workers",
                                 workers, "--arrival-model", "open_loop"}));
    EXPECT_EQ(result.status, 0) << result.log;
    expect_balanced(Report(result));
    EXPECT_EQ(Report(result).total("scheduled"),
              300U);  // what is due before the end counts, however late the worker
    std::map<std::string, Hashes> by_sender;
    for (const Seen& seen : node.taken())
      by_sender[eth::to_hex(seen.sender)].push_back(base::to_hex(seen.hash));
    EXPECT_EQ(by_sender.size(), 7U);
    return by_sender;
  };
  const auto one = sent_with("1");
  for (const char* workers : {"3", "7"}) {
    for (auto& [sender, hashes] : sent_with(workers)) {
      const Hashes& others = one.at(sender);
      const auto both = static_cast<std::ptrdiff_t>(std::min(hashes.size(), others.size()));
      EXPECT_TRUE(std::equal(hashes.begin(), hashes.begin() + both, others.begin()))
          << workers << " workers, " << sender;
    }
  }
}

TEST(Run, GoesOnWithRightNoncesAfterEveryKindOfFailure) {
  const struct {
    const char* name;
    Reaction reaction;
    const char* counted;
    bool reads_nonce;
  } kCases[] = {
      {"low", {Reaction::Kind::error, -32000, "nonce too low"}, "rejected/nonce_too_low", true},
      {"gap", {Reaction::Kind::error, -32000, "nonce too high"}, "rejected/nonce_gap", true},
      {"known", {Reaction::Kind::error, -32000, "already known"}, "rejected/already_known", true},
      {"taken",
       {Reaction::Kind::error, -32000, "replacement transaction underpriced"},
       "rejected/nonce_taken",
       true},
      {"cheap", {Reaction::Kind::error, -32000, "transaction underpriced"}, "rejected/underpriced", false},
      {"poor",
       {Reaction::Kind::error, -32000, "insufficient funds for gas * price + value"},
       "rejected/insufficient_funds",
       false},
      {"full", {Reaction::Kind::error, -32000, "txpool is full"}, "rejected/pool_full", false},
      {"limit", {Reaction::Kind::error, -32005, "slow down"}, "rejected/rate_limited", false},
      {"429", {Reaction::Kind::status, 429, ""}, "rejected/rate_limited", false},
      {"method",
       {Reaction::Kind::error, -32601, "the method does not exist"},
       "rejected/method_missing",
       false},
      {"gas", {Reaction::Kind::error, -32000, "exceeds block gas limit"}, "rejected/gas_limit", false},
      {"account",
       {Reaction::Kind::error, -32000, "account limit exceeded: pooled 16 txs"},
       "rejected/account_limit",
       false},
      {"cap",
       {Reaction::Kind::error, -32000, "tx fee (2.00 ether) exceeds the configured cap (1.00 ether)"},
       "rejected/fee_cap",
       false},
      {"type",
       {Reaction::Kind::error, -32000, "transaction type not supported"},
       "rejected/unsupported",
       false},
      {"invalid", {Reaction::Kind::error, -32000, "invalid sender"}, "rejected/invalid", false},
      {"starting", {Reaction::Kind::error, -32000, "node is still starting up"}, "rejected/starting", false},
      {"gave up", {Reaction::Kind::error, -32002, "request timed out"}, "unanswered/request_timeout", true},
      {"other", {Reaction::Kind::error, -32000, "account is frozen"}, "rejected/other_error", true},
      {"503", {Reaction::Kind::status, 503, ""}, "unanswered/http_503", true},
      {"404", {Reaction::Kind::status, 404, ""}, "failed/http_404", false},
      {"http", {Reaction::Kind::raw, 0, "nonsense\r\n\r\n"}, "unanswered/bad_http", true},
      {"json",
       {Reaction::Kind::raw, 0, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{x}"},
       "unanswered/bad_json",
       true},
      {"half",
       {Reaction::Kind::raw, 0, "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n{\"jso"},
       "unanswered/connection_lost",
       true},
  };
  for (const auto& c : kCases) {
    for (const char* in_flight : {"1", "4"}) {
      SCOPED_TRACE(std::string(c.name) + " with " + in_flight + " of an account in flight");
      FakeNode::Options options;
      options.react = [&](std::size_t i, const Seen&) { return i % 10 == 5 ? c.reaction : Reaction(); };
      FakeNode node(options);
      const auto result =
          run_command(words(node, {"--scenario", "EVMTransferFast", "--accounts", "5", "--max-txs", "100",
                                   "--account-in-flight", in_flight, "--workers", "2"}));
      EXPECT_EQ(result.status, 0) << result.log;
      const Report report(result);
      expect_balanced(report);
      EXPECT_EQ(report.total("accepted"), 100U);
      EXPECT_EQ(node.taken().size(), 100U);
      expect_contiguous_nonces(node.taken(), 5);
      const auto errors = report.errors();
      ASSERT_TRUE(errors.contains(c.counted)) << result.out;
      EXPECT_GE(errors.at(c.counted), 10U);
      if (in_flight == std::string("1")) {
        EXPECT_EQ(errors.size(), 1U) << result.out;
        EXPECT_EQ(report.total("nonce_reads") > 0, c.reads_nonce);
      }
    }
  }
}

// What the node said is in the log from the first refusal on, not only at the next interval, and in the
// report.
TEST(Run, ShowsWhatTheNodeSaid) {
  const struct {
    Reaction reaction;
    std::string want;
  } kCases[] = {
      {{Reaction::Kind::status, 502, ""}, "first unanswered: http_502 (NODE: HTTP status 502: 'busy')"},
      {{Reaction::Kind::raw, 0,
        "HTTP/1.1 302 Found\r\nLocation: http://u:p@other/x\r\nContent-Length: 0\r\n\r\n"},
       "first failed: http_302 (NODE: HTTP status 302, Location: 'http://other/x')"},
      {{Reaction::Kind::raw, 0,
        "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n<html>account is frozen</html>"},
       "first unanswered: bad_json (NODE: the body is not a JSON-RPC answer: '<html>account is "
       "frozen</html>')"},
      {{Reaction::Kind::error, -32000, "insufficient funds"},
       "first rejected: insufficient_funds (NODE: insufficient funds); 'seiload accounts' with the options "
       "of this run and "
       "--seed 7 lists the accounts: send them funds, or give them some in the chain's genesis"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.want);
    FakeNode::Options options;
    options.react = [&](std::size_t i, const Seen&) { return i == 5 ? c.reaction : Reaction(); };
    FakeNode node(options);
    const auto result =
        run_command(words(node, {"--scenario", "EVMTransferFast", "--accounts", "5", "--max-txs", "20"}));
    EXPECT_EQ(result.status, 0) << result.log;
    std::string want = c.want;
    want.replace(want.find("NODE"), 4, node.url());
    EXPECT_NE(result.log.find(want + '\n'), std::string::npos) << result.log;
    const std::string example = want.substr(want.find('(') + 1, want.find(')') - want.find('(') - 1);
    EXPECT_NE(result.out.find(example), std::string::npos) << result.out;
  }
}

// The load stands still while nonces cannot be read again: that is logged with the node's words, and it goes
// on after.
TEST(Run, TellsWhyNoncesCannotBeRead) {
  FakeNode::Options options;
  std::atomic<int> failures{0};
  std::atomic<bool> refused{false};
  options.react = [&](std::size_t i, const Seen&) {
    if (i == 5) refused = true;
    return i == 5 ? Reaction{Reaction::Kind::error, -32000, "nonce too low"} : Reaction();
  };
  options.fail = [&](const std::string& method) {
    return refused && method == "eth_getTransactionCount" && ++failures < 4 ? "missing trie node" : "";
  };
  FakeNode node(options);
  const auto result =
      run_command(words(node, {"--scenario", "EVMTransferFast", "--accounts", "1", "--max-txs", "20"}));
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_EQ(Report(result).total("accepted"), 20U);
  EXPECT_NE(result.log.find(
                node.url() +
                ": cannot read a nonce again, retrying; accounts that wait for it: 1: missing trie node\n"),
            std::string::npos)
      << result.log;
}

// Once an endpoint and cause, whichever worker meets it.
TEST(Run, TellsOnceThatNoncesCannotBeRead) {
  FakeNode::Options options;
  std::atomic<int> failures{0};
  std::atomic<bool> refused{false};
  options.react = [&](std::size_t i, const Seen&) {
    if (i >= 8 && i < 16) refused = true;
    return i >= 8 && i < 16 ? Reaction{Reaction::Kind::error, -32000, "nonce too low"} : Reaction();
  };
  options.fail = [&](const std::string& method) {
    return refused && method == "eth_getTransactionCount" && ++failures < 16 ? "missing trie node" : "";
  };
  FakeNode node(options);
  const auto result = run_command(
      words(node, {"--scenario", "EVMTransferFast", "--accounts", "8", "--max-txs", "40", "--workers", "4"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const std::size_t first = result.log.find(": cannot read a nonce again");
  ASSERT_NE(first, std::string::npos) << result.log;
  EXPECT_EQ(result.log.find(": cannot read a nonce again", first + 1), std::string::npos) << result.log;
}

TEST(Run, TellsThatNonceReadsAreNotAnswered) {
  FakeNode::Options options;
  std::atomic<bool> refuses{false};
  options.react = [&](std::size_t, const Seen&) {
    return refuses ? Reaction{Reaction::Kind::error, -32000, "nonce too low"} : Reaction();
  };
  FakeNode node(options);
  const std::string want = node.url() +
                           ": cannot read a nonce again, retrying; accounts that wait for it: 1: "
                           "eth_getTransactionCount: no answer yet\n";
  const auto result = run_command_watching(
      words(node, {"--scenario", "EVMTransferFast", "--accounts", "1", "--tps", "20", "--duration", "60s"}),
      [&](sys::Stop& stop, const std::function<std::string()>& log) {
        wait_for([&] { return node.sends() > 0; });
        node.hush("eth_getTransactionCount");
        refuses = true;
        wait_for([&] { return log().find(want) != std::string::npos; });
        stop.request({sys::StopReason::Kind::planned_end, 0, {}});
      });
  EXPECT_NE(result.log.find(want), std::string::npos) << result.log;
}

// A transaction that the node took without answering is counted once, as unanswered, and never sent again.
TEST(Run, CountsALostAnswerOnce) {
  FakeNode::Options options;
  options.react = [](std::size_t i, const Seen&) {
    return Reaction{.kind = i % 10 == 5 ? Reaction::Kind::lose : Reaction::Kind::take, .text = {}};
  };
  FakeNode node(options);
  const auto result = run_command(words(node, {"--scenario", "EVMTransferFast", "--accounts", "5",
                                               "--max-txs", "100", "--workers", "1", "--connections", "3"}));
  EXPECT_EQ(result.status, 0) << result.log;
  const Report report(result);
  expect_balanced(report);
  EXPECT_EQ(report.total("accepted"), 100U);
  std::set<base::Bytes32> hashes;
  for (const Seen& seen : node.taken()) hashes.insert(seen.hash);
  EXPECT_EQ(hashes.size(), node.taken().size());
  // On a connection that had served before, the request is sent once more, and the node says it knows it:
  // still once.
  EXPECT_EQ(node.taken().size(),
            report.total("accepted") + report.total("rejected") + report.total("unanswered"));
}

TEST(Run, StopsInTheMiddleAndCountsWhatIsOut) {
  FakeNode::Options options;
  options.react = [](std::size_t i, const Seen&) {
    return Reaction{.kind = i < 10 ? Reaction::Kind::take : Reaction::Kind::silent, .text = {}};
  };
  FakeNode node(options);
  const auto result =
      run_command(words(node, {"--scenario", "EVMTransferFast", "--accounts", "100", "--tps", "2000",
                               "--arrival-model", "open_loop", "--max-in-flight", "20", "--drain", "50ms"}),
                  [&](sys::Stop& stop) {
                    wait_for([&] { return node.sends() >= 30; });
                    std::this_thread::sleep_for(20ms);
                    stop.request({sys::StopReason::Kind::signal, 15, {}});
                  });
  EXPECT_EQ(result.status, 0) << result.log;
  const Report report(result);
  expect_balanced(report);
  EXPECT_EQ(report.text({"run", "ended_by"}), "signal");
  EXPECT_EQ(report.text({"run", "ended_text"}), "SIGTERM");
  EXPECT_EQ(report.total("accepted"), 10U);
  EXPECT_EQ(report.errors(), (std::map<std::string, std::uint64_t>{{"unanswered/unanswered_at_stop", 20}}));
  EXPECT_GT(report.total("dropped"), 0U);
}

// Rates of one transaction, or of less than a second, are not invented; nor are those of a starved run
// hidden.
TEST(Run, RatesAreMeasuredOrNull) {
  FakeNode node;
  const auto one =
      run_command(words(node, {"--scenario", "EVMTransferFast", "--max-txs", "1", "--tps", "0.1"}));
  EXPECT_TRUE(Report(one).at({"rates", "average_tps"})->is_null()) << one.out;
  EXPECT_TRUE(Report(one).at({"rates", "maximum_tps"})->is_null());
  EXPECT_TRUE(Report(one).at({"rates", "scheduled_share"})->is_null());
  const auto second =
      run_command(words(node, {"--scenario", "EVMTransferFast", "--tps", "50", "--duration", "1100ms"}));
  const Report report(second);
  const double most = report.at({"rates", "maximum_tps"})->number()->as_double().value_or(-1);
  EXPECT_EQ(most, std::floor(most));
  EXPECT_LE(most, 55);  // the rate, and what a tenth of a second owes
  EXPECT_EQ(report.number("process", "seconds"), 1U);
}

// Whatever was not accepted has a latency, but for what was never sent.
TEST(Run, NothingAcceptedIsSaidInTheLastLine) {
  FakeNode::Options options;
  options.react = [](std::size_t, const Seen&) {
    return Reaction{Reaction::Kind::error, -32000, "txpool is full"};
  };
  FakeNode node(options);
  const auto result = run_command({"-e", node.url(), "--seed", "7", "--scenario", "EVMTransferFast", "--tps",
                                   "100", "--arrival-model", "open_loop", "--duration", "300ms"});
  EXPECT_EQ(result.status, 0) << result.log;
  const std::string last =
      "nothing was accepted: 30 admitted, 30 rejected (pool_full): " + node.url() + ": txpool is full\n";
  EXPECT_TRUE(result.out.ends_with("\n" + last)) << result.out;
  EXPECT_TRUE(result.log.ends_with("warning: " + last)) << result.log;
}

// Closed loop: what the rate asked for and did not come about, by cause.
TEST(Run, AShortfallIsCounted) {
  FakeNode::Options options;
  options.react = [](std::size_t, const Seen&) {
    return Reaction{.kind = Reaction::Kind::silent, .text = {}};
  };
  FakeNode node(options);
  const auto result =
      run_command(words(node, {"--scenario", "EVMTransferFast", "--accounts", "5", "--tps", "100",
                               "--duration", "1500ms", "--drain", "0s", "--workers", "1"}));
  const Report report(result);
  expect_balanced(report);
  EXPECT_EQ(report.total("scheduled"), 5U);
  const auto missed = [&](const char* cause) {
    return *report.at({"rates", "missed", cause})->number()->as_u64();
  };
  EXPECT_GE(missed("accounts"), 100U) << result.out;
  EXPECT_LE(missed("accounts"), 150U);
  EXPECT_EQ(missed("unreachable") + missed("max_in_flight") + missed("connections") + missed("max_txs"), 0U);
  EXPECT_NEAR(report.at({"rates", "scheduled_share"})->number()->as_double().value_or(-1), 5.0 / 150, 1e-9);
}

TEST(Run, AFailureThatComesFirstIsTheExitStatus) {
  FakeNode node;
  const auto result =
      run_command(words(node, {"--scenario", "EVMTransferFast", "--tps", "10"}), [&](sys::Stop& stop) {
        wait_for([&] { return node.sends() >= 1; });
        stop.request_failure({base::Code::io, "the tracker broke"});
        stop.request({sys::StopReason::Kind::signal, 15, {}});
      });
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.log.find(" error: the tracker broke\n"), std::string::npos) << result.log;
  EXPECT_EQ(Report(result).text({"run", "ended_by"}), "failure");
}

TEST(Run, ASignalDuringSetUpIsACleanStopWithAReport) {
  net::Address address = net::Address::v4({127, 0, 0, 1}, 0);
  const sys::Fd listener = listen_on_loopback(8, address);  // accepts, and never answers
  const auto result = run_command({"-e", "http://" + address.to_text(), "--scenario", "EVMTransfer",
                                   "--report-format", "json", "--seed", "1"},
                                  [](sys::Stop& stop) {
                                    std::this_thread::sleep_for(50ms);
                                    stop.request({sys::StopReason::Kind::signal, 2, {}});
                                  });
  EXPECT_EQ(result.status, 0) << result.log;
  const Report report(result);
  EXPECT_EQ(report.text({"run", "ended_text"}), "SIGINT");
  EXPECT_FALSE(*report.at({"run", "reached_load"})->boolean());
}

TEST(Run, AnotherChainIdIsAFailureThatNamesBoth) {
  FakeNode node;
  const auto result = run_command(words(node, {"--scenario", "EVMTransfer", "--chain-id", "5"}));
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.log.find(" error: endpoint " + node.url() +
                            ": chain id is 1337, but the profile or --chain-id wants 5\n"),
            std::string::npos)
      << result.log;
  EXPECT_EQ(node.sends(), 0U);
}

TEST(Run, ARefusedEndpointIsAFailureWithAddressAndCause) {
  const auto result = run_command(
      {"-e", "http://127.0.0.1:1", "--scenario", "EVMTransfer", "--startup-timeout", "100ms", "--seed", "1"});
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(
      result.log.find(
          "waiting for http://127.0.0.1:1: eth_chainId: connect 127.0.0.1:1: Connection refused; until "),
      std::string::npos)
      << result.log;
  EXPECT_NE(result.log.find("endpoint http://127.0.0.1:1: eth_chainId: connect 127.0.0.1:1: Connection "
                            "refused (gave up after "),
            std::string::npos)
      << result.log;
}

TEST(Run, ANodeWithoutBatchesOrBaseFeeIsServedToo) {
  FakeNode::Options options;
  options.takes_batches = false;
  options.has_base_fee = false;
  FakeNode node(options);
  const auto result =
      run_command(words(node, {"--scenario", "EVMTransfer", "--accounts", "150", "--max-txs", "150"}));
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_EQ(node.calls().at("eth_getTransactionCount"), 150U);
  for (const Seen& seen : node.taken()) EXPECT_EQ(seen.type, eth::TxType::legacy);
}

TEST(Run, ADryRunSendsNothing) {
  FakeNode node;
  const auto result =
      run_command(words(node, {"--scenario", "EVMTransfer", "--dry-run", "--max-txs", "1000"}));
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_EQ(Report(result).total("accepted"), 1000U);
  EXPECT_EQ(node.connections(), 0U);
}

TEST(Run, AnUnwritableReportFailsBeforeTheLoad) {
  FakeNode node;
  const auto result =
      run_command(words(node, {"--scenario", "EVMTransfer", "--report-path", "/nonexistent/report"}));
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.log.find(" error: report file /nonexistent/report: No such file or directory\n"),
            std::string::npos);
  EXPECT_EQ(node.connections(), 0U);
}

TEST(Run, FreshAccountsTakeTheirShareOfTheDraws) {
  FakeNode node;
  const std::string path = "/tmp/seiload-test-" + std::to_string(::getpid()) + ".json";
  {
    FILE* file = std::fopen(path.c_str(), "w");
    std::fputs(R"({"accounts":{"count":10,"newAccountRate":0.3},)"
               R"("scenarios":[{"name":"EVMTransferFast","weight":1}]})",
               file);
    std::fclose(file);
  }
  const auto result = run_command(words(node, {"--config", path, "--max-txs", "500"}));
  ::unlink(path.c_str());
  EXPECT_EQ(result.status, 0) << result.log;
  std::map<eth::Address, std::size_t> per_sender;
  for (const Seen& seen : node.taken()) ++per_sender[seen.sender];
  const std::size_t fresh = per_sender.size() - 10;
  EXPECT_NEAR(static_cast<double>(fresh), 150, 45);
  expect_balanced(Report(result));
}

TEST(Run, AConditionThatHoldsIsStatusThree) {
  FakeNode::Options options;
  options.react = [](std::size_t i, const Seen&) {
    return i % 10 == 5 ? Reaction{Reaction::Kind::error, -32000, "txpool is full"} : Reaction();
  };
  FakeNode node(options);
  const auto run_with = [&](const char* condition) {
    return run_command(words(node, {"--scenario", "EVMTransferFast", "--max-txs", "50", "--fail-if",
                                    "accepted < 1", "--fail-if", condition}));
  };
  const auto crossed = run_with("rejected > 4");
  EXPECT_EQ(crossed.status, 3);
  EXPECT_NE(crossed.log.find(" error: --fail-if rejected > 4: it was 5\n"), std::string::npos) << crossed.log;
  EXPECT_EQ(Report(crossed).total("rejected"), 5U);
  EXPECT_EQ(run_with("rejected > 1000").status, 0);
  EXPECT_EQ(run_with("rejectd > 4").status, 2);
}

TEST(Run, DebugLogsALineATransaction) {
  FakeNode node;
  const auto result =
      run_command(words(node, {"--scenario", "EVMTransfer", "--accounts", "2", "--max-txs", "5", "--debug"}));
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = result.log.find(" debug: tx ", at)) != std::string::npos; ++at) ++lines;
  EXPECT_EQ(lines, 5U) << result.log;
  EXPECT_NE(result.log.find(" EVMTransfer transfer hash 0x"), std::string::npos);
}

// The wall time goes an hour back in mid-run, as when a clock is set. Nothing that is measured goes by it.
TEST(Run, MeasuresNothingByTheWallClock) {
  class SetBack final : public sys::Clock {
   public:
    sys::TimePoint now() const override { return system_.now(); }
    sys::WallTime wall_now() const override { return system_.wall_now() - (now() > step_ ? 1h : 0h); }
    int wait(std::span<pollfd> descriptors, sys::TimePoint deadline) const override {
      return system_.wait(descriptors, deadline);
    }

   private:
    sys::SystemClock system_;
    const sys::TimePoint step_ = system_.now() + 500ms;
  };
  const FakeNode node;
  const CommandResult result = run_command_watching(
      words(node, {"--scenario=EVMTransfer", "--tps=100", "--arrival-model=open_loop", "--duration=1s",
                   "--accounts=100", "--workers=1"}),
      [](sys::Stop&, const auto&) {}, false, SetBack());
  ASSERT_EQ(result.status, 0) << result.log;
  const Report report(result);
  expect_balanced(report);
  EXPECT_EQ(report.total("scheduled"), 100U);
  for (const char* clock : {"from_due", "from_write"}) {
    const double longest = report.at({"latency", clock, "max"})->number()->as_double().value_or(-1);
    EXPECT_GT(longest, 0) << result.out;
    EXPECT_LT(longest, 60) << result.out;
  }
}

}  // namespace
}  // namespace seiload::test
