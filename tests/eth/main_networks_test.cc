#include "eth/main_networks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string>

#include "base/text.h"

namespace seiload::eth {
namespace {

TEST(MainNetworks, ByChainId) {
  EXPECT_EQ(main_network_name(1), "Ethereum");
  EXPECT_EQ(main_network_name(1329), "Sei");
  EXPECT_EQ(main_network_name(8453), "Base");
  for (const std::uint64_t test_network : std::initializer_list<std::uint64_t>{
           0, 2, 5, 1328, 1337, 17000, 31337, 84532, 713714, 713715, 11155111})
    EXPECT_FALSE(main_network_name(test_network)) << test_network;
}

TEST(MainNetworks, SortedAndEachNameOnce) {
  std::set<std::string> names;
  std::uint64_t last = 0;
  for (const MainNetwork& one : main_networks()) {
    EXPECT_GT(one.chain_id, last);
    last = one.chain_id;
    EXPECT_TRUE(names.insert(base::to_lower(one.name)).second) << one.name;
    EXPECT_EQ(main_network_name(one.chain_id), one.name);
  }
}

}  // namespace
}  // namespace seiload::eth
