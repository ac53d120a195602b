#include "workload/known_errors.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "eth/revert.h"

namespace seiload::workload {
namespace {

TEST(KnownErrors, AreTheProfilesAndThoseOfTheBuiltInContracts) {
  profile::Profile profile;
  profile::ContractConfig mine;
  mine.errors = {"Empty(uint256)", "no signature"};
  profile.contracts = {mine};
  const auto errors = known_errors(profile);
  ASSERT_FALSE(errors.empty());
  EXPECT_EQ(errors.front().name, "Empty");
  const auto described = [&](std::string_view signature, std::uint64_t argument) {
    const auto selector = eth::abi::selector(signature);
    base::Bytes data(selector.begin(), selector.end());
    data.resize(4 + 32);
    base::store_be64(data.data() + 4 + 24, argument);
    return eth::describe_revert(data, errors);
  };
  EXPECT_EQ(described("Empty(uint256)", 7), "Empty(7)");
  EXPECT_EQ(described("NonexistentToken(uint256)", 8), "NonexistentToken(8)");  // of ERC721
  EXPECT_EQ(described("Other(uint256)", 9).substr(0, 13), "custom error ");
}

}  // namespace
}  // namespace seiload::workload
