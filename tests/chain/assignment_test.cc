#include "chain/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "support/signed_tx.h"

namespace seiload::test {
namespace {

using base::cat;

TEST(EndpointOf, IsTheAddressModuloTheirNumber) {
  const struct {
    const char* address;
    std::size_t endpoints, want;
  } kCases[] = {
      {"0x0000000000000000000000000000000000000000", 1, 0},
      {"0xffffffffffffffffffffffffffffffffffffffff", 1, 0},
      {"0x0000000000000000000000000000000000000005", 3, 2},
      {"0x0000000000000000000000000000000000000100", 3, 1},
      {"0xffffffffffffffffffffffffffffffffffffffff", 2, 1},
      {"0xffffffffffffffffffffffffffffffffffffffff", 3, 0},  // 2^160 - 1
      {"0xffffffffffffffffffffffffffffffffffffffff", 7, 1},  // 2^160 is 2 modulo 7
      {"0x8000000000000000000000000000000000000000", 7, 1},  // 2^159
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(cat(c.address, " of ", c.endpoints));
    EXPECT_EQ(chain::endpoint_of(*eth::parse_address(c.address), c.endpoints), c.want);
  }
}

std::vector<eth::Address> some_accounts() {
  std::vector<eth::Address> accounts;
  for (std::uint64_t i = 0; i < 200; ++i) accounts.push_back(account_address(i));
  return accounts;
}

// The accounts' endpoints.
std::vector<std::size_t> all_of(const chain::AssignmentMap& map, const std::vector<eth::Address>& accounts) {
  std::vector<std::size_t> out;
  for (const eth::Address& account : accounts) out.push_back(map.endpoint_of(account));
  return out;
}

TEST(Assignment, GoesByTheModulusWhileAllOfTheStartTakeLoad) {
  const auto accounts = some_accounts();
  const chain::AssignmentMap map(3, {true, true, true, false});
  EXPECT_EQ(map.active(), 3u);
  for (const eth::Address& account : accounts)
    EXPECT_EQ(map.endpoint_of(account), chain::endpoint_of(account, 3));
}

TEST(Assignment, OnlyAccountsOfTheOneThatIsGoneMove) {
  const auto accounts = some_accounts();
  const auto before = all_of(chain::AssignmentMap(3, {true, true, true}), accounts);
  const auto after = all_of(chain::AssignmentMap(3, {true, false, true}), accounts);
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    EXPECT_NE(after[i], 1u);
    if (before[i] != 1) {
      EXPECT_EQ(after[i], before[i]);
    }
  }
  for (const std::size_t endpoint : {0u, 2u})
    EXPECT_GT(std::count(after.begin(), after.end(), endpoint),
              std::count(before.begin(), before.end(), endpoint) + 10);
}

TEST(Assignment, ANewEndpointTakesItsShareAndNothingElseMoves) {
  const auto accounts = some_accounts();
  const auto before = all_of(chain::AssignmentMap(3, {true, true, true, false, false}), accounts);
  const auto four = all_of(chain::AssignmentMap(3, {true, true, true, true, false}), accounts);
  const auto five = all_of(chain::AssignmentMap(3, {true, true, true, true, true}), accounts);
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    if (four[i] != 3) {
      EXPECT_EQ(four[i], before[i]);
    }
    if (five[i] != 4) {
      EXPECT_EQ(five[i], four[i]);
    }
  }
  const auto share = std::count(four.begin(), four.end(), 3u);
  EXPECT_GT(share, 25);
  EXPECT_LT(share, 75);
}

TEST(Assignment, IsFollowedByItsVersionAndKeepsTheLastOne) {
  chain::Assignment assignment(2, {true, false, false});
  EXPECT_EQ(assignment.version(), 0u);
  EXPECT_EQ(assignment.now(), assignment.first());
  EXPECT_FALSE(assignment.set_active(0, false)) << "the last one";
  EXPECT_TRUE(assignment.set_active(0, true));
  EXPECT_EQ(assignment.version(), 0u) << "no change";
  EXPECT_TRUE(assignment.set_active(2, true));
  EXPECT_EQ(assignment.version(), 1u);
  EXPECT_TRUE(assignment.set_active(0, false));
  EXPECT_EQ(assignment.version(), 2u);
  EXPECT_EQ(assignment.now()->any(7), 2u);
  EXPECT_TRUE(assignment.first()->is_active(0));
  for (const eth::Address& account : some_accounts()) EXPECT_EQ(assignment.now()->endpoint_of(account), 2u);
}

}  // namespace
}  // namespace seiload::test
