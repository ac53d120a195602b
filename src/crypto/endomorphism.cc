#include "crypto/endomorphism.h"

#include "base/check.h"

namespace seiload::crypto::endomorphism {
namespace {

__extension__ using Wide = unsigned __int128;

// (a, b) with a + b lambda = 0 mod n: (kA1, -kMinusB1) and (a2, kA1) span the lattice that b is rounded to.
// The two factors are 2^384 kA1 / n and 2^384 kMinusB1 / n, rounded; a product, shifted back, is the multiple
// of a basis vector that comes next to b. (Guide to Elliptic Curve Cryptography, section 3.5, with its
// division made beforehand.)
constexpr Words kFactor1 = {0xe893209a45dbb031, 0x3daa8a1471e8ca7f, 0xe86c90e49284eb15, 0x3086d221a7d46bcd};
constexpr Words kFactor2 = {0x1571b4ae8ac47f71, 0x221208ac9df506c6, 0x6f547fa90abfe4c4, 0xe4437ed6010e8828};
constexpr Scalar kMinusB1{{0x6f547fa90abfe4c3, 0xe4437ed6010e8828, 0, 0}};
constexpr Scalar kMinusB2{{0xd765cda83db1562c, 0x8a280ac50774346d, 0xfffffffffffffffe, ~std::uint64_t{0}}};

// a * b / 2^384, rounded.
Scalar scaled(const Words& a, const Words& b) {
  std::uint64_t product[8] = {};
  for (std::size_t i = 0; i < 4; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const Wide sum = Wide{a[i]} * b[j] + product[i + j] + carry;
      product[i + j] = static_cast<std::uint64_t>(sum);
      carry = static_cast<std::uint64_t>(sum >> 64);
    }
    product[i + 4] = carry;
  }
  const Wide rounded = (Wide{product[7]} << 64 | product[6]) + (product[5] >> 63);
  return {{static_cast<std::uint64_t>(rounded), static_cast<std::uint64_t>(rounded >> 64), 0, 0}};
}

// Both halves are under 0.64 * 2^128 either way: half the sum of the basis vectors' parts.
Half half_of(const Scalar& value) {
  const bool negative = scalar::is_high(value);
  const Words words = negative ? scalar::negate(value).word : value.word;
  CHECK((words[2] | words[3]) == 0);
  return {{words[0], words[1]}, negative};
}

}  // namespace

std::array<Half, 2> split_var(const Scalar& b) {
  const Scalar second = scalar::add(scalar::mul(scaled(b.word, kFactor1), kMinusB1),
                                    scalar::mul(scaled(b.word, kFactor2), kMinusB2));
  const Scalar first = scalar::add(b, scalar::negate(scalar::mul(second, kLambda)));
  return {half_of(first), half_of(second)};
}

std::array<std::int8_t, kDigits> digits_var(const Half& half) {
  std::array<std::int8_t, kDigits> digits{};
  const Wide value = Wide{half.magnitude[1]} << 64 | half.magnitude[0];
  const auto low_bits = [value](std::size_t from) {
    return from < 128 ? static_cast<unsigned>(value >> from) & 31 : 0U;
  };
  unsigned carry = 0;
  for (std::size_t i = 0; i < kDigits;) {
    if ((low_bits(i) & 1) == carry) {
      ++i;
      continue;
    }
    const int window = static_cast<int>(low_bits(i) + carry);
    const int digit = window > 15 ? window - 32 : window;
    carry = window > 15 ? 1 : 0;
    digits[i] = static_cast<std::int8_t>(half.negative ? -digit : digit);
    i += 5;
  }
  return digits;
}

}  // namespace seiload::crypto::endomorphism
