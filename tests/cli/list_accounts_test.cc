#include "cli/list_accounts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "chain/deploy.h"

namespace seiload::cli {
namespace {

profile::Profile profile_of(const std::string& scenario) {
  profile::Profile profile;
  profile.seed = 7;
  profile.accounts = profile::AccountPool{2, 0};
  profile::ScenarioConfig config;
  config.name = config.label = scenario;
  profile.scenarios = {config};
  return profile;
}

std::size_t lines_of(const profile::Profile& profile, std::string* last = nullptr) {
  std::string text;
  EXPECT_TRUE(list_accounts(profile, {}, true, [&](std::string_view piece) -> base::Status {
    text += piece;
    return {};
  }));
  if (last != nullptr) *last = text.substr(text.rfind('\n', text.size() - 2) + 1);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(ListAccounts, TheDeployerIsLastWhereItDeploys) {
  const base::Bytes32 key = chain::deployer_key(7);
  const std::string address = eth::to_checksum(eth::address_of_key(key));
  const profile::Profile profile = profile_of("ERC20");
  std::string last;
  EXPECT_EQ(lines_of(profile, &last), 3U);
  EXPECT_EQ(last, base::cat(address, ' ', base::to_hex(key), '\n'));
  EXPECT_EQ(deployer_note(profile, {}),
            base::cat("the last address, ", address, ", deploys the contracts: it needs funds, too"));
}

TEST(ListAccounts, NothingIsSaidWhereNothingIsDeployed) {
  EXPECT_EQ(lines_of(profile_of("EVMTransfer")), 2U);
  EXPECT_EQ(deployer_note(profile_of("EVMTransfer"), {}), "");
  profile::Profile mocked = profile_of("ERC20");
  mocked.mock_deploy = true;
  EXPECT_EQ(lines_of(mocked), 2U);
  EXPECT_EQ(deployer_note(mocked, {}), "");
}

}  // namespace
}  // namespace seiload::cli
