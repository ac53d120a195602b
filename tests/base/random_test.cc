#include "base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace seiload::base {
namespace {

// The streams are a promise: a change here changes what every seed means.
TEST(Random, StreamsStayTheSame) {
  Random random(7, 1, 2);
  const std::array<std::uint64_t, 3> got = {random.next(), random.next(), random.next()};
  EXPECT_EQ(
      got, (std::array<std::uint64_t, 3>{1316610712020571684U, 2099288174807993148U, 13930264528051108243U}));
}

TEST(Random, StreamsDifferBySeedPurposeAndIndex) {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (std::uint64_t purpose = 0; purpose < 10; ++purpose)
      for (std::uint64_t index = 0; index < 10; ++index) first.insert(Random(seed, purpose, index).next());
  EXPECT_EQ(first.size(), 1000U);
}

TEST(Random, BelowIsUniform) {
  Random random(1);
  std::array<int, 6> counts{};
  constexpr int kDraws = 600000;
  for (int i = 0; i < kDraws; ++i) ++counts[random.below(6)];
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - 1e5) * (count - 1e5) / 1e5;
  EXPECT_LT(chi_square, 25.7);  // five degrees of freedom, p = 0.0001
  EXPECT_EQ(Random(1).below(1), 0U);
}

TEST(Random, UnitIsBelowOne) {
  Random random(2);
  double sum = 0;
  for (int i = 0; i < 100000; ++i) {
    const double value = random.unit();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    sum += value;
  }
  EXPECT_NEAR(sum / 1e5, 0.5, 0.005);
}

}  // namespace
}  // namespace seiload::base
