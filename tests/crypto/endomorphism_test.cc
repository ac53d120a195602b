#include "crypto/endomorphism.h"

#include <gtest/gtest.h>

#include "crypto/group.h"
#include "support/secp256k1.h"

namespace seiload::crypto {
namespace {

using endomorphism::kLambda;

Scalar scalar_of(std::array<std::uint64_t, 2> magnitude, bool negative) {
  const Scalar value{{magnitude[0], magnitude[1], 0, 0}};
  return negative ? scalar::negate(value) : value;
}

TEST(Endomorphism, TheRootsBelongTogether) {
  const Affine& g = group::kGenerator;
  const Affine image = group::to_affine(test::multiple(kLambda, g));
  EXPECT_EQ(field::to_words(image.x),
            field::to_words(field::mul(g.x, field::from_words(endomorphism::kBeta))));
  EXPECT_EQ(field::to_words(image.y), field::to_words(g.y));
}

TEST(Endomorphism, HalvesAddUpAndSoDoTheirDigits) {
  base::Random random(31);
  std::vector<Words> all = test::edges(scalar::kOrder);
  all.push_back(kLambda.word);
  all.push_back(scalar::negate(kLambda).word);
  all.push_back(scalar::add(kLambda, {test::small(1)}).word);
  for (int i = 0; i < 3000; ++i) all.push_back(scalar::reduce(test::random_words(random)).word);
  for (const Words& words : all) {
    const auto halves = endomorphism::split_var({words});
    const Scalar first = scalar_of(halves[0].magnitude, halves[0].negative);
    const Scalar second = scalar_of(halves[1].magnitude, halves[1].negative);
    ASSERT_EQ(scalar::add(first, scalar::mul(second, kLambda)).word, words);
    for (const auto& half : halves) {
      const auto digits = endomorphism::digits_var(half);
      Scalar sum{};
      std::size_t last = 0;
      for (std::size_t i = digits.size(); i-- > 0;) {
        sum = scalar::add(sum, sum);
        if (digits[i] == 0) continue;
        const int size = digits[i] < 0 ? -digits[i] : digits[i];
        ASSERT_TRUE(size % 2 == 1 && size <= 15);
        ASSERT_TRUE(last == 0 || last - i >= 5);
        last = i;
        sum = scalar::add(sum, scalar_of({static_cast<std::uint64_t>(size), 0}, digits[i] < 0));
      }
      ASSERT_EQ(sum, scalar_of(half.magnitude, half.negative));
    }
  }
}

// The longest numbers: a carry out of the last window.
TEST(Endomorphism, DigitsOfAllOnes) {
  const std::uint64_t ones = ~std::uint64_t{0};
  for (const bool negative : {false, true}) {
    const auto digits = endomorphism::digits_var({{ones, ones}, negative});
    EXPECT_EQ(digits[0], negative ? 1 : -1);
    EXPECT_EQ(digits[128], negative ? -1 : 1);
    for (std::size_t i = 1; i < 128; ++i) EXPECT_EQ(digits[i], 0);
  }
}

}  // namespace
}  // namespace seiload::crypto
