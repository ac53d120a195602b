// Runs that pay their accounts first, against the embedded chain.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/hex.h"
#include "base/text.h"
#include "eth/account.h"
#include "eth/address.h"
#include "mockchain/server.h"
#include "support/run_command.h"

namespace seiload {
namespace {

using base::cat;

const base::Uint256 kTenEther = *base::Uint256::from_decimal("10000000000000000000");

// The chain gives every account what the root's account has, so that the pool's are funded up to more.
class Money : public ::testing::Test {
 protected:
  Money() {
    static const sys::SystemClock clock;
    mockchain::Server::Options options;
    options.config.block_time = std::chrono::milliseconds(50);
    options.config.balance = kTenEther;
    server_ = std::move(*mockchain::Server::start(net::Address::v4({127, 0, 0, 1}, 0), options, clock));
    ::setenv("SEILOAD_TEST_ROOT", base::to_hex(root_).c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  }

  test::CommandResult load(const std::string& funding, const std::string& settings = {}) {
    const std::string path = cat(::testing::TempDir(), "/money-", ::getpid(), ".json");
    std::ofstream(path) << R"({"endpoints":["http://)" << server_->address().to_text()
                        << R"("],"accounts":{"count":5},"scenarios":[{"name":"EVMTransferNoop"}],"seed":7,)"
                        << R"("funding":{"rootKeyEnv":"SEILOAD_TEST_ROOT","method":"transfer",)" << funding
                        << R"(},"settings":{"maxTxs":10,"workers":1)" << settings << "}}";
    return test::run_command({"-c", path});
  }

  const base::Bytes32 root_ = eth::pool_key(1, 2, 3);
  const std::string address_ = eth::to_checksum(eth::address_of_key(root_));
  std::unique_ptr<mockchain::Server> server_;
};

bool says(const test::CommandResult& result, const std::string& text) {
  return result.log.find(text) != std::string::npos;
}

TEST_F(Money, AccountsBelowTheTargetArePaidTheRest) {
  const auto result = load(R"("fundAmountWei":"11000000000000000000")");
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_TRUE(says(result, cat("the root key is that of ", address_, "\n"))) << result.log;
  EXPECT_TRUE(says(result, "funding 5 of 5 accounts up to 11 ether, at most 5.0")) << result.log;
  EXPECT_TRUE(says(result, "funded 5 accounts in 5 transactions\n")) << result.log;
  EXPECT_NE(result.out.find("accepted        10  100.0 % of admitted"), std::string::npos) << result.out;
}

TEST_F(Money, WhoHasEnoughIsPaidNothing) {
  const auto result = load(R"("fundAmountWei":"10000000000000000000")");
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_TRUE(says(result, "funding: all 5 accounts have 10 ether or more\n")) << result.log;
}

TEST_F(Money, ARootKeyThatIsTooPoorEndsTheRunBeforeAnyTransaction) {
  const auto result = load(R"("fundAmountWei":"13000000000000000000")");
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(says(result, cat("the root key's account ", address_, " needs 15.0"))) << result.log;
  EXPECT_TRUE(says(result, " ether to fund 5 accounts, and has 10 ether: send it the rest\n")) << result.log;
}

TEST_F(Money, PrewarmHasARowOfItsOwnAndIsInNoCount) {
  const auto result = load(R"("fundAmountWei":"1")", R"(,"prewarm":true)");
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_NE(result.out.find("prewarm         5 accounts, 5 included, in "), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("accepted        10  100.0 % of admitted"), std::string::npos) << result.out;
}

// The base fee is 1 gwei: fees of set-up are reckoned at 2 * (2 * 1 + 2) gwei.
TEST_F(Money, TheWorstCaseIsShownAndHeldAgainstTheLimitToTheWei) {
  const std::string parts =
      "funding 5.00084 ether, prewarm 0.00084 ether, load 0.0042 ether (10 transactions of up to 0.00042 "
      "ether)";
  const auto fits =
      load(R"("fundAmountWei":"11000000000000000000")", R"(,"prewarm":true,"maxSpend":"5005880000gwei")");
  EXPECT_EQ(fits.status, 0) << fits.log;
  EXPECT_TRUE(says(fits, cat("worst case: 5.00588 ether: ", parts, "\n"))) << fits.log;
}

TEST_F(Money, AWorstCaseAboveTheLimitIsRefusedBeforeAnyTransaction) {
  const auto refused = load(R"("fundAmountWei":"11000000000000000000")",
                            R"(,"prewarm":true,"maxSpend":"5005879999999999999")");
  EXPECT_EQ(refused.status, 2) << refused.log;
  EXPECT_EQ(refused.out, "");
  EXPECT_TRUE(says(refused,
                   "--max-spend 5005879999999999999: the run may cost 5.00588 ether: funding 5.00084 ether, "
                   "prewarm 0.00084 ether, load 0.0042 ether (10 transactions of up to 0.00042 ether)\n"))
      << refused.log;
  EXPECT_FALSE(says(refused, "funded")) << refused.log;
}

}  // namespace
}  // namespace seiload
