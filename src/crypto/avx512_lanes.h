#pragma once
// Eight numbers side by side for AVX-512 IFMA: five limbs of 52 bits, of which the processor multiplies pairs
// and adds the low or the high half of the product to a third. It reads the lowest 52 bits of each: what is
// multiplied must be carried, limbs in [0, 2^52). Included by avx512_*.cc only; all of it has internal
// linkage, as they are compiled with flags of their own.

#include <cstddef>
#include <cstdint>

#include "crypto/avx512.h"

namespace seiload::crypto::kernels {
namespace {

using Lanes = __m512i;

struct Element8 {
  Lanes limb[5];
};

#define SEILOAD_INLINE [[gnu::always_inline]] inline

SEILOAD_INLINE Lanes all(std::uint64_t value) { return _mm512_set1_epi64(static_cast<long long>(value)); }
SEILOAD_INLINE Lanes low(Lanes sum, Lanes a, Lanes b) { return _mm512_madd52lo_epu64(sum, a, b); }
SEILOAD_INLINE Lanes high(Lanes sum, Lanes a, Lanes b) { return _mm512_madd52hi_epu64(sum, a, b); }
SEILOAD_INLINE Lanes plus(Lanes a, Lanes b) { return _mm512_add_epi64(a, b); }
SEILOAD_INLINE Lanes minus(Lanes a, Lanes b) { return _mm512_sub_epi64(a, b); }
SEILOAD_INLINE Lanes both(Lanes a, Lanes b) { return _mm512_and_si512(a, b); }

constexpr std::uint64_t kBits52 = (std::uint64_t{1} << 52) - 1;

// Carries signed limbs upwards; the last one keeps what is left.
SEILOAD_INLINE void carry_up(Element8& a) {
  const Lanes mask = all(kBits52);
  for (int i = 0; i < 4; ++i) {
    a.limb[i + 1] = plus(a.limb[i + 1], _mm512_srai_epi64(a.limb[i], 52));
    a.limb[i] = both(a.limb[i], mask);
  }
}

// Adds a * b to six columns, a one limb.
SEILOAD_INLINE void add_row(Lanes* column, Lanes a, const Element8& b) {
  column[0] = low(column[0], a, b.limb[0]);
  column[1] = low(column[1], a, b.limb[1]);
  column[2] = low(column[2], a, b.limb[2]);
  column[3] = low(column[3], a, b.limb[3]);
  column[4] = low(column[4], a, b.limb[4]);
  column[1] = high(column[1], a, b.limb[0]);
  column[2] = high(column[2], a, b.limb[1]);
  column[3] = high(column[3], a, b.limb[2]);
  column[4] = high(column[4], a, b.limb[3]);
  column[5] = high(column[5], a, b.limb[4]);
}

SEILOAD_INLINE Lanes load_half(const void* at) {
  return _mm512_zextsi256_si512(_mm256_loadu_si256(static_cast<const __m256i*>(at)));
}

SEILOAD_INLINE Lanes load_halves(const void* first, const void* second) {
  return _mm512_inserti64x4(load_half(first), _mm256_loadu_si256(static_cast<const __m256i*>(second)), 1);
}

// Every word's bytes turned around: big-endian ones, or back.
SEILOAD_INLINE Lanes swap_bytes(Lanes words) {
  return _mm512_shuffle_epi8(words, _mm512_set4_epi32(0x08090a0b, 0x0c0d0e0f, 0x00010203, 0x04050607));
}

// Eight rows of eight words to eight columns, or back.
SEILOAD_INLINE void transpose(Lanes* row) {
  Lanes a[8], b[8];
  for (int i = 0; i < 8; i += 2) {
    a[i] = _mm512_unpacklo_epi64(row[i], row[i + 1]);
    a[i + 1] = _mm512_unpackhi_epi64(row[i], row[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    for (int j = 0; j < 2; ++j) {
      b[i + j] = _mm512_shuffle_i64x2(a[i + j], a[i + j + 2], 0x88);
      b[i + j + 2] = _mm512_shuffle_i64x2(a[i + j], a[i + j + 2], 0xdd);
    }
  }
  for (int j = 0; j < 4; ++j) {
    const Lanes even = _mm512_shuffle_i64x2(b[j], b[j + 4], 0x88),
                odd = _mm512_shuffle_i64x2(b[j], b[j + 4], 0xdd);
    row[j] = even;
    row[j + 4] = odd;
  }
}

// The 52 bits from bit 64 - up on of two neighbouring words.
template <int kUp>
SEILOAD_INLINE Lanes joined(Lanes below, Lanes above) {
  return both(_mm512_or_si512(_mm512_srli_epi64(below, 64 - kUp), _mm512_slli_epi64(above, kUp)),
              all(kBits52));
}

SEILOAD_INLINE Element8 from_words8(const Lanes* w) {
  return {{both(w[0], all(kBits52)), joined<12>(w[0], w[1]), joined<24>(w[1], w[2]), joined<36>(w[2], w[3]),
           _mm512_srli_epi64(w[3], 16)}};
}

// Carried limbs of a number under 2^256, in four words.
SEILOAD_INLINE void pack(const Element8& a, Lanes* w) {
  w[0] = _mm512_or_si512(a.limb[0], _mm512_slli_epi64(a.limb[1], 52));
  w[1] = _mm512_or_si512(_mm512_srli_epi64(a.limb[1], 12), _mm512_slli_epi64(a.limb[2], 40));
  w[2] = _mm512_or_si512(_mm512_srli_epi64(a.limb[2], 24), _mm512_slli_epi64(a.limb[3], 28));
  w[3] = _mm512_or_si512(_mm512_srli_epi64(a.limb[3], 36), _mm512_slli_epi64(a.limb[4], 16));
}

}  // namespace
}  // namespace seiload::crypto::kernels
