#pragma once
// Points of a curve y^2 = x^3 - 3 x + b of prime order in Jacobian coordinates: (X, Y, Z) is (X / Z^2, Y /
// Z^3), and Z = 0 is the point at infinity. No branch or index depends on a value, except where a name ends
// in _var.
//
// A Curve has the types Field (lazy_residue.h) and Scalar (prime_field.h) and, as constants of type Field,
// kB, kX and kY: b and the generator.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "crypto/constant_time.h"
#include "crypto/lazy_residue.h"
#include "crypto/prime_field.h"

namespace seiload::crypto {

// All ones if a = b, else 0.
inline std::uint64_t equal_mask(std::uint64_t a, std::uint64_t b) { return mask_of_bit(is_zero_bit(a ^ b)); }

template <class Curve>
struct AffinePoint {  // never the point at infinity
  typename Curve::Field x, y;

  bool is_on_curve() const { return y.squared() == x.squared() * x - x.times(3) + Curve::kB; }
};

template <class Curve>
struct JacobianPoint {
  using Field = typename Curve::Field;
  Field x, y, z;  // as made: infinity

  static JacobianPoint from(const AffinePoint<Curve>& p) { return {p.x, p.y, Field::one()}; }
  AffinePoint<Curve> affine() const {  // of infinity: zeros
    const Field inverse = z.inverse(), square = inverse.squared();
    return {x * square, y * square * inverse};
  }
  void assign_if(std::uint64_t mask, const JacobianPoint& other) {
    x.assign_if(mask, other.x);
    y.assign_if(mask, other.y);
    z.assign_if(mask, other.z);
  }
};

// 2 p. No point here has the order two, so every p is right. Sizes (lazy_residue.h): from coordinates of up
// to 18 m, 18 m and 4 m the same, in limbs of up to 9, 9 and 2.
template <class Curve>
JacobianPoint<Curve> twice(const JacobianPoint<Curve>& p) {
  const auto z2 = p.z.squared(), y2 = p.y.squared(), beta = p.x * y2;
  const auto alpha = ((p.x - z2) * (p.x + z2)).times(3);
  JacobianPoint<Curve> out;
  out.x = alpha.squared() - beta.times(8);
  out.z = (p.y * p.z).times(2);
  out.y = alpha * (beta.times(4) - out.x) - y2.squared().times(8);
  return out;
}

// p + q where neither is infinity; where they are the same point, all zeros. If kAffine, q.z is one. Sizes:
// from those above 8 m, 4 m and 2 m.
template <bool kAffine, class Curve>
JacobianPoint<Curve> add_finite(const JacobianPoint<Curve>& p, const JacobianPoint<Curve>& q) {
  const auto pz2 = p.z.squared();
  const auto qx = q.x * pz2, qy = q.y * (p.z * pz2);
  auto px = p.x, py = p.y, z = p.z;
  if constexpr (!kAffine) {
    const auto qz2 = q.z.squared();
    px = p.x * qz2;
    py = p.y * (q.z * qz2);
    z = p.z * q.z;
  }
  const auto h = qx - px, r = qy - py;
  const auto h2 = h.squared(), h3 = h2 * h, v = px * h2;
  JacobianPoint<Curve> out;
  out.x = r.squared() - h3 - v.times(2);
  out.y = r * (v - out.x) - py * h3;
  out.z = z * h;
  return out;
}

// The sum where nothing stands for infinity.
template <bool kAffine, class Curve>
std::optional<JacobianPoint<Curve>> add_var(const std::optional<JacobianPoint<Curve>>& p,
                                            const JacobianPoint<Curve>& q) {
  if (!p) return q;
  const auto sum = add_finite<kAffine>(*p, q);
  if (!sum.z.is_zero()) return sum;
  if (sum.x.is_zero()) return twice(q);
  return std::nullopt;
}

// k p for a secret k in [1, n - 1] and a p that is not infinity. k is written in 5 bits a digit, each in
// [-16, 16]; a digit's multiple comes from a table of which every entry is read.
//
// No sum here is of equal points. Before a digit d is added stands m p, where m is 32 times what the digits
// above make. If m is not 0, m >= 32 > d. Then m = d mod n asks for m - d = n, which is too much but for the
// last digit, where m + d = k. There k = n + 2 d, so d < 0 and d = -n mod 32: both orders leave no d in [-16,
// -1], being 17 and 19 mod 32.
template <class Curve>
JacobianPoint<Curve> multiply(const Number<Curve::Field::kWords>& k, const JacobianPoint<Curve>& p) {
  constexpr std::size_t kBits = 64 * Curve::Field::kWords, kHalf = 16;
  static_assert(Curve::Scalar::kModulus[0] % 32 > 16);
  std::array<JacobianPoint<Curve>, kHalf> multiples;  // 1 p to 16 p
  multiples[0] = p;
  for (std::size_t i = 1; i < kHalf; ++i)
    multiples[i] = i % 2 == 1 ? twice(multiples[i / 2]) : add_finite<false>(multiples[i - 1], p);
  const auto six_bits = [&k](std::size_t low) {  // bits low - 1 to low + 4 of k
    const std::size_t first = low == 0 ? 0 : low - 1, word = first / 64, shift = first % 64;
    std::uint64_t bits = k[word] >> shift;
    if (shift > 58 && word + 1 < k.size()) bits |= k[word + 1] << (64 - shift);
    return (low == 0 ? bits << 1 : bits) & 63;
  };
  JacobianPoint<Curve> sum;
  std::uint64_t is_infinity = ~std::uint64_t{0};  // so far every digit was 0
  for (std::size_t low = kBits / 5 * 5 + 5; low != 0;) {
    low -= 5;
    for (int i = 0; i < 5; ++i) sum = twice(sum);
    // Booth: the digit is the upper five bits as a signed number, plus the lowest bit, which is the sign of
    // the digit below.
    const std::uint64_t bits = six_bits(low), above = (bits + 1) >> 1, negative = mask_of_bit(bits >> 5);
    const std::uint64_t size = (above ^ negative) - negative + (negative & 32);  // above, or 32 - above
    JacobianPoint<Curve> multiple;
    for (std::size_t i = 0; i < kHalf; ++i) multiple.assign_if(equal_mask(size, i + 1), multiples[i]);
    multiple.y.assign_if(negative, -multiple.y);
    auto next = add_finite<false>(sum, multiple);
    next.assign_if(is_infinity, multiple);
    const std::uint64_t is_zero = equal_mask(size, 0);
    next.assign_if(is_zero, sum);
    is_infinity &= is_zero;
    sum = next;
  }
  return sum;
}

// The odd multiples p, 3 p, ... of a p that is not infinity.
template <std::size_t kCount, class Curve>
std::array<JacobianPoint<Curve>, kCount> odd_multiples(const JacobianPoint<Curve>& p) {
  std::array<JacobianPoint<Curve>, kCount> out;
  const JacobianPoint<Curve> two = twice(p);
  out[0] = p;
  for (std::size_t i = 1; i < kCount; ++i) out[i] = add_finite<false>(out[i - 1], two);
  return out;
}

// k in digits that are 0 or odd and under 2^(kWidth - 1) in size, kWidth - 1 zeros at least between two.
template <int kWidth, std::size_t kWords>
std::array<std::int8_t, 64 * kWords + 1> sparse_digits_var(Number<kWords> k) {
  std::array<std::int8_t, 64 * kWords + 1> digits{};
  std::uint64_t over = 0;  // the bit above k
  for (auto& digit : digits) {
    if ((k[0] & 1) != 0) {
      const auto low = static_cast<std::int64_t>(k[0] & ((1U << kWidth) - 1));
      const std::int64_t odd = low >= 1 << (kWidth - 1) ? low - (1 << kWidth) : low;
      digit = static_cast<std::int8_t>(odd);
      // Taking a positive digit away only clears low bits; a negative one carries.
      std::uint64_t carry = 0;
      k[0] = odd > 0 ? k[0] - static_cast<std::uint64_t>(odd)
                     : add_carry(k[0], static_cast<std::uint64_t>(-odd), carry);
      for (std::size_t i = 1; i < kWords; ++i) k[i] = add_carry(k[i], 0, carry);
      over += carry;
    }
    for (std::size_t i = 0; i + 1 < kWords; ++i) k[i] = k[i] >> 1 | k[i + 1] << 63;
    k[kWords - 1] = k[kWords - 1] >> 1 | over << 63;
    over = 0;
  }
  return digits;
}

// a times the generator plus b times p, which is not infinity: one chain of doublings for both. Nothing: the
// sum is infinity.
template <class Curve>
std::optional<JacobianPoint<Curve>> double_multiply_var(const Number<Curve::Field::kWords>& a,
                                                        const Number<Curve::Field::kWords>& b,
                                                        const AffinePoint<Curve>& p) {
  constexpr int kWidthG = 7, kWidthP = 5;
  static const auto kOfG = [] {
    auto points = odd_multiples<1 << (kWidthG - 2)>(JacobianPoint<Curve>::from({Curve::kX, Curve::kY}));
    for (auto& point : points) point = JacobianPoint<Curve>::from(point.affine());
    return points;
  }();
  const auto of_p = odd_multiples<1 << (kWidthP - 2)>(JacobianPoint<Curve>::from(p));
  const auto a_digits = sparse_digits_var<kWidthG>(a), b_digits = sparse_digits_var<kWidthP>(b);
  const auto entry = [](const JacobianPoint<Curve>* table, int digit) {
    auto point = table[static_cast<std::size_t>(digit < 0 ? -digit : digit) / 2];
    if (digit < 0) point.y = -point.y;
    return point;
  };
  std::optional<JacobianPoint<Curve>> sum;
  for (std::size_t i = a_digits.size(); i-- > 0;) {
    if (sum) sum = twice(*sum);
    if (a_digits[i] != 0) sum = add_var<true>(sum, entry(kOfG.data(), a_digits[i]));
    if (b_digits[i] != 0) sum = add_var<false>(sum, entry(of_p.data(), b_digits[i]));
  }
  return sum;
}

}  // namespace seiload::crypto
