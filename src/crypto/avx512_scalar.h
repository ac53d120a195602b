#pragma once
// Integers mod n of scalar.h, eight side by side, by Montgomery's products ("Modular Multiplication Without
// Trial Division", 1985): mul_order gives a * b / 2^260. Included by avx512_*.cc only.

#include "crypto/avx512_lanes.h"
#include "crypto/scalar.h"

namespace seiload::crypto::kernels {
namespace {

struct Limbs {
  std::uint64_t limb[5];
};

constexpr Limbs limbs_of(const Words& w) {
  return {{w[0] & kBits52, (w[0] >> 52 | w[1] << 12) & kBits52, (w[1] >> 40 | w[2] << 24) & kBits52,
           (w[2] >> 28 | w[3] << 36) & kBits52, w[3] >> 16}};
}

constexpr Limbs kOrderLimbs = limbs_of(scalar::kOrder);
// What carries out of 256 bits when added to n or more (2^256 - n), or to more than n / 2.
constexpr Limbs kOverOrder = limbs_of({0x402da1732fc9bebf, 0x4551231950b75fc4, 1, 0});
constexpr Limbs kOverHalf = limbs_of({0x2016d0b997e4df5f, 0xa2a8918ca85bafe2, 0, 0x8000000000000000});

constexpr std::uint64_t kMinusInverse = [] {  // of n mod 2^52: right in 3 bits; each step doubles them
  std::uint64_t x = kOrderLimbs.limb[0];
  for (int i = 0; i < 5; ++i) x *= 2 - kOrderLimbs.limb[0] * x;
  return (0 - x) & kBits52;
}();

// 2^780 mod n, by doubling: brings a plain number to 2^520 times itself.
constexpr Limbs kTwo780 = [] {
  Limbs a{{1, 0, 0, 0, 0}};
  for (int i = 0; i < 780; ++i) {
    Limbs less{};
    std::uint64_t carry = 0, over = 0;
    for (int j = 0; j < 5; ++j) {
      carry += a.limb[j] << 1;
      a.limb[j] = carry & kBits52;
      carry >>= 52;
      over += a.limb[j] + kOverOrder.limb[j];
      less.limb[j] = over & kBits52;
      over >>= 52;
    }
    if (less.limb[4] >> 48 != 0) {
      less.limb[4] &= kBits52 >> 4;
      a = less;
    }
  }
  return a;
}();

SEILOAD_INLINE Element8 all_limbs(const Limbs& limbs) {
  Element8 out;
  for (int i = 0; i < 5; ++i) out.limb[i] = all(limbs.limb[i]);
  return out;
}

// (a * b + added) / 2^260 mod n, for carried numbers, carried: under n + 2^254 if a and b are under 2^257.
SEILOAD_INLINE Element8 mul_add_order(const Element8& a, const Element8& b, const Element8& added) {
  const Lanes zero = _mm512_setzero_si512();
  const Element8 order = all_limbs(kOrderLimbs);
  Lanes column[10] = {added.limb[0], added.limb[1], added.limb[2], added.limb[3], added.limb[4],
                      zero,          zero,          zero,          zero,          zero};
  for (int i = 0; i < 5; ++i) {  // each time the multiple of n that clears the lowest column
    add_row(column + i, a.limb[i], b);
    add_row(column + i, low(zero, column[i], all(kMinusInverse)), order);
    column[i + 1] = plus(column[i + 1], _mm512_srli_epi64(column[i], 52));
  }
  Element8 r = {{column[5], column[6], column[7], column[8], column[9]}};
  carry_up(r);
  return r;
}

SEILOAD_INLINE Element8 mul_order(const Element8& a, const Element8& b) {
  return mul_add_order(a, b, all_limbs({}));
}

// Which of eight numbers carry out of 256 bits when this is added to them, and the sums without that.
SEILOAD_INLINE __mmask8 add_and_drop(const Element8& a, const Limbs& added, Element8& sum) {
  for (int i = 0; i < 5; ++i) sum.limb[i] = plus(a.limb[i], all(added.limb[i]));
  carry_up(sum);
  const __mmask8 over = _mm512_cmpgt_epu64_mask(sum.limb[4], all(kBits52 >> 4));
  sum.limb[4] = both(sum.limb[4], all(kBits52 >> 4));
  return over;
}

// Reduces carried numbers under 2 n; says which were n or more.
SEILOAD_INLINE __mmask8 reduce_order(Element8& a) {
  Element8 less;
  const __mmask8 over = add_and_drop(a, kOverOrder, less);
  for (int i = 0; i < 5; ++i) a.limb[i] = _mm512_mask_mov_epi64(a.limb[i], over, less.limb[i]);
  return over;
}

// Takes s to n - s where it is over n / 2, for reduced numbers; says where.
SEILOAD_INLINE __mmask8 lower(Element8& s) {
  Element8 negated;
  const __mmask8 high = add_and_drop(s, kOverHalf, negated);
  for (int i = 0; i < 5; ++i) negated.limb[i] = minus(all(kOrderLimbs.limb[i]), s.limb[i]);
  carry_up(negated);
  for (int i = 0; i < 5; ++i) s.limb[i] = _mm512_mask_mov_epi64(s.limb[i], high, negated.limb[i]);
  return high;
}

SEILOAD_INLINE __mmask8 zeros(const Element8& a) {
  Lanes any = a.limb[0];
  for (int i = 1; i < 5; ++i) any = _mm512_or_si512(any, a.limb[i]);
  return _mm512_testn_epi64_mask(any, any);
}

}  // namespace
}  // namespace seiload::crypto::kernels
