#include "crypto/scalar.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/inverse.h"
#include "crypto/kernels.h"

namespace seiload::crypto::scalar {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::array<std::uint64_t, 3> kFold = {0x402da1732fc9bebf, 0x4551231950b75fc4, 1};  // 2^256 - n

std::uint64_t low64(Wide x) { return static_cast<std::uint64_t>(x); }

// The low word of a * b + added + carry; the high one becomes the carry. What follows is written out, not
// looped over: g++ 12 keeps the words in memory in loops, and a sum takes 23 ns.
inline std::uint64_t step(std::uint64_t a, std::uint64_t b, std::uint64_t added, std::uint64_t& carry) {
  const Wide sum = Wide{a} * b + added + carry;
  carry = static_cast<std::uint64_t>(sum >> 64);
  return low64(sum);
}

inline std::uint64_t sum(std::uint64_t a, std::uint64_t b, std::uint64_t& carry) {
  const Wide total = Wide{a} + b + carry;
  carry = static_cast<std::uint64_t>(total >> 64);
  return low64(total);
}

inline std::uint64_t difference(std::uint64_t a, std::uint64_t b, std::uint64_t& borrow) {
  const Wide total = Wide{a} - b - borrow;
  borrow = static_cast<std::uint64_t>(total >> 127);
  return low64(total);
}

// carry * 2^256 + words, which must be < 2 n, mod n. Subtracting n is adding kFold and dropping 2^256.
inline Scalar subtract_order_once(std::uint64_t w0, std::uint64_t w1, std::uint64_t w2, std::uint64_t w3,
                                  std::uint64_t carry) {
  std::uint64_t over = 0;
  const std::uint64_t d0 = sum(w0, kFold[0], over), d1 = sum(w1, kFold[1], over),
                      d2 = sum(w2, kFold[2], over), d3 = sum(w3, 0, over);
  const std::uint64_t mask = 0 - (carry | over);
  return {
      {w0 ^ ((w0 ^ d0) & mask), w1 ^ ((w1 ^ d1) & mask), w2 ^ ((w2 ^ d2) & mask), w3 ^ ((w3 ^ d3) & mask)}};
}

// Adds a * b to x[0] to x[3], and sets x[4].
inline void add_row(std::uint64_t* x, const std::uint64_t* a, std::uint64_t b) {
  std::uint64_t carry = 0;
  x[0] = step(a[0], b, x[0], carry);
  x[1] = step(a[1], b, x[1], carry);
  x[2] = step(a[2], b, x[2], carry);
  x[3] = step(a[3], b, x[3], carry);
  x[4] = carry;
}

// Folds what stands over 2^256 three times, each time 127 bits: 512 bits become 386, 260 and 257.
inline Scalar reduce_wide(const std::uint64_t* x) {
  std::uint64_t y[7] = {x[0], x[1], x[2], x[3]};
  add_row(y, x + 4, kFold[0]);
  add_row(y + 1, x + 4, kFold[1]);
  std::uint64_t carry = 0;
  y[2] = sum(y[2], x[4], carry);
  y[3] = sum(y[3], x[5], carry);
  y[4] = sum(y[4], x[6], carry);
  y[5] = sum(y[5], x[7], carry);
  y[6] = carry;

  std::uint64_t z[5];
  carry = 0;
  z[0] = step(y[4], kFold[0], y[0], carry);
  z[1] = step(y[5], kFold[0], y[1], carry);
  z[2] = step(y[6], kFold[0], y[2], carry);
  z[3] = sum(y[3], 0, carry);
  z[4] = carry;
  carry = 0;
  z[1] = step(y[4], kFold[1], z[1], carry);
  z[2] = step(y[5], kFold[1], z[2], carry);
  z[3] = step(y[6], kFold[1], z[3], carry);
  z[4] += carry;
  carry = 0;
  z[2] = sum(z[2], y[4], carry);
  z[3] = sum(z[3], y[5], carry);
  z[4] += y[6] + carry;

  carry = 0;
  z[0] = step(z[4], kFold[0], z[0], carry);
  z[1] = step(z[4], kFold[1], z[1], carry);
  z[2] = sum(z[2], z[4], carry);
  z[3] = sum(z[3], 0, carry);
  return subtract_order_once(z[0], z[1], z[2], z[3], carry);
}

}  // namespace

Scalar reduce(const Words& words) { return subtract_order_once(words[0], words[1], words[2], words[3], 0); }

bool is_reduced(const Words& words) {
  std::uint64_t over = 0;
  sum(words[0], kFold[0], over);
  sum(words[1], kFold[1], over);
  sum(words[2], kFold[2], over);
  sum(words[3], 0, over);
  return over == 0;
}

bool is_zero(const Scalar& a) { return (a.word[0] | a.word[1] | a.word[2] | a.word[3]) == 0; }

bool is_high(const Scalar& a) {  // n / 2 - a borrows
  constexpr Words kHalf = {0xdfe92f46681b20a0, 0x5d576e7357a4501d, ~std::uint64_t{0}, 0x7fffffffffffffff};
  Wide borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) borrow = (Wide{kHalf[i]} - a.word[i] - borrow) >> 127;
  return borrow != 0;
}

Scalar add(const Scalar& a, const Scalar& b) {
  std::uint64_t carry = 0;
  const std::uint64_t s0 = sum(a.word[0], b.word[0], carry), s1 = sum(a.word[1], b.word[1], carry),
                      s2 = sum(a.word[2], b.word[2], carry), s3 = sum(a.word[3], b.word[3], carry);
  return subtract_order_once(s0, s1, s2, s3, carry);
}

Scalar mul(const Scalar& a, const Scalar& b) {
  std::uint64_t product[8] = {};
  add_row(product, a.word.data(), b.word[0]);
  add_row(product + 1, a.word.data(), b.word[1]);
  add_row(product + 2, a.word.data(), b.word[2]);
  add_row(product + 3, a.word.data(), b.word[3]);
  return reduce_wide(product);
}

Scalar negate(const Scalar& a) {  // n - a, which is n itself for zero: reduced away
  std::uint64_t borrow = 0;
  const std::uint64_t d0 = difference(kOrder[0], a.word[0], borrow),
                      d1 = difference(kOrder[1], a.word[1], borrow),
                      d2 = difference(kOrder[2], a.word[2], borrow),
                      d3 = difference(kOrder[3], a.word[3], borrow);
  return subtract_order_once(d0, d1, d2, d3, 0);
}

Scalar negate_if(const Scalar& a, std::uint64_t mask) {
  const Scalar b = negate(a);
  return {{a.word[0] ^ ((a.word[0] ^ b.word[0]) & mask), a.word[1] ^ ((a.word[1] ^ b.word[1]) & mask),
           a.word[2] ^ ((a.word[2] ^ b.word[2]) & mask), a.word[3] ^ ((a.word[3] ^ b.word[3]) & mask)}};
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

#if defined(__x86_64__)

void seiload::crypto::kernels::invert_8_mod_order(std::uint64_t (*values)[4]) {
  std::array<Scalar, 8> scalars, scratch;
  for (std::size_t i = 0; i < 8; ++i) scalars[i] = {{values[i][0], values[i][1], values[i][2], values[i][3]}};
  scalar::invert_all_var(scalars, scratch);
  for (std::size_t i = 0; i < 8; ++i) std::copy_n(scalars[i].word.begin(), 4, values[i]);
}

#endif
