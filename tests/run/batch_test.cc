// Whole runs with --batch and --pipeline.

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <thread>

#include "base/text.h"
#include "support/run_report.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;
using Answers = std::vector<std::string>;

std::vector<std::string> words(const FakeNode& node, std::vector<std::string> more) {
  std::vector<std::string> all = {"-e",     node.url(), "--report-format",   "json",
                                  "--seed", "7",        "--startup-timeout", "5s"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::string joined(const Answers& answers) {
  std::string all = "[";
  for (const std::string& answer : answers) all += (all.size() > 1 ? "," : "") + answer;
  return all + ']';
}

std::vector<std::string> batch_words(const FakeNode& node, std::vector<std::string> more) {
  std::vector<std::string> all = words(node, {"--scenario", "EVMTransferFast", "--batch", "10"});
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(BatchRun, FillsBatchesAndAcceptsEveryTransaction) {
  for (const char* in_flight : {"1", "3"}) {
    FakeNode node;
    const auto result = run_command(batch_words(
        node, {"--accounts", "40", "--max-txs", "400", "--account-in-flight", in_flight, "--workers", "1",
               "--connections", "1"}));  // what an account has in flight cannot overtake itself
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    expect_balanced(report);
    EXPECT_EQ(report.total("accepted"), 400U);
    EXPECT_EQ(report.errors().size(), 0U) << result.out;
    expect_contiguous_nonces(node.taken(), 40);
    const auto sizes = node.batches();
    EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}), 400U);
    EXPECT_EQ(*std::max_element(sizes.begin(), sizes.end()), 10U);
    EXPECT_EQ(*report.at({"latency", "from_due", "count"})->number()->as_u64(), 400U);
  }
}

// With time enough every batch is full; without any a batch goes out as it is.
TEST(BatchRun, WaitsForCompanyAsLongAsItIsTold) {
  FakeNode patient;
  const auto filled = run_command(
      batch_words(patient, {"--accounts", "100", "--tps", "1000", "--max-txs", "50", "--batch-linger", "1m",
                            "--workers", "1", "--arrival-model", "open_loop"}));
  EXPECT_EQ(filled.status, 0) << filled.log;
  EXPECT_EQ(patient.batches(), (std::vector<std::size_t>{10, 10, 10, 10, 10}));
  FakeNode hasty;
  const auto single =
      run_command(batch_words(hasty, {"--accounts", "1", "--max-txs", "5", "--batch-linger", "0s"}));
  EXPECT_EQ(single.status, 0) << single.log;
  EXPECT_EQ(hasty.batches(), (std::vector<std::size_t>{1, 1, 1, 1, 1}));
}

// On a connection that is open: after a stop nothing waits for another to open.
TEST(BatchRun, ASignalEndsTheWaitForCompany) {
  const struct {
    const char *accounts, *logged;  // what the run has come to when the signal comes
    std::vector<std::size_t> batches;
    std::uint64_t accepted, unsent;
  } kRows[] = {{"13", "accepted 10,", {10, 3}, 13, 0}, {"3", "in flight 3", {}, 0, 3}};
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.logged);
    FakeNode node;
    const auto result = run_command_watching(
        batch_words(node, {"--accounts", row.accounts, "--batch-linger", "1m", "--max-txs", "13", "--workers",
                           "1", "--connections", "1", "--stats-interval", "5ms"}),
        [&](sys::Stop& stop, const std::function<std::string()>& log) {
          wait_for([&] { return log().find(row.logged) != std::string::npos; });
          stop.request({sys::StopReason::Kind::signal, 15, {}});
        });
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    expect_balanced(report);
    EXPECT_EQ(node.batches(), row.batches);
    EXPECT_EQ(report.total("accepted"), row.accepted);
    EXPECT_EQ(report.total("unsent"), row.unsent);
  }
}

