#pragma once
// The field of field.h, eight numbers side by side, for AVX-512 IFMA. Included by avx512_*.cc only.
//
// Sizes. What is multiplied must be carried: limbs in [0, 2^52), so under 2^260. Products, and next_x, come
// out carried and under 2^256 + 2^213 and 2^257. What is only added or subtracted, as the y of a point, need
// not be: its limbs are signed. A prototype took 17 ns for eight products.

#include <cstddef>
#include <cstdint>

#include "crypto/avx512_lanes.h"

namespace seiload::crypto::kernels {
namespace {

constexpr std::uint64_t kBits48 = (std::uint64_t{1} << 48) - 1;
constexpr std::uint64_t kWorth256 = 0x1000003d1, kWorth260 = kWorth256 << 4;  // 2^256 and 2^260 mod p

// Ten columns of a product, each under 2^56, to a number under 2^256 + 2^213.
SEILOAD_INLINE Element8 reduce_columns(const Lanes* column) {
  const Lanes worth260 = all(kWorth260), worth256 = all(kWorth256), zero = _mm512_setzero_si512();
  // The upper columns are carried among themselves; multiplying drops what stands over 52 bits.
  const Lanes c5 = column[5], c6 = plus(column[6], _mm512_srli_epi64(c5, 52));
  const Lanes c7 = plus(column[7], _mm512_srli_epi64(c6, 52)),
              c8 = plus(column[8], _mm512_srli_epi64(c7, 52));
  const Lanes c9 = plus(column[9], _mm512_srli_epi64(c8, 52));
  Element8 r;
  r.limb[0] = low(column[0], c5, worth260);
  r.limb[1] = high(low(column[1], c6, worth260), c5, worth260);
  r.limb[2] = high(low(column[2], c7, worth260), c6, worth260);
  r.limb[3] = high(low(column[3], c8, worth260), c7, worth260);
  r.limb[4] = high(low(column[4], c9, worth260), c8, worth260);
  const Lanes over = plus(_mm512_srli_epi64(r.limb[4], 48), _mm512_slli_epi64(high(zero, c9, worth260), 4));
  r.limb[4] = both(r.limb[4], all(kBits48));
  r.limb[0] = low(r.limb[0], over, worth256);
  r.limb[1] = high(r.limb[1], over, worth256);
  carry_up(r);
  return r;
}

SEILOAD_INLINE Element8 mul8(const Element8& a, const Element8& b) {
  const Lanes zero = _mm512_setzero_si512();
  Lanes column[10] = {zero, zero, zero, zero, zero, zero, zero, zero, zero, zero};
  add_row(column, a.limb[0], b);
  add_row(column + 1, a.limb[1], b);
  add_row(column + 2, a.limb[2], b);
  add_row(column + 3, a.limb[3], b);
  add_row(column + 4, a.limb[4], b);
  return reduce_columns(column);
}

// The products of different limbs once, doubled, then the squares.
SEILOAD_INLINE Element8 sqr8(const Element8& a) {
  const auto [a0, a1, a2, a3, a4] = a.limb;
  const Lanes zero = _mm512_setzero_si512();
  Lanes c1 = low(zero, a0, a1);
  Lanes c2 = high(low(zero, a0, a2), a0, a1);
  Lanes c3 = high(low(low(zero, a0, a3), a1, a2), a0, a2);
  Lanes c4 = high(high(low(low(zero, a0, a4), a1, a3), a0, a3), a1, a2);
  Lanes c5 = high(high(low(low(zero, a1, a4), a2, a3), a0, a4), a1, a3);
  Lanes c6 = high(high(low(zero, a2, a4), a1, a4), a2, a3);
  Lanes c7 = high(low(zero, a3, a4), a2, a4);
  Lanes c8 = high(zero, a3, a4);
  const Lanes column[10] = {low(zero, a0, a0),         high(plus(c1, c1), a0, a0),
                            low(plus(c2, c2), a1, a1), high(plus(c3, c3), a1, a1),
                            low(plus(c4, c4), a2, a2), high(plus(c5, c5), a2, a2),
                            low(plus(c6, c6), a3, a3), high(plus(c7, c7), a3, a3),
                            low(plus(c8, c8), a4, a4), high(zero, a4, a4)};
  return reduce_columns(column);
}

// a - b + multiple * p, not carried.
SEILOAD_INLINE Element8 sub8(const Element8& a, const Element8& b, std::uint64_t multiple) {
  Element8 d;
  for (int i = 0; i < 5; ++i) d.limb[i] = minus(a.limb[i], b.limb[i]);
  d.limb[0] = minus(d.limb[0], all(multiple * kWorth256));
  d.limb[4] = plus(d.limb[4], all(multiple << 48));
  return d;
}

// What stands over 2^256 folded, but 2^256 of it left so that no limb gets negative. Takes a value in [p,
// 2^260), not carried, gives one under 2^257, carried.
SEILOAD_INLINE void fold_once(Element8& a) {
  const Lanes over = _mm512_srli_epi64(a.limb[4], 48);
  a.limb[4] = plus(both(a.limb[4], all(kBits48)), all(std::uint64_t{1} << 48));
  a.limb[0] = minus(low(a.limb[0], over, all(kWorth256)), all(kWorth256));
  carry_up(a);
}

}  // namespace
}  // namespace seiload::crypto::kernels
