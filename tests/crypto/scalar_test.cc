#include "crypto/scalar.h"

#include <gtest/gtest.h>

#include "support/secp256k1.h"

namespace seiload::crypto {
namespace {

using scalar::kOrder;

constexpr std::uint64_t kAllOnes = ~std::uint64_t{0};

std::vector<Scalar> samples() {
  std::vector<Scalar> out;
  for (const Words& words : test::edges(kOrder)) out.push_back({words});
  base::Random random(3, 4);
  for (int i = 0; i < 40; ++i) out.push_back(scalar::reduce(test::random_words(random)));
  return out;
}

TEST(ScalarModN, ArithmeticAgreesWithPlainArithmetic) {
  for (const Scalar& a : samples()) {
    for (const Scalar& b : samples()) {
      ASSERT_EQ(scalar::add(a, b).word, test::add_mod(a.word, b.word, kOrder));
      ASSERT_EQ(scalar::mul(a, b).word, test::mul_mod(a.word, b.word, kOrder));
    }
    const Words negative = scalar::is_zero(a) ? Words{} : test::sub(kOrder, a.word);
    EXPECT_EQ(scalar::negate(a).word, negative);
    EXPECT_EQ(scalar::negate_if(a, kAllOnes).word, negative);
    EXPECT_EQ(scalar::negate_if(a, 0).word, a.word);
  }
}

TEST(ScalarModN, Reduces) {
  const Words all{kAllOnes, kAllOnes, kAllOnes, kAllOnes};
  EXPECT_EQ(scalar::reduce(all).word, test::sub(all, kOrder));
  EXPECT_EQ(scalar::reduce(kOrder).word, Words{});
  EXPECT_FALSE(scalar::is_reduced(kOrder));
  EXPECT_FALSE(scalar::is_reduced(all));
  EXPECT_TRUE(scalar::is_reduced(test::sub(kOrder, test::small(1))));
  EXPECT_TRUE(scalar::is_reduced(Words{}));
}

TEST(ScalarModN, HighBeginsAboveHalfTheOrder) {
  Words half = test::sub(kOrder, test::small(1));
  for (std::size_t i = 0; i < 4; ++i) half[i] = half[i] >> 1 | (i < 3 ? half[i + 1] << 63 : 0);
  EXPECT_FALSE(scalar::is_high({half}));
  EXPECT_TRUE(scalar::is_high(scalar::add({half}, {test::small(1)})));
  EXPECT_FALSE(scalar::is_high({Words{}}));
  EXPECT_TRUE(scalar::is_high({test::sub(kOrder, test::small(1))}));
}

TEST(ScalarModN, InversesMultiplyToOne) {
  for (const Scalar& a : samples()) {
    const Scalar inverse = scalar::inverse(a);
    EXPECT_EQ(inverse, scalar::inverse_var(a));
    EXPECT_EQ(scalar::mul(a, inverse).word, test::small(scalar::is_zero(a) ? 0 : 1));
  }
}

TEST(ScalarModN, BatchInversion) {
  std::vector<Scalar> all = samples();
  std::erase_if(all, [](const Scalar& a) { return scalar::is_zero(a); });
  for (std::size_t count = 0; count <= all.size(); ++count) {
    std::vector<Scalar> values(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)), scratch(count);
    scalar::invert_all_var(values, scratch);
    for (std::size_t i = 0; i < count; ++i)
      ASSERT_EQ(values[i], scalar::inverse_var(all[i])) << i << " of " << count;
  }
}

}  // namespace
}  // namespace seiload::crypto