// Whatever is wrong with the answer to a batch, each transaction of it ends once, in the class that is true
// of it, and its account goes on with the right nonce.
TEST(BatchRun, EndsEachTransactionOnceWhateverTheAnswer) {
  const struct {
    const char* name;
    std::function<std::string(const Answers&)> join;
    std::set<std::string> errors;
  } kCases[] = {
      {"some are missing",
       [](const Answers& all) {
         return joined(Answers(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2)));
       },
       {"unanswered/answer_missing"}},
      {"an empty array", [](const Answers&) { return std::string("[]"); }, {"unanswered/answer_missing"}},
      {"duplicates",
       [](const Answers& all) {
         return cat('[', joined(all).substr(1, joined(all).size() - 2), ',', joined(all).substr(1));
       },
       {}},
      {"unknown ids",
       [](const Answers& all) {
         return R"([{"jsonrpc":"2.0","id":0,"result":"0x1"},{"id":9999999,"error":{}},)" +
                joined(all).substr(1);
       },
       {}},
      {"wrong ids",
       [](const Answers& all) { return "[" + all[0] + R"(,{"jsonrpc":"2.0","id":777777,"result":"0x1"}])"; },
       {"unanswered/answer_missing"}},
      {"not an array", [](const Answers& all) { return all[0]; }, {"unanswered/bad_json"}},
      {"no JSON", [](const Answers&) { return std::string("<html>"); }, {"unanswered/bad_json"}},
      {"cut short",
       [](const Answers& all) { return joined(all).substr(0, joined(all).size() - 3); },
       {"unanswered/bad_json"}},
      {"an error for all",
       [](const Answers&) {
         return std::string(
             R"({"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"internal error"}})");
       },
       {"rejected/other_error"}},
      {"a limit for all",
       [](const Answers&) {
         return std::string(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"slow"}})");
       },
       {"rejected/rate_limited", "rejected/nonce_too_low"}},
      {"a hundred thousand entries",
       [](const Answers& all) {
         std::string text = "[";
         for (int i = 0; i < 100'000; ++i) text += "{},";
         return text + joined(all).substr(1);
       },
       {}},
  };
  for (const auto& c : kCases) {
    for (const char* in_flight : {"1", "4"}) {
      SCOPED_TRACE(std::string(c.name) + " with " + in_flight + " of an account in flight");
      FakeNode::Options options;
      options.join = [&](std::size_t i, const Answers& all) {
        return i % 4 == 1 ? c.join(all) : joined(all);
      };
      FakeNode node(options);
      const auto result =
          run_command(batch_words(node, {"--accounts", "25", "--max-txs", "200", "--account-in-flight",
                                         in_flight, "--workers", "1", "--connections", "3"}));
      EXPECT_EQ(result.status, 0) << result.log;
      const Report report(result);
      expect_balanced(report);
      EXPECT_EQ(report.total("accepted"), 200U);
      expect_contiguous_nonces(node.taken(), 25);
      if (in_flight == std::string("4")) continue;  // one that is wrong pulls others along
      for (const auto& [error, count] : report.errors())
        EXPECT_TRUE(c.errors.contains(error)) << error << ' ' << count;
      EXPECT_EQ(report.errors().empty(), c.errors.empty()) << result.out;
    }
  }
}

// A node with a limit on batches takes every transaction all the same, each counted once, in batches that
// fit.
TEST(BatchRun, HalvesBatchesThatAreRefused) {
  using Refusal = FakeNode::Options::Refusal;
  for (const Refusal refusal : {Refusal::object, Refusal::array, Refusal::status}) {
    for (const std::size_t largest : {std::size_t{1}, std::size_t{7}}) {
      SCOPED_TRACE(cat(static_cast<int>(refusal), ", at most ", largest));
      FakeNode::Options options;
      options.largest_batch = largest;
      options.refusal = refusal;
      FakeNode node(options);
      const auto result =
          run_command(words(node, {"--scenario", "EVMTransferFast", "--batch", "40", "--accounts", "120",
                                   "--max-txs", "300", "--workers", "2"}));
      EXPECT_EQ(result.status, 0) << result.log;
      const Report report(result);
      expect_balanced(report);
      EXPECT_EQ(report.total("accepted"), 300U);
      EXPECT_EQ(report.errors().size(), 0U) << result.out;
      expect_contiguous_nonces(node.taken(), 120);
      EXPECT_EQ(node.taken().size(), 300U);
      const char* why =
          refusal == Refusal::status ? "HTTP status 413: '<html>413 Too Large</html>'" : "batch too large";
      EXPECT_NE(result.log.find(cat(node.url(), ": a batch was refused, at most ",
                                    largest == 1 ? "1 transaction a request" : "5 transactions in one",
                                    " from now on: ", why)),
                std::string::npos)
          << result.log;
    }
  }
}

