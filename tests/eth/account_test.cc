#include "eth/account.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/hex.h"
#include "support/paths.h"

namespace seiload::eth {
namespace {

// From an independent computation. These may never change: see the header.
TEST(PoolKey, FixedValues) {
  const std::uint64_t most = ~std::uint64_t{0};
  const struct {
    std::uint64_t seed, pool, index;
    const char* key;
  } kCases[] = {
      {7, 0, 0, "0x43b33cc23cc1800d0cec590615b62abab7685620eb523e6115a69464a97ca944"},
      {7, 0, 1, "0xbc9072bac7b72f9f95c0d28b7173ba2a62802de1639e38603c0f7e08ff69b981"},
      {7, 1, 0, "0x005afbcde730ddfeb3e4457bbc50421d0d4698c6825b8101abc64e2d655f41cf"},
      {0, 0, 0, "0x4d135a844b39eba6ccfe5e602e93f708cb3adac5c6389c4c8811b8d938d65e8c"},
      {most, most, most, "0x65189708545d6edfe882768d2e33ae880fd309eb79b8acd9ab5098e70442e87b"},
  };
  for (const auto& c : kCases) EXPECT_EQ(base::to_hex(pool_key(c.seed, c.pool, c.index)), c.key);
}

TEST(PoolKey, ManyAtOnceAreTheSame) {
  test::on_every_path([] {
    for (const std::size_t count : {0U, 1U, 2U, 7U, 8U, 9U, 63U, 64U, 65U, 200U}) {
      std::vector<base::Bytes32> keys(count);
      pool_keys(7, 3, 1000, keys);
      for (std::size_t i = 0; i < count; ++i)
        ASSERT_EQ(keys[i], pool_key(7, 3, 1000 + i)) << i << " of " << count;
    }
  });
}

}  // namespace
}  // namespace seiload::eth
