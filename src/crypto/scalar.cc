#include "crypto/scalar.h"

#include "base/check.h"
#include "crypto/inverse.h"

namespace seiload::crypto::scalar {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::array<std::uint64_t, 3> kFold = {0x402da1732fc9bebf, 0x4551231950b75fc4, 1};  // 2^256 - n

std::uint64_t low64(Wide x) { return static_cast<std::uint64_t>(x); }

// carry * 2^256 + words, which must be < 2 n, mod n. Subtracting n is adding kFold and dropping 2^256.
Scalar subtract_order_once(const Words& words, std::uint64_t carry) {
  Words less;
  Wide sum = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    sum += words[i];
    if (i < kFold.size()) sum += kFold[i];
    less[i] = low64(sum);
    sum >>= 64;
  }
  const std::uint64_t mask = 0 - (carry | low64(sum));
  Scalar out;
  for (std::size_t i = 0; i < 4; ++i) out.word[i] = words[i] ^ ((words[i] ^ less[i]) & mask);
  return out;
}

// Adds high * kFold, for high * 2^256, to the number in `sum`: the same mod n, and 127 bits shorter.
template <std::size_t H, std::size_t S>
void add_folded(std::array<std::uint64_t, S>& sum, const std::uint64_t* high) {
  for (std::size_t i = 0; i < H; ++i) {
    Wide carry = 0;
    for (std::size_t j = i; j < S; ++j) {
      carry += sum[j];
      if (j - i < kFold.size()) carry += Wide{high[i]} * kFold[j - i];
      sum[j] = low64(carry);
      carry >>= 64;
    }
  }
}

// Three folds bring 512 bits to 386, 260 and 257.
Scalar reduce_wide(const std::array<std::uint64_t, 8>& x) {
  std::array<std::uint64_t, 7> y{x[0], x[1], x[2], x[3]};
  add_folded<4>(y, &x[4]);
  std::array<std::uint64_t, 6> z{y[0], y[1], y[2], y[3]};
  add_folded<3>(z, &y[4]);
  std::array<std::uint64_t, 5> w{z[0], z[1], z[2], z[3]};
  add_folded<1>(w, &z[4]);
  return subtract_order_once({w[0], w[1], w[2], w[3]}, w[4]);
}

}  // namespace

Scalar reduce(const Words& words) { return subtract_order_once(words, 0); }

bool is_reduced(const Words& words) {
  Wide sum = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    sum += words[i];
    if (i < kFold.size()) sum += kFold[i];
    sum >>= 64;
  }
  return sum == 0;
}

bool is_zero(const Scalar& a) { return (a.word[0] | a.word[1] | a.word[2] | a.word[3]) == 0; }

bool is_high(const Scalar& a) {  // n / 2 - a borrows
  constexpr Words kHalf = {0xdfe92f46681b20a0, 0x5d576e7357a4501d, ~std::uint64_t{0}, 0x7fffffffffffffff};
  Wide borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) borrow = (Wide{kHalf[i]} - a.word[i] - borrow) >> 127;
  return borrow != 0;
}

Scalar add(const Scalar& a, const Scalar& b) {
  Words sum;
  Wide carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += Wide{a.word[i]} + b.word[i];
    sum[i] = low64(carry);
    carry >>= 64;
  }
  return subtract_order_once(sum, low64(carry));
}

Scalar mul(const Scalar& a, const Scalar& b) {
  std::array<std::uint64_t, 8> product{};
  for (std::size_t i = 0; i < 4; ++i) {
    Wide carry = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      carry += Wide{a.word[i]} * b.word[j] + product[i + j];
      product[i + j] = low64(carry);
      carry >>= 64;
    }
    product[i + 4] = low64(carry);
  }
  return reduce_wide(product);
}

Scalar negate(const Scalar& a) {  // n - a, which is n itself for zero: reduced away
  Words difference;
  Wide borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Wide step = Wide{kOrder[i]} - a.word[i] - borrow;
    difference[i] = low64(step);
    borrow = step >> 127;
  }
  return subtract_order_once(difference, 0);
}

Scalar negate_if(const Scalar& a, std::uint64_t mask) {
  const Scalar negative = negate(a);
  Scalar out;
  for (std::size_t i = 0; i < 4; ++i) out.word[i] = a.word[i] ^ ((a.word[i] ^ negative.word[i]) & mask);
  return out;
}

Scalar inverse(const Scalar& a) {  // Fermat: a^(n - 2), four bits of the public exponent at a time
  constexpr Words kExponent = {kOrder[0] - 2, kOrder[1], kOrder[2], kOrder[3]};
  std::array<Scalar, 16> powers;
  powers[0] = {{1, 0, 0, 0}};
  for (std::size_t i = 1; i < 16; ++i) powers[i] = mul(powers[i - 1], a);
  Scalar result = powers[0];
  for (int shift = 252; shift >= 0; shift -= 4) {
    for (int i = 0; i < 4; ++i) result = mul(result, result);
    result = mul(result, powers[kExponent[static_cast<std::size_t>(shift / 64)] >> shift % 64 & 15]);
  }
  return result;
}

Scalar inverse_var(const Scalar& a) {
  static constexpr Modulus kModulus(kOrder);
  return {crypto::inverse_var(a.word, kModulus)};
}

void invert_all_var(std::span<Scalar> values, std::span<Scalar> scratch) {
  if (values.empty()) return;
  CHECK(scratch.size() >= values.size());
  Scalar product = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    scratch[i] = product;  // of all before i
    product = mul(product, values[i]);
  }
  CHECK(!is_zero(product));
  Scalar inverted = inverse_var(product);
  for (std::size_t i = values.size(); i-- > 1;) {
    const Scalar value = values[i];
    values[i] = mul(inverted, scratch[i]);
    inverted = mul(inverted, value);
  }
  values[0] = inverted;
}

}  // namespace seiload::crypto::scalar
