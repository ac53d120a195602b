// What a run says about itself: whether the generator or the target was too slow.

#include <gtest/gtest.h>

#include "json/value.h"
#include "mockchain/server.h"
#include "support/run_command.h"

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

class SlowChain {
 public:
  explicit SlowChain(const char* fault) {
    mockchain::Server::Options options;
    options.faults.push_back(*mockchain::parse_fault(fault));
    server_ = std::move(*mockchain::Server::start(net::Address::v4({127, 0, 0, 1}, 0), options, clock_));
  }
  std::string url() const { return "http://" + server_->address().to_text(); }

 private:
  const sys::SystemClock clock_{};
  std::unique_ptr<mockchain::Server> server_;
};

double seconds(const json::Value& report, std::initializer_list<const char*> path) {
  const json::Value* value = &report;
  for (const char* key : path) value = value->find(key);
  return std::stod(std::string(value->number()->text));
}

// Answers take 100 ms, so that 100 a second is far too much for two accounts with one transaction out each,
// and for one connection: what is late then is late because of the target.
TEST(GeneratorLag, IsNotTheTargetsSlowness) {
  const SlowChain chain("latency:min=100ms:max=100ms");
  for (const char* narrow : {"--accounts=2", "--connections=1"}) {
    SCOPED_TRACE(narrow);
    const auto result =
        run_command({"-e", chain.url(), "--report-format=json", "--seed=7", "--scenario=EVMTransferFast",
                     "--tps=100", "--arrival-model=open_loop", "--duration=1s", "--workers=1", narrow});
    ASSERT_EQ(result.status, 0) << result.log;
    const auto report = json::parse(result.out);
    EXPECT_GT(seconds(*report, {"latency", "from_due", "p50"}), 0.3);
    EXPECT_LT(seconds(*report, {"process", "generator_lag", "p50"}), 0.05);
    EXPECT_GE(seconds(*report, {"process", "generator_lag", "count"}),
              seconds(*report, {"totals", "accepted"}));
  }
}

// More than can be signed: each arrival is later than the one before.
TEST(GeneratorLag, IsWarnedOf) {
  const auto result = run_command({"--dry-run", "--seed=7", "--scenario=EVMTransferFast", "--tps=20000000",
                                   "--arrival-model=open_loop", "--duration=300ms", "--workers=1"});
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.out.find("  generator lag   p50 "), std::string::npos) << result.out;
  EXPECT_NE(
      result.out.find(
          "  warning         the generator, not the target, set the limit: one request in a hundred went "
          "out more than "),
      std::string::npos)
      << result.out;
}

TEST(GeneratorLag, IsOfTheOpenLoopAlone) {
  const auto result = run_command({"--dry-run", "--seed=7", "--scenario=EVMTransferFast", "--max-txs=1000"});
  EXPECT_EQ(result.out.find("generator lag"), std::string::npos) << result.out;
}

}  // namespace
}  // namespace seiload::test