TEST(BatchRun, OneBadTransactionCostsTheOthersNothing) {
  const struct {
    const char* name;
    Reaction reaction;
    const char* counted;
  } kCases[] = {
      {"cheap", {Reaction::Kind::error, -32000, "transaction underpriced"}, "rejected/underpriced"},
      {"gas", {Reaction::Kind::error, -32000, "exceeds block gas limit"}, "rejected/gas_limit"},
      {"other", {Reaction::Kind::error, -32000, "account is frozen"}, "rejected/other_error"},
      {"silent", {Reaction::Kind::silent, 0, ""}, "unanswered/answer_missing"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    FakeNode::Options options;
    options.react = [&](std::size_t i, const Seen&) { return i % 10 == 5 ? c.reaction : Reaction(); };
    FakeNode node(options);
    const auto result =
        run_command(batch_words(node, {"--accounts", "30", "--max-txs", "200", "--workers", "1"}));
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    expect_balanced(report);
    EXPECT_EQ(report.total("accepted"), 200U);
    expect_contiguous_nonces(node.taken(), 30);
    EXPECT_EQ(report.errors().size(), 1U) << result.out;
    EXPECT_GE(report.errors()[c.counted], 15U) << result.out;
  }
}

TEST(BatchRun, AWholeBatchMayFail) {
  const struct {
    const char* name;
    Reaction reaction;
    const char* counted;
  } kCases[] = {
      {"503", {Reaction::Kind::status, 503, ""}, "unanswered/http_503"},
      {"429", {Reaction::Kind::status, 429, ""}, "rejected/rate_limited"},
      {"http", {Reaction::Kind::raw, 0, "nonsense\r\n\r\n"}, "unanswered/bad_http"},
      {"half",
       {Reaction::Kind::raw, 0, "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n[{\"jso"},
       "unanswered/connection_lost"},
      {"large",
       {Reaction::Kind::raw, 0, "HTTP/1.1 200 OK\r\nContent-Length: 1300000\r\n\r\n[{\"jso"},
       "unanswered/bad_http"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    FakeNode::Options options;
    options.react_to_batch = [&](std::size_t i) { return i % 5 == 2 ? c.reaction : Reaction(); };
    FakeNode node(options);
    const auto result =
        run_command(batch_words(node, {"--accounts", "10", "--max-txs", "300", "--workers", "1"}));
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    expect_balanced(report);
    EXPECT_EQ(report.total("accepted"), 300U);
    expect_contiguous_nonces(node.taken(), 10);
    EXPECT_GE(report.errors()[c.counted], 10U) << result.out;
    EXPECT_EQ(report.errors().size(), 1U) << result.out;
  }
}

TEST(BatchRun, WorksOverWebSocketAndUnixSocket) {
  FakeNode::Options options;
  options.has_websocket = options.has_socket = true;
  FakeNode node(options);
  for (const std::string& url : {node.ws_url(), node.socket()}) {
    SCOPED_TRACE(url);
    const auto result =
        run_command({"-e", url, "--report-format", "json", "--seed", "7", "--scenario", "EVMTransferFast",
                     "--batch", "10", "--max-txs", "300", "--accounts", "40", "--connections", "2"});
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    expect_balanced(report);
    EXPECT_EQ(report.total("accepted"), 300U);
    EXPECT_EQ(report.errors().size(), 0U) << result.out;
  }
  expect_contiguous_nonces(node.taken());
  EXPECT_LE(node.batches().size(), 200U);
}

// --- pipelining

std::vector<std::string> pipeline_words(const FakeNode& node, std::vector<std::string> more = {}) {
  std::vector<std::string> all =
      words(node, {"--scenario", "EVMTransferFast", "--pipeline", "8", "--accounts", "40", "--max-txs", "400",
                   "--workers", "1", "--connections", "2"});
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

TEST(PipelineRun, HasSeveralRequestsOutOnAConnection) {
  for (const char* batch : {"1", "5"}) {
    FakeNode node;
    const auto result = run_command(
        pipeline_words(node, {"--batch", batch, "--account-in-flight", "3", "--connections", "1"}));
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    expect_balanced(report);
    EXPECT_EQ(report.total("accepted"), 400U);
    EXPECT_EQ(report.errors().size(), 0U) << result.out;
    expect_contiguous_nonces(node.taken(), 40);
    EXPECT_GT(node.most_at_once(), 1U);
    EXPECT_LE(node.most_at_once(), 8U);
    EXPECT_EQ(count(result.log, "pipelining"), 0U) << result.log;
  }
}

TEST(PipelineRun, FallsBackWhereTheServerDoesNotKeepUp) {
  struct Case {
    const char* name;
    FakeNode::Options options;
    const char* why;
    std::set<std::string> errors;
  };
  std::vector<Case> cases = {
      {"Connection: close", {}, "it closes connections after an answer", {"unanswered/connection_lost"}},
      {"closes without a word",
       {},
       "it closed a connection with outstanding requests",
       {"unanswered/connection_lost"}},
      {"HTTP/1.0", {}, "it closes connections after an answer", {}},
      {"out of turn", {}, "it answers out of order", {"unanswered/bad_json"}},
  };
  cases[0].options.answers_per_connection = 20;
  cases[1].options.quiet_close_after = 20;
  cases[2].options.http_1_0 = true;
  cases[3].options.out_of_turn = true;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    FakeNode node(c.options);
    const auto result = run_command(pipeline_words(node, {"--workers", "2"}));
    EXPECT_EQ(result.status, 0) << result.log;
    const Report report(result);
    expect_balanced(report);
    EXPECT_EQ(report.total("accepted"), 400U);
    expect_contiguous_nonces(node.taken());
    const std::string line =
        cat(node.url(), ": pipelining disabled for this endpoint: ");
    EXPECT_EQ(count(result.log, line), 1U) << result.log;
    // A close may be seen as one of either kind, by whether the answer before it was read before.
    if (c.errors != std::set<std::string>{"unanswered/connection_lost"}) {
      EXPECT_EQ(count(result.log, line + c.why), 1U) << result.log;
    }
    for (const auto& [error, number] : report.errors())
      EXPECT_TRUE(c.errors.contains(error)) << error << ' ' << number;
  }
}

TEST(PipelineRun, IsRefusedWhereThereIsNoHttp) {
  const auto result = run_command(
      {"-e", "ws://127.0.0.1:1", "-e", "/tmp/node.ipc", "--scenario", "EVMTransfer", "--pipeline", "2"});
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.log,
            "--pipeline: pipelining is HTTP's, and no endpoint is http://: WebSockets and Unix sockets "
            "carry many requests at a time anyway\n");
}

}  // namespace
}  // namespace seiload::test
