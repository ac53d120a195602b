#pragma once
// The field of secp256k1: integers mod p = 2^256 - 2^32 - 977 (SEC 2, section 2.4.1), in five limbs of 52
// bits. The 12 spare bits of a 64-bit word take what carries would: additions and subtractions carry nothing,
// and products of five limbs sum up in 128 bits. No branch or index here depends on a value, except where a
// name ends in _var.
//
// Sizes, by the largest limb:
//   tight  < 2^52 + 2^50: what products, tighten and the parsers give
//   loose  < 2^56: what products, tighten, to_words and is_zero take
// add sums the bounds. sub(x, y) takes y < 2^54 - 2^40 (up to three tight values added) and puts 2^54 on top
// of x's bound. A value has many forms; only to_words and is_zero look at the reduced one.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"

namespace seiload::crypto {

using Words = std::array<std::uint64_t, 4>;  // a 256-bit number, least significant word first

Words load_words(const base::Bytes32& bytes);  // from big-endian bytes
base::Bytes32 store_words(const Words& words);

struct Field {
  std::array<std::uint64_t, 5> limb;  // least significant first
};

namespace field {

__extension__ using Wide = unsigned __int128;

inline constexpr std::uint64_t kMask52 = (std::uint64_t{1} << 52) - 1;
inline constexpr std::uint64_t kFold256 = 0x1000003d1;    // 2^256 mod p
inline constexpr std::uint64_t kFold260 = kFold256 << 4;  // 2^260 mod p
inline constexpr Words kPrime = {0xfffffffefffffc2f, ~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}};

inline constexpr Field kZero{};
inline constexpr Field kOne{{1, 0, 0, 0, 0}};

// 64 p in limbs that are all near 2^54, so that subtracting from them limb by limb never borrows.
inline constexpr Field kMultiple{
    {(kMask52 + 1 - kFold260) * 4, kMask52 * 4, kMask52 * 4, kMask52 * 4, kMask52 * 4}};

constexpr Field from_words(const Words& w) {  // any 256-bit number; tight
  return {{w[0] & kMask52, (w[0] >> 52 | w[1] << 12) & kMask52, (w[1] >> 40 | w[2] << 24) & kMask52,
           (w[2] >> 28 | w[3] << 36) & kMask52, w[3] >> 16}};
}

Words to_words(const Field& a);                              // the reduced value, < p; takes loose
std::optional<Field> parse_var(const base::Bytes32& bytes);  // nothing if not < p; time depends on that alone
bool is_zero(const Field& a);                                // takes loose

inline Field add(const Field& a, const Field& b) {
  Field sum;
  for (std::size_t i = 0; i < 5; ++i) sum.limb[i] = a.limb[i] + b.limb[i];
  return sum;
}

inline Field sub(const Field& a, const Field& b) {
  Field difference;
  for (std::size_t i = 0; i < 5; ++i) difference.limb[i] = a.limb[i] + (kMultiple.limb[i] - b.limb[i]);
  return difference;
}

inline Field negate(const Field& a) { return sub(kZero, a); }

// mask all ones: b; mask zero: a.
inline Field select(const Field& a, const Field& b, std::uint64_t mask) {
  Field chosen;
  for (std::size_t i = 0; i < 5; ++i) chosen.limb[i] = a.limb[i] ^ ((a.limb[i] ^ b.limb[i]) & mask);
  return chosen;
}

// Makes any value with limbs < 2^62 tight.
inline Field tighten(const Field& a) {
  Field out;
  Wide carry = Wide{a.limb[4] >> 52} * kFold260 + a.limb[0];
  out.limb[0] = static_cast<std::uint64_t>(carry) & kMask52;
  std::uint64_t rest = static_cast<std::uint64_t>(carry >> 52);
  for (std::size_t i = 1; i < 4; ++i) {
    rest += a.limb[i];
    out.limb[i] = rest & kMask52;
    rest >>= 52;
  }
  out.limb[4] = (a.limb[4] & kMask52) + rest;
  return out;
}

// A loose value times a constant <= 64; tight.
inline Field times(const Field& a, std::uint64_t constant) {
  Field product;
  for (std::size_t i = 0; i < 5; ++i) product.limb[i] = a.limb[i] * constant;
  return tighten(product);
}

// A column's own 52 bits, what it carries to the next one (under 2^64, see mul_plus), and its own bits
// folded.
inline std::uint64_t cut(Wide column) { return static_cast<std::uint64_t>(column) & kMask52; }
inline std::uint64_t carry(Wide column) { return static_cast<std::uint64_t>(column >> 52); }
inline Wide fold(Wide column) { return Wide{cut(column)} * kFold260; }

// Sums `low`, limbs to be added to the columns 0 to 4 of a product, with the product of a and b, mod p.
// Column k of the product weighs 2^(52 k); column k + 5 is worth kFold260 times column k, so the high
// columns, carried down to 52 bits each, are folded in while the low ones are carried. With loose inputs a
// column stays under 5 * 2^112.
[[gnu::always_inline]] inline Field mul_plus(const Field& a, const Field& b, const Field& low) {
  const auto [a0, a1, a2, a3, a4] = a.limb;
  const auto [b0, b1, b2, b3, b4] = b.limb;
  Field r;
  Wide high = Wide{a1} * b4 + Wide{a2} * b3 + Wide{a3} * b2 + Wide{a4} * b1;
  Wide sum = Wide{a0} * b0 + low.limb[0] + fold(high);
  r.limb[0] = cut(sum);
  high = Wide{carry(high)} + Wide{a2} * b4 + Wide{a3} * b3 + Wide{a4} * b2;
  sum = carry(sum) + low.limb[1] + Wide{a0} * b1 + Wide{a1} * b0 + fold(high);
  r.limb[1] = cut(sum);
  high = Wide{carry(high)} + Wide{a3} * b4 + Wide{a4} * b3;
  sum = carry(sum) + low.limb[2] + Wide{a0} * b2 + Wide{a1} * b1 + Wide{a2} * b0 + fold(high);
  r.limb[2] = cut(sum);
  high = Wide{carry(high)} + Wide{a4} * b4;
  sum = carry(sum) + low.limb[3] + Wide{a0} * b3 + Wide{a1} * b2 + Wide{a2} * b1 + Wide{a3} * b0 + fold(high);
  r.limb[3] = cut(sum);
  sum = carry(sum) + low.limb[4] + Wide{a0} * b4 + Wide{a1} * b3 + Wide{a2} * b2 + Wide{a3} * b1 +
        Wide{a4} * b0 + Wide{carry(high)} * kFold260;
  r.limb[4] = cut(sum);
  sum = Wide{carry(sum)} * kFold260 + r.limb[0];
  r.limb[0] = cut(sum);
  r.limb[1] += carry(sum);
  return r;
}

// The same for a * a: the two halves of the square are equal.
[[gnu::always_inline]] inline Field sqr_plus(const Field& a, const Field& low) {
  const auto [a0, a1, a2, a3, a4] = a.limb;
  const std::uint64_t d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2, d3 = 2 * a3;
  Field r;
  Wide high = Wide{d1} * a4 + Wide{d2} * a3;
  Wide sum = Wide{a0} * a0 + low.limb[0] + fold(high);
  r.limb[0] = cut(sum);
  high = Wide{carry(high)} + Wide{d2} * a4 + Wide{a3} * a3;
  sum = carry(sum) + low.limb[1] + Wide{d0} * a1 + fold(high);
  r.limb[1] = cut(sum);
  high = Wide{carry(high)} + Wide{d3} * a4;
  sum = carry(sum) + low.limb[2] + Wide{d0} * a2 + Wide{a1} * a1 + fold(high);
  r.limb[2] = cut(sum);
  high = Wide{carry(high)} + Wide{a4} * a4;
  sum = carry(sum) + low.limb[3] + Wide{d0} * a3 + Wide{d1} * a2 + fold(high);
  r.limb[3] = cut(sum);
  sum =
      carry(sum) + low.limb[4] + Wide{d0} * a4 + Wide{d1} * a3 + Wide{a2} * a2 + Wide{carry(high)} * kFold260;
  r.limb[4] = cut(sum);
  sum = Wide{carry(sum)} * kFold260 + r.limb[0];
  r.limb[0] = cut(sum);
  r.limb[1] += carry(sum);
  return r;
}

// Left as calls: with their bodies inlined, g++ 12 runs out of registers and a batch takes 15 % longer.
inline Field mul(const Field& a, const Field& b) { return mul_plus(a, b, kZero); }
inline Field sqr(const Field& a) { return sqr_plus(a, kZero); }

// a * b - c and a * a - c without a carry of their own; c as the second argument of sub.
inline Field mul_sub(const Field& a, const Field& b, const Field& c) { return mul_plus(a, b, negate(c)); }
inline Field sqr_sub(const Field& a, const Field& c) { return sqr_plus(a, negate(c)); }

Field inverse(const Field& a);              // of zero: zero; about 300 products
Field inverse_var(const Field& a);          // the same, several times faster
std::optional<Field> sqrt(const Field& a);  // one of the two roots; nothing if a is not a square

}  // namespace field
}  // namespace seiload::crypto
