// Runs whose profile has set-up calls, against the embedded chain.

#include "run/setup_calls.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>

#include "base/text.h"
#include "chain/deploy.h"
#include "mockchain/server.h"
#include "support/run_command.h"

namespace seiload {
namespace {

using base::cat;

constexpr std::string_view kMintAndApprove =
    R"j([{"contract": "token", "function": "mint(address,uint256)", "args": ["{account:0}", 5]},
        {"contract": "token", "function": "approve(address,uint256)", "args": ["{contract:token}", "{i}"],
         "gas": 60000, "each": "account"}])j";

class SetupCalls : public testing::Test {
 protected:
  void SetUp() override {
    char path[] = "/tmp/seiload-test-XXXXXX";
    ::close(::mkstemp(path));
    path_ = path;
  }
  void TearDown() override { ::unlink(path_.c_str()); }

  void start(const base::Uint256& balance) {
    static const sys::SystemClock clock;
    mockchain::Server::Options options;
    options.config.block_time = std::chrono::milliseconds(50);
    options.config.balance = balance;
    server_ = std::move(*mockchain::Server::start(net::Address::v4({127, 0, 0, 1}, 0), options, clock));
  }

  test::CommandResult load(std::string_view setup, const std::vector<std::string>& more = {}) {
    std::ofstream(path_) << R"j({"seed": 7, "accounts": {"count": 10},
      "contracts": {"token": {"bytecode": "0x6001"}},
      "scenarios": [{"name": "Call", "contract": "token", "function": "f()"}], "setup": )j"
                         << setup << "}";
    std::vector<std::string> words = {"--config", path_, "--max-txs=40", "--workers=1"};
    if (server_) {
      words.emplace_back("-e");
      words.push_back(cat("http://", server_->address().to_text()));
    }
    words.insert(words.end(), more.begin(), more.end());
    return test::run_command(words);
  }

  const std::string deployer_ = eth::to_checksum(eth::address_of_key(chain::deployer_key(7)));
  std::string path_;
  std::unique_ptr<mockchain::Server> server_;
};

bool says(const test::CommandResult& result, const std::string& text) {
  return result.log.find(text) != std::string::npos;
}

const base::Uint256 kEnough = *base::Uint256::from_decimal("1000000000000000000000");

TEST_F(SetupCalls, AreMadeInEveryRunAndTheLoadGoesOnWithTheNextNonces) {
  start(kEnough);
  for (int run = 0; run < 2; ++run) {
    const test::CommandResult result = load(kMintAndApprove);
    EXPECT_EQ(result.status, 0) << result.log;
    EXPECT_TRUE(says(result, " info: setup[0], mint: 1 transaction succeeded, gas used ")) << result.log;
    EXPECT_TRUE(says(result, " info: setup[1], approve: 10 transactions succeeded, gas used at most "))
        << result.log;
    EXPECT_NE(result.out.find("accepted        40  100.0 % of admitted"), std::string::npos) << result.out;
  }
}

TEST_F(SetupCalls, WhoCannotPayIsNamedBeforeAnyTransaction) {
  start(5);
  test::CommandResult result = load(kMintAndApprove);
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(says(result, cat("setup: the deployer ", deployer_, " needs 0.")) &&
              says(result,
                   " or more for the calls made once, and has 0.000000000000000005 ether: send it "
                   "the rest\n"))
      << result.log;
  result = load(R"j([{"contract": "token", "function": "f()", "value": "1 ether", "each": "account"}])j");
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(says(result, "setup: 10 of 10 accounts cannot pay for their calls: each needs 1.") &&
              says(result, " or more, and account 0, 0x") &&
              says(result,
                   ", has 0.000000000000000005 ether; send ether to the addresses that 'seiload "
                   "accounts' lists\n"))
      << result.log;
  EXPECT_FALSE(says(result, "deployed ")) << result.log;
}

TEST_F(SetupCalls, NoneInADryRun) {
  const test::CommandResult result = load(kMintAndApprove, {"--dry-run"});
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_FALSE(says(result, "setup")) << result.log;
}

TEST_F(SetupCalls, AreCheckedBeforeAnything) {
  start(kEnough);
  const struct {
    const char* setup;
    const char* why;
  } kRows[] = {
      {R"j([{"contract": "tokn", "function": "f()"}])j",
       "setup[0].contract: no contract 'tokn' in 'contracts'; did you mean 'token'?"},
      {R"j([{"contract": "token", "function": "f(uint8)", "args": [256]}])j",
       "setup[0].args[0]: '256' is out of the range of uint8, 0 to 2^8-1"},
      {R"j([{"contract": "token", "function": "f(uint256)", "args": ["{nonce}"]}])j",
       "setup[0].args: {nonce} is for the load's calls, not for those of setup"},
      {R"j([{"contract": "token", "function": "f()", "each": "acount"}])j",
       "setup[0].each: expected \"once\" or \"account\", got the string 'acount'"},
  };
  for (const auto& row : kRows) {
    const test::CommandResult result = load(row.setup);
    EXPECT_EQ(result.status, 2);
    EXPECT_TRUE(says(result, row.why)) << result.log;
  }
}

}  // namespace
}  // namespace seiload
