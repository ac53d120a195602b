#include "crypto/montgomery.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/hex.h"
#include "base/random.h"
#include "support/paths.h"

namespace seiload::crypto {
namespace {

SecretWords number(std::string_view digits, std::size_t words) {
  const auto bytes = base::decode_hex_digits(digits);
  EXPECT_TRUE(bytes.has_value());
  return bytes ? SecretWords::from(*bytes, words) : SecretWords(words);
}

SecretWords small(std::uint64_t value, std::size_t words) {
  SecretWords out(words);
  out[0] = value;
  return out;
}

std::string text(const SecretWords& value) {
  base::Bytes bytes(8 * value.size());
  value.store(bytes);
  return base::to_hex(bytes);
}

// 2^521 - 1, a prime, in words of which the highest may be zero.
SecretWords mersenne521(std::size_t words) {
  SecretWords out(words);
  for (std::size_t i = 0; i < 8; ++i) out[i] = ~std::uint64_t{0};
  out[8] = 0x1ff;
  return out;
}

TEST(Montgomery, PowersModSmallNumbersAreThoseByHand) {
  for (const std::uint64_t modulus : {3U, 9U, 97U, 255U}) {
    for (const std::size_t words : {1U, 2U, 5U}) {
      const Montgomery field(small(modulus, words));
      for (std::uint64_t base = 0; base < modulus; base += 1 + base / 7) {
        std::uint64_t expected = 1;
        for (std::uint64_t exponent = 0; exponent < 40; ++exponent, expected = expected * base % modulus) {
          SCOPED_TRACE(testing::Message() << base << "^" << exponent << " mod " << modulus);
          EXPECT_EQ(text(field.power(small(base, words), small(exponent, 1))), text(small(expected, words)));
          if (exponent > 0) {
            EXPECT_EQ(text(field.power_var(small(base, words), exponent)), text(small(expected, words)));
          }
        }
      }
    }
  }
}

TEST(Montgomery, FermatHoldsModAPrime) {
  base::Random random(521);
  for (const std::size_t words : {9U, 10U}) {
    const Montgomery field(mersenne521(words));
    SecretWords exponent = mersenne521(words);
    exponent[0] -= 1;
    for (int i = 0; i < 3; ++i) {
      SecretWords base(words);
      for (std::size_t k = 0; k < 8; ++k) base[k] = random.next();
      EXPECT_EQ(text(field.power(base, exponent)), text(small(1, words)));
      // a^(p - 2) a = 1: the inverse
      exponent[0] -= 1;
      SecretWords inverse = field.power(base, exponent);
      field.enter(inverse.data(), inverse.data());
      field.multiply(inverse.data(), base.data(), inverse.data());
      EXPECT_EQ(text(inverse), text(small(1, words)));
      exponent[0] += 1;
    }
    SecretWords minus_one = mersenne521(words);
    minus_one[0] -= 1;
    EXPECT_EQ(text(field.power_var(minus_one, 3)), text(minus_one));
    EXPECT_EQ(text(field.power_var(minus_one, 2)), text(small(1, words)));
    EXPECT_EQ(text(field.power(SecretWords(words), exponent)), text(SecretWords(words)));
  }
}

// By Python's pow().
TEST(Montgomery, PowersOfTwoWords) {
  const Montgomery modulus(number("b4bb498f8279303d980836399b36c699", 2));
  EXPECT_EQ(text(modulus.power_var(small(3, 2), ~std::uint64_t{0})), "0x4197e53600ae5450cf9f1323d225dcdd");
  EXPECT_EQ(text(modulus.power(number("123456789abcdef0fedcba9876543210", 2),
                               number("fedcba98765432100123456789abcdef", 2))),
            "0x7ce03613e33c9066fca831706641464d");
}

TEST(Montgomery, ReducesNumbersOfTwiceTheSize) {
  const Montgomery modulus(number("b4bb498f8279303d980836399b36c699", 2));
  SecretWords most(4);
  for (std::size_t i = 0; i < 4; ++i) most[i] = ~std::uint64_t{0};
  EXPECT_EQ(text(modulus.reduce(most)), "0x7538e248348112a1475749c8a0ae1ef2");
  EXPECT_EQ(text(modulus.reduce(small(7, 4))), text(small(7, 2)));
  EXPECT_EQ(text(modulus.reduce(number("b4bb498f8279303d980836399b36c699", 4))), text(SecretWords(2)));
}

TEST(Montgomery, SumsAndDifferencesWrap) {
  const Montgomery modulus(number("b4bb498f8279303d980836399b36c699", 2));
  const SecretWords most = number("b4bb498f8279303d980836399b36c698", 2), one = small(1, 2);
  SecretWords out(2);
  modulus.add(most.data(), one.data(), out.data());
  EXPECT_EQ(text(out), text(SecretWords(2)));
  modulus.add(most.data(), most.data(), out.data());
  EXPECT_EQ(text(out), text(number("b4bb498f8279303d980836399b36c697", 2)));
  modulus.subtract(SecretWords(2).data(), one.data(), out.data());
  EXPECT_EQ(text(out), text(most));
  modulus.subtract(one.data(), one.data(), out.data());
  EXPECT_EQ(text(out), text(SecretWords(2)));
}

// Of sizes that the processor's rows take, and others.
TEST(Montgomery, EveryPathGivesTheSame) {
  base::Random random(4);
  for (const std::size_t words : {4U, 5U, 8U, 16U, 20U}) {
    SecretWords modulus(words), a(words), exponent(2), wide(2 * words);
    for (std::size_t i = 0; i < words; ++i) {
      modulus[i] = words == 8 ? ~std::uint64_t{0} : random.next();
      a[i] = words == 8 ? ~std::uint64_t{0} : random.next() >> (i + 1 == words ? 8 : 0);
    }
    for (std::size_t i = 0; i < 2 * words; ++i) wide[i] = words == 8 ? ~std::uint64_t{0} : random.next();
    modulus[0] |= 1, modulus[words - 1] |= std::uint64_t{1} << 63;
    if (words == 8) a[0] -= 1;
    exponent[0] = random.next(), exponent[1] = random.next();
    std::string power, reduced;
    for (const CpuPath path : available_paths()) {
      SCOPED_TRACE(path_name(path));
      const test::OnPath here(path);
      SecretWords copy(words);
      std::copy_n(modulus.data(), words, copy.data());
      const Montgomery field(std::move(copy));
      if (path == CpuPath::portable) {
        power = text(field.power(a, exponent));
        reduced = text(field.reduce(wide));
      }
      EXPECT_EQ(text(field.power(a, exponent)), power);
      EXPECT_EQ(text(field.reduce(wide)), reduced);
    }
  }
}

TEST(Montgomery, BytesOfANumber) {
  const SecretWords words = number("0102030405060708090a", 2);
  EXPECT_EQ(text(words), "0x0000000000000102030405060708090a");
  base::Bytes three(3), twenty(20);
  words.store(three);
  words.store(twenty);
  EXPECT_EQ(base::to_hex(three), "0x08090a");
  EXPECT_EQ(base::to_hex(twenty), "0x000000000000000000000102030405060708090a");
}

}  // namespace
}  // namespace seiload::crypto
