// Runs that need contracts, against the embedded chain.

#include "run/deploy_contracts.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "chain/deploy.h"
#include "eth/create2.h"
#include "mockchain/server.h"
#include "support/run_command.h"
#include "workload/contracts/contracts.h"

namespace seiload {
namespace {

using base::cat;

std::unique_ptr<mockchain::Server> start(const base::Uint256& balance) {
  static const sys::SystemClock clock;
  mockchain::Server::Options options;
  options.config.block_time = std::chrono::milliseconds(50);
  options.config.balance = balance;
  return std::move(*mockchain::Server::start(net::Address::v4({127, 0, 0, 1}, 0), options, clock));
}

const base::Uint256 kEnough = *base::Uint256::from_decimal("1000000000000000000000");

test::CommandResult load(const mockchain::Server& server, std::vector<std::string> more) {
  std::vector<std::string> words = {"-e",           cat("http://", server.address().to_text()),
                                    "--seed=7",     "--accounts=10",
                                    "--max-txs=20", "--workers=1"};
  words.insert(words.end(), more.begin(), more.end());
  return test::run_command(words);
}

std::string address_of(std::string_view contract) {
  return eth::to_checksum(eth::create2_address(eth::kDeploymentProxy, chain::deployment_salt(7),
                                               workload::init_code_of(*workload::find_contract(contract))));
}

bool says(const test::CommandResult& result, const std::string& text) {
  return result.log.find(text) != std::string::npos;
}

TEST(DeployContracts, EachOnceAndNoneInASecondRun) {
  const auto server = start(kEnough);
  const test::CommandResult first =
      load(*server, {"--scenario=ERC20", "--scenario=Swap", "--scenario=ERC20"});
  EXPECT_EQ(first.status, 0) << first.log;
  EXPECT_TRUE(says(first, cat("deployed ERC20 at ", address_of("ERC20"), ", gas used "))) << first.log;
  EXPECT_TRUE(says(first, cat("deployed Swap at ", address_of("Swap"), ", gas used "))) << first.log;
  EXPECT_NE(first.out.find("accepted        20  100.0 % of admitted"), std::string::npos) << first.out;

  const test::CommandResult second = load(*server, {"--scenario=ERC20", "--scenario=Swap"});
  EXPECT_EQ(second.status, 0) << second.log;
  EXPECT_FALSE(says(second, "deployed ")) << second.log;
  EXPECT_TRUE(says(second, cat("contracts on the chain already: ERC20 at ", address_of("ERC20"), ", Swap at ",
                               address_of("Swap"), "\n")))
      << second.log;
}

TEST(DeployContracts, TooLittleMoneyEndsTheRun) {
  const auto server = start(5);
  const test::CommandResult result = load(*server, {"--scenario=ERC721"});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(
      says(result, cat("the deployer ", eth::to_checksum(eth::address_of_key(chain::deployer_key(7))),
                       " needs 0.012 ether to deploy ERC721, and has 0.000000000000000005 ether: send "
                       "it the rest\n")))
      << result.log;
}

TEST(DeployContracts, NothingWhereNoScenarioCallsOne) {
  const auto server = start(kEnough);
  const test::CommandResult result = load(*server, {"--scenario=EVMTransfer"});
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_FALSE(says(result, "contract")) << result.log;
}

}  // namespace
}  // namespace seiload
