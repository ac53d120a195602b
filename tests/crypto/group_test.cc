#include "crypto/group.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/endomorphism.h"
#include "crypto/generator.h"
#include "support/paths.h"
#include "support/secp256k1.h"

namespace seiload::crypto {
namespace {

using group::kGenerator;

Scalar small(std::uint64_t value) { return {test::small(value)}; }

Projective negative(const Projective& p) { return {p.x, field::tighten(field::negate(p.y)), p.z}; }

// Coordinates, or nothing for infinity.
std::optional<std::pair<Words, Words>> value(const Projective& p) {
  if (group::is_infinity(p)) return std::nullopt;
  const Affine a = group::to_affine(p), b = group::to_affine_var(p);
  EXPECT_EQ(field::to_words(a.x), field::to_words(b.x));
  EXPECT_EQ(field::to_words(a.y), field::to_words(b.y));
  EXPECT_TRUE(group::is_on_curve(a));
  return std::pair(field::to_words(a.x), field::to_words(a.y));
}

std::optional<std::pair<Words, Words>> value(const comb::PointWords& p) { return std::pair(p.x, p.y); }

TEST(Group, AdditionIsCompleteWithInfinityAndOpposites) {
  const Projective infinity, g = group::from_affine(kGenerator), two = group::twice(g);
  EXPECT_TRUE(group::is_on_curve(kGenerator));
  EXPECT_EQ(value(infinity), std::nullopt);
  EXPECT_EQ(value(group::add(g, infinity)), value(g));
  EXPECT_EQ(value(group::add(infinity, g)), value(g));
  EXPECT_EQ(value(group::add(infinity, kGenerator)), value(g));
  EXPECT_EQ(value(group::add(infinity, infinity)), std::nullopt);
  EXPECT_EQ(value(group::twice(infinity)), std::nullopt);
  EXPECT_EQ(value(group::add(g, g)), value(two));
  EXPECT_EQ(value(group::add(g, kGenerator)), value(two));
  EXPECT_EQ(value(group::add(g, negative(g))), std::nullopt);
  EXPECT_EQ(value(group::add(negative(two), group::to_affine(two))), std::nullopt);
  EXPECT_EQ(value(group::add(two, kGenerator)), value(group::add(g, two)));
}

TEST(Group, EveryWayOfMultiplyingAgrees) {
  Projective sum;
  for (std::uint64_t k = 1; k < 1100; ++k) {
    sum = group::add(sum, kGenerator);
    const auto want = value(sum);
    ASSERT_EQ(value(generator::mul_var(small(k))), want) << k;
    ASSERT_EQ(value(test::multiple(small(k), kGenerator)), want) << k;
    if (k % 50 == 1) {
      ASSERT_EQ(value(generator::mul(small(k))), want) << k;
    }
    test::on_every_path([&] {
      comb::PointWords bulk;
      const Scalar scalar = small(k);
      WorkArea<1> area;
      generator::mul_all_var({&scalar, 1}, {&bulk, 1}, WorkView(area));
      ASSERT_EQ(value(bulk), want) << k;
    });
  }
  base::Random random(5, 6);
  const auto all = test::edges(scalar::kOrder);
  for (std::size_t i = 0; i < all.size() + 50; ++i) {
    const Scalar k = i < all.size() ? Scalar{all[i]} : scalar::reduce(test::random_words(random));
    const auto want = value(test::multiple(k, kGenerator));
    EXPECT_EQ(value(generator::mul_var(k)), want);
    if (!scalar::is_zero(k)) {
      EXPECT_EQ(value(generator::mul(k)), want);
    }
    EXPECT_EQ(value(negative(generator::mul_var(scalar::negate(k)))), want);
  }
}

TEST(Group, MultiplicationDistributes) {
  base::Random random(7, 8);
  for (int i = 0; i < 20; ++i) {
    const Scalar a = scalar::reduce(test::random_words(random)),
                 b = scalar::reduce(test::random_words(random));
    const Projective p = generator::mul_var(a);
    EXPECT_EQ(value(test::multiple(b, group::to_affine(p))), value(generator::mul_var(scalar::mul(a, b))));
    EXPECT_EQ(value(group::add(p, generator::mul_var(b))), value(generator::mul_var(scalar::add(a, b))));
  }
}

TEST(Group, LiftsXToThePointOfThatParity) {
  const auto odd = group::lift_x(kGenerator.x, true), even = group::lift_x(kGenerator.x, false);
  ASSERT_TRUE(odd && even);
  EXPECT_EQ(field::to_words(odd->y)[0] & 1, 1U);
  EXPECT_EQ(field::to_words(even->y)[0] & 1, 0U);
  EXPECT_EQ(field::to_words(even->y), field::to_words(kGenerator.y));
  EXPECT_FALSE(group::lift_x(field::from_words(test::small(5)), false).has_value());  // 132 is no square
}

// a * G + b * P with P = k * G, so that the parts are equal, opposite or nothing at all now and then.
TEST(Generator, SumsWithAnotherPoint) {
  base::Random random(9, 9);
  const auto check = [](const Scalar& a, const Scalar& b, const Scalar& k) {
    const Affine p = group::to_affine(test::multiple(k, kGenerator));
    const auto want = value(group::add(test::multiple(a, kGenerator), test::multiple(b, p)));
    test::on_every_path([&] {
      const auto got = generator::mul_add_var(a, b, p);
      EXPECT_EQ(got ? value(*got) : std::nullopt, want);
    });
  };
  const auto signed_small = [](int i) {
    return i < 0 ? scalar::negate(small(static_cast<std::uint64_t>(-i)))
                 : small(static_cast<std::uint64_t>(i));
  };
  for (int a = -9; a <= 9; ++a)
    for (int b = -5; b <= 5; ++b)
      for (const int k : {1, 2, -1, -3}) check(signed_small(a), signed_small(b), signed_small(k));
  std::vector<Words> edges = test::edges(scalar::kOrder);
  edges.push_back(endomorphism::kLambda.word);
  edges.push_back(scalar::negate(endomorphism::kLambda).word);
  for (const Words& edge : edges) {
    const Scalar other = scalar::reduce(test::random_words(random)),
                 k = scalar::reduce(test::random_words(random));
    check({edge}, other, k);
    check(other, {edge}, k);
    check(scalar::negate(scalar::mul({edge}, k)), {edge}, k);  // infinity
    check(scalar::mul({edge}, k), {edge}, k);                  // twice the same
  }
  for (int i = 0; i < 50; ++i)
    check(scalar::reduce(test::random_words(random)), scalar::reduce(test::random_words(random)),
          scalar::reduce(test::random_words(random)));
}

// The scalars for which the last addition of the batch's tree meets equal points: those whose two halves, as
// sums of windows, differ by n. The batch must notice and still be right.
TEST(Generator, EqualHalvesInTheTree) {
  constexpr std::size_t kBits = comb::kWindowBits;
  // Which windows end up in row 1 of the last level: rows are halved, the upper onto the lower.
  std::vector<std::vector<std::size_t>> rows(comb::kWindows);
  for (std::size_t w = 0; w < rows.size(); ++w) rows[w] = {w};
  while (rows.size() > 2) {
    const std::size_t half = rows.size() / 2, kept = rows.size() - half;
    for (std::size_t i = 0; i < half; ++i)
      rows[i].insert(rows[i].end(), rows[kept + i].begin(), rows[kept + i].end());
    rows.resize(kept);
  }
  // n as a sum of +-2^i over all 256 bits; then the signs of row 1 turned round. Sums are kept mod n.
  Scalar sum{};
  Scalar power = small(1);
  const Words n = scalar::kOrder;
  const auto bit = [&n](std::size_t i) { return i == 255 || (n[(i + 1) / 64] >> (i + 1) % 64 & 1) != 0; };
  for (std::size_t i = 0; i < 256; ++i) {
    const bool turned = std::find(rows[1].begin(), rows[1].end(), i / kBits) != rows[1].end();
    sum = scalar::add(sum, bit(i) != turned ? power : scalar::negate(power));
    power = scalar::add(power, power);
  }
  for (const Scalar& k : {sum, scalar::negate(sum)}) {
    for (const std::size_t at : std::initializer_list<std::size_t>{0, 3}) {
      std::vector<Scalar> scalars = {small(1), small(2), small(77), small(4)};
      scalars[at] = k;
      test::on_every_path([&] {
        std::vector<comb::PointWords> out(scalars.size());
        WorkArea<8> area;
        generator::mul_all_var(scalars, out, WorkView(area));
        for (std::size_t i = 0; i < scalars.size(); ++i)
          EXPECT_EQ(value(out[i]), value(test::multiple(scalars[i], kGenerator)));
      });
    }
  }
}

}  // namespace
}  // namespace seiload::crypto
