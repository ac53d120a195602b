#include "base/uint256.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace seiload::base {
namespace {

const char kMaxDecimal[] = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
const std::string kMaxQuantity = "0x" + std::string(64, 'f');

TEST(Uint256, SaturatesAndShifts) {
  EXPECT_EQ(Uint256::max().to_quantity(), "0x" + std::string(64, 'f'));
  EXPECT_EQ(Uint256::saturating_add(Uint256::max(), 1), Uint256::max());
  EXPECT_EQ(Uint256::saturating_add(2, 3), Uint256(5));
  EXPECT_EQ(Uint256::saturating_multiply(Uint256::max(), 2), Uint256::max());
  EXPECT_EQ(Uint256::saturating_multiply(2, 3), Uint256(6));
  const Uint256 value =
      *Uint256::from_quantity("0x123456789abcdef0fedcba98765432100f1e2d3c4b5a69788796a5b4c3d2e1f0");
  EXPECT_EQ(Uint256::shift_right(value, 0), value);
  EXPECT_EQ(Uint256::shift_right(value, 4).to_quantity(),
            "0x123456789abcdef0fedcba98765432100f1e2d3c4b5a69788796a5b4c3d2e1f");
  EXPECT_EQ(Uint256::shift_right(value, 64).to_quantity(),
            "0x123456789abcdef0fedcba98765432100f1e2d3c4b5a6978");
  EXPECT_EQ(Uint256::shift_right(value, 132).to_quantity(), "0x123456789abcdef0fedcba987654321");
  EXPECT_EQ(Uint256::shift_right(value, 252), Uint256(1));
  EXPECT_EQ(Uint256::shift_right(value, 255), Uint256(0));
}

TEST(Uint256, DecimalRoundTrips) {
  for (const char* text :
       {"0", "1", "18446744073709551615", "18446744073709551616", "1000000000000000000", kMaxDecimal})
    EXPECT_EQ(Uint256::from_decimal(text)->to_decimal(), text);
  for (const char* text :
       {"", "-1", "1x", "115792089237316195423570985008687907853269984665640564039457584007913129639936"})
    EXPECT_EQ(Uint256::from_decimal(text), std::nullopt) << text;
}

TEST(Uint256, QuantityRoundTrips) {
  for (const std::string& text :
       {std::string("0x0"), std::string("0x1"), std::string("0xdeadbeef"), kMaxQuantity})
    EXPECT_EQ(Uint256::from_quantity(text)->to_quantity(), text);
  for (const std::string& text : {std::string(""), std::string("0x"), std::string("0x01"), std::string("1"),
                                  std::string("0xg"), kMaxQuantity + "0"})
    EXPECT_EQ(Uint256::from_quantity(text), std::nullopt) << text;
  EXPECT_EQ(Uint256::from_decimal(kMaxDecimal)->to_quantity(), kMaxQuantity);
}

TEST(Uint256, ArithmeticReportsOverflow) {
  const Uint256 max = *Uint256::from_quantity(kMaxQuantity);
  EXPECT_EQ(Uint256::add(max, 1), std::nullopt);
  EXPECT_EQ(Uint256::subtract(0, 1), std::nullopt);
  EXPECT_EQ(Uint256::multiply(max, 2), std::nullopt);
  EXPECT_EQ(Uint256::multiply(max, 1), max);
  EXPECT_EQ(Uint256::subtract(*Uint256::from_quantity("0x10000000000000000"), 1),
            Uint256(18446744073709551615U));
  EXPECT_EQ(max.bit_length(), 256);
  EXPECT_EQ(Uint256().bit_length(), 0);
  EXPECT_LT(Uint256(5), max);
}

TEST(Uint256, SubtractUndoesAdd) {
  Random random(3);
  for (int i = 0; i < 2000; ++i) {
    Bytes32 a{}, b{};
    for (std::size_t k = 1; k < 32; ++k) {
      a[k] = static_cast<std::uint8_t>(random.next());
      b[k] = static_cast<std::uint8_t>(random.next());
    }
    const Uint256 x = Uint256::from_be_bytes(a), y = Uint256::from_be_bytes(b);
    const auto sum = Uint256::add(x, y);
    ASSERT_TRUE(sum);
    ASSERT_EQ(Uint256::subtract(*sum, y), x);
    ASSERT_EQ(x.to_be_bytes(), a);
    ASSERT_EQ(Uint256::from_decimal(x.to_decimal()), x);
  }
}

}  // namespace
}  // namespace seiload::base
