#include "load/spend_limit.h"

#include <gtest/gtest.h>

namespace seiload::load {
namespace {

using base::Uint256;

const Uint256 kCosts[] = {Uint256(10), Uint256(3)};

TEST(SpendLimit, GivesOutNoMoreThanThereIsToTheWei) {
  SpendLimit exact(Uint256(20), kCosts), short_of_one(Uint256(19), kCosts);
  EXPECT_TRUE(exact.acquire(0));
  EXPECT_TRUE(exact.acquire(0));
  EXPECT_FALSE(exact.acquire(1));
  EXPECT_TRUE(short_of_one.acquire(0));
  EXPECT_FALSE(short_of_one.acquire(0));
  EXPECT_TRUE(short_of_one.acquire(1));
}

TEST(SpendLimit, WhatDidNotGetInIsGivenBack) {
  SpendLimit limit(Uint256(20), kCosts);
  EXPECT_TRUE(limit.acquire(0));
  EXPECT_TRUE(limit.acquire(0));
  EXPECT_FALSE(limit.is_exhausted(0)) << "both may come back";
  limit.end(0, false);
  EXPECT_TRUE(limit.acquire(0));
  limit.end(0, true);
  EXPECT_FALSE(limit.is_exhausted(0));
  limit.end(0, true);
  EXPECT_TRUE(limit.is_exhausted(0));
  EXPECT_TRUE(limit.is_exhausted(1));
}

TEST(SpendLimit, ADearLabelMayBeOutOfReachBeforeACheapOne) {
  SpendLimit limit(Uint256(12), kCosts);
  EXPECT_TRUE(limit.acquire(1));
  limit.end(1, true);
  EXPECT_TRUE(limit.is_exhausted(0));
  EXPECT_FALSE(limit.is_exhausted(1));
}

TEST(SpendLimit, LargeAmountsAreRoundedSoThatTheLimitHolds) {
  const Uint256 ether = *Uint256::from_decimal("1000000000000000000");
  const Uint256 thousand = *Uint256::multiply(ether, 1000), a_little_more = *Uint256::add(ether, 1);
  SpendLimit limit(thousand, std::array{ether, a_little_more});
  for (int i = 0; i < 999; ++i) ASSERT_TRUE(limit.acquire(0)) << i;
  EXPECT_FALSE(limit.acquire(1));
  SpendLimit above(Uint256::max(), std::array{Uint256::max(), Uint256(1)});
  EXPECT_TRUE(above.acquire(1)) << "counts as one unit";
  EXPECT_FALSE(above.acquire(0));
  SpendLimit below(Uint256(5), std::array{Uint256::max()});
  EXPECT_FALSE(below.acquire(0));
  EXPECT_TRUE(below.is_exhausted(0));
}

}  // namespace
}  // namespace seiload::load
