// Whole runs against the embedded chain, well-behaved and not.

#include <gtest/gtest.h>

#include "base/text.h"
#include "json/value.h"
#include "mockchain/server.h"
#include "support/run_command.h"

namespace seiload {
namespace {

using base::cat;

std::unique_ptr<mockchain::Server> start(const std::vector<const char*>& faults, std::uint64_t seed = 1) {
  static const sys::SystemClock clock;
  mockchain::Server::Options options;
  options.seed = seed;
  options.config.block_time = std::chrono::milliseconds(50);
  for (const char* fault : faults) options.faults.push_back(*mockchain::parse_fault(fault));
  return std::move(*mockchain::Server::start(net::Address::v4({127, 0, 0, 1}, 0), options, clock));
}

// A number of the JSON report, by its path: "transactions.accepted".
double number(const std::string& report, std::string_view path) {
  const auto parsed = json::parse(report);
  EXPECT_TRUE(parsed) << report;
  if (!parsed) return -1;
  const json::Value* value = &*parsed;
  while (value != nullptr && !path.empty()) {
    value = value->find(path.substr(0, path.find('.')));
    path.remove_prefix(
        std::min(path.size(), path.find('.') == std::string_view::npos ? path.size() : path.find('.') + 1));
  }
  EXPECT_TRUE(value != nullptr && value->number() != nullptr) << report;
  return value != nullptr && value->number() != nullptr ? value->number()->as_double().value_or(-1) : -1;
}

test::CommandResult load(const mockchain::Server& server, std::vector<std::string> more) {
  std::vector<std::string> words = {"-e",
                                    cat("http://", server.address().to_text()),
                                    "--scenario=EVMTransfer",
                                    "--seed=1",
                                    "--workers=1",
                                    "--report-format=json",
                                    "--drain=5s"};
  words.insert(words.end(), more.begin(), more.end());
  return test::run_command(words);
}

TEST(MockChainRun, InsideTheLoadProcess) {
  const test::CommandResult result = test::run_command(
      {"--mock-chain", "--scenario=EVMTransfer", "--seed=1", "--max-txs=50", "--workers=1"});
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_NE(result.out.find("chain id        1337\n"), std::string::npos) << result.out;
  EXPECT_NE(
      result.out.find("\n                  the embedded chain, in this process: it executes no contracts\n"),
      std::string::npos)
      << result.out;
  EXPECT_NE(result.out.find("accepted        50"), std::string::npos) << result.out;
}

TEST(MockChainRun, NotBesideAnEndpoint) {
  const test::CommandResult result =
      test::run_command({"--mock-chain", "-e", "http://127.0.0.1:1", "--scenario=EVMTransfer", "--seed=1"});
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.log, "-e: cannot be combined with --mock-chain, which is the target\n");
}

TEST(MockChainRun, LedgerBalancesWhateverTheFault) {
  for (const char* fault :
       {"latency:min=1ms:max=20ms", "stall:for=50ms:every=100ms", "reset:share=0.2", "close:share=0.2",
        "bytes:share=0.5", "http:status=503:share=0.2", "http:status=429:share=0.2", "truncate:share=0.2",
        "garble:share=0.2", "wrong-id:share=0.2", "pool-full:share=0.2", "nonce-error:share=0.2",
        "halt:for=50ms:every=100ms", "skip:share=0.5", "restart:every=150ms"}) {
    SCOPED_TRACE(fault);
    // The questions of the start are not asked again and again: a seed that lets them through.
    std::unique_ptr<mockchain::Server> server;
    test::CommandResult result;
    for (std::uint64_t seed = 1; seed <= 30 && result.status != 0; ++seed) {
      server = start({fault}, seed);
      result = load(*server, {"--tps=400", "--arrival-model=open_loop", "--duration=250ms", "--drain=500ms",
                              "--request-timeout=200ms", "--startup-timeout=2s", "--accounts=20"});
    }
    ASSERT_EQ(result.status, 0) << result.log;
    EXPECT_NE(result.out.find("\"balanced\": true"), std::string::npos) << result.out;
    EXPECT_GT(number(result.out, "totals.accepted"), 0);
  }
}

}  // namespace
}  // namespace seiload
