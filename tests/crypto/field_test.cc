#include "crypto/field.h"

#include <gtest/gtest.h>

#include "support/secp256k1.h"

namespace seiload::crypto {
namespace {

using field::from_words;
using field::kPrime;
using field::to_words;
using test::add_mod;
using test::mul_mod;

std::vector<Words> samples() {
  std::vector<Words> out = test::edges(kPrime);
  base::Random random(1, 2);
  for (int i = 0; i < 40; ++i) out.push_back(to_words(from_words(test::random_words(random))));
  return out;
}

Words negative(const Words& a) { return a == Words{} ? a : test::sub(kPrime, a); }

TEST(Field, ArithmeticAgreesWithPlainArithmetic) {
  for (const Words& a : samples()) {
    for (const Words& b : samples()) {
      const Field x = from_words(a), y = from_words(b);
      ASSERT_EQ(to_words(field::add(x, y)), add_mod(a, b, kPrime));
      ASSERT_EQ(to_words(field::sub(x, y)), add_mod(a, negative(b), kPrime));
      const Words product = mul_mod(a, b, kPrime);
      ASSERT_EQ(to_words(field::mul(x, y)), product);
      ASSERT_EQ(to_words(field::mul_plus(x, y, x)), add_mod(product, a, kPrime));
      ASSERT_EQ(to_words(field::mul_sub(x, y, field::add(x, field::add(x, y)))),
                add_mod(product, negative(add_mod(a, add_mod(a, b, kPrime), kPrime)), kPrime));
    }
    const Field x = from_words(a);
    ASSERT_EQ(to_words(field::sqr(x)), mul_mod(a, a, kPrime));
    ASSERT_EQ(to_words(field::sqr_sub(x, x)), add_mod(mul_mod(a, a, kPrime), negative(a), kPrime));
    ASSERT_EQ(to_words(field::negate(x)), negative(a));
    ASSERT_EQ(to_words(field::times(x, 21)), mul_mod(a, test::small(21), kPrime));
    ASSERT_EQ(to_words(field::select(x, field::kOne, 0)), a);
    ASSERT_EQ(to_words(field::select(x, field::kOne, ~std::uint64_t{0})), test::small(1));
  }
}

// Limbs at the bounds that the header allows: no column may overflow.
TEST(Field, LargestLooseLimbs) {
  Field loose;
  loose.limb.fill((std::uint64_t{1} << 56) - 1);
  const Words value = to_words(loose), tight = to_words(field::tighten(loose));
  EXPECT_EQ(value, tight);
  EXPECT_EQ(to_words(field::mul_plus(loose, loose, loose)),
            add_mod(mul_mod(value, value, kPrime), value, kPrime));
  EXPECT_EQ(to_words(field::sqr_plus(loose, loose)), add_mod(mul_mod(value, value, kPrime), value, kPrime));
  EXPECT_EQ(to_words(field::times(loose, 64)), mul_mod(value, test::small(64), kPrime));
  const auto is_tight = [](const Field& a) {
    for (const auto limb : a.limb)
      if (limb >= (std::uint64_t{1} << 52) + (std::uint64_t{1} << 50)) return false;
    return true;
  };
  EXPECT_TRUE(is_tight(field::mul_plus(loose, loose, loose)));
  EXPECT_TRUE(is_tight(field::sqr_plus(loose, loose)));
  EXPECT_TRUE(is_tight(field::tighten(loose)));
  EXPECT_TRUE(is_tight(field::times(loose, 64)));
}

TEST(Field, ReducedFormIsUnderThePrime) {
  for (std::uint64_t i = 0; i < 5; ++i) {
    Words above = kPrime;
    above[0] += i;
    EXPECT_EQ(to_words(from_words(above)), test::small(i));
  }
  const Words all{~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}};
  EXPECT_EQ(to_words(from_words(all)), test::small(0x1000003d0));
  EXPECT_TRUE(field::is_zero(field::kMultiple));
  EXPECT_TRUE(field::is_zero(from_words(kPrime)));
  EXPECT_FALSE(field::is_zero(field::kOne));
}

TEST(Field, ParsesOnlyReducedValues) {
  EXPECT_TRUE(field::parse_var(store_words(test::sub(kPrime, test::small(1)))).has_value());
  EXPECT_FALSE(field::parse_var(store_words(kPrime)).has_value());
  base::Bytes32 all;
  all.fill(0xff);
  EXPECT_FALSE(field::parse_var(all).has_value());
  EXPECT_EQ(to_words(*field::parse_var(base::Bytes32{})), Words{});
}

TEST(Field, InversesMultiplyToOne) {
  for (const Words& a : samples()) {
    const Field x = from_words(a), inverse = field::inverse(x);
    EXPECT_EQ(to_words(inverse), to_words(field::inverse_var(x)));
    EXPECT_EQ(to_words(field::mul(x, inverse)), test::small(a == Words{} ? 0 : 1));
  }
}

TEST(Field, RootsOfSquaresAndNoOthers) {
  for (const Words& a : samples()) {
    const Field x = from_words(a), square = field::sqr(x);
    const auto root = field::sqrt(square);
    ASSERT_TRUE(root.has_value());
    EXPECT_EQ(to_words(field::sqr(*root)), to_words(square));
    // -1 is no square, as p = 3 mod 4.
    EXPECT_EQ(field::sqrt(field::negate(square)).has_value(), a == Words{});
  }
}

}  // namespace
}  // namespace seiload::crypto
