// Sixteen nonces at a time. Built with AVX-512 flags: see kernels.h.
#if defined(__x86_64__)

#include "crypto/avx512_lanes.h"
#include "crypto/kernels.h"
#include "crypto/nonce_lanes.h"

namespace seiload::crypto::kernels {
namespace {

using Word = __m512i;

[[gnu::always_inline]] inline Word sum32(Word a, Word b) { return _mm512_add_epi32(a, b); }
[[gnu::always_inline]] inline Word mix3(Word a, Word b, Word c) {
  return _mm512_ternarylogic_epi32(a, b, c, 0x96);
}

// One round; the caller renames the variables instead of moving them along.
[[gnu::always_inline]] inline void half_round(Word a, Word b, Word c, Word& d, Word e, Word f, Word g,
                                              Word& h, Word added) {
  const Word choice = _mm512_ternarylogic_epi32(e, f, g, 0xca),
             majority = _mm512_ternarylogic_epi32(a, b, c, 0xe8);
  h = sum32(sum32(h, added),
            sum32(choice, mix3(_mm512_ror_epi32(e, 6), _mm512_ror_epi32(e, 11), _mm512_ror_epi32(e, 25))));
  d = sum32(d, h);
  h = sum32(h,
            sum32(majority, mix3(_mm512_ror_epi32(a, 2), _mm512_ror_epi32(a, 13), _mm512_ror_epi32(a, 22))));
}

// The next word of the schedule, in place of the one sixteen before.
[[gnu::always_inline]] inline void extend(Word* w, int i) {
  const Word x = w[(i + 1) & 15], y = w[(i + 14) & 15];
  w[i] = sum32(sum32(w[i], w[(i + 9) & 15]),
               sum32(mix3(_mm512_ror_epi32(x, 7), _mm512_ror_epi32(x, 18), _mm512_srli_epi32(x, 3)),
                     mix3(_mm512_ror_epi32(y, 17), _mm512_ror_epi32(y, 19), _mm512_srli_epi32(y, 10))));
}

struct Sixteen {
  using Word = __m512i;
  static Word set1(std::uint32_t value) { return _mm512_set1_epi32(static_cast<int>(value)); }
  static Word mix(Word a, Word b) { return _mm512_xor_si512(a, b); }

  [[gnu::noinline]] static void compress(Word* state, const Word* block) {
    Word w[16];
    for (int i = 0; i < 16; ++i) w[i] = block[i];
    Word a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6],
         h = state[7];
    for (const std::uint32_t* k = kRound;; k += 16) {
      half_round(a, b, c, d, e, f, g, h, sum32(w[0], set1(k[0])));
      half_round(h, a, b, c, d, e, f, g, sum32(w[1], set1(k[1])));
      half_round(g, h, a, b, c, d, e, f, sum32(w[2], set1(k[2])));
      half_round(f, g, h, a, b, c, d, e, sum32(w[3], set1(k[3])));
      half_round(e, f, g, h, a, b, c, d, sum32(w[4], set1(k[4])));
      half_round(d, e, f, g, h, a, b, c, sum32(w[5], set1(k[5])));
      half_round(c, d, e, f, g, h, a, b, sum32(w[6], set1(k[6])));
      half_round(b, c, d, e, f, g, h, a, sum32(w[7], set1(k[7])));
      half_round(a, b, c, d, e, f, g, h, sum32(w[8], set1(k[8])));
      half_round(h, a, b, c, d, e, f, g, sum32(w[9], set1(k[9])));
      half_round(g, h, a, b, c, d, e, f, sum32(w[10], set1(k[10])));
      half_round(f, g, h, a, b, c, d, e, sum32(w[11], set1(k[11])));
      half_round(e, f, g, h, a, b, c, d, sum32(w[12], set1(k[12])));
      half_round(d, e, f, g, h, a, b, c, sum32(w[13], set1(k[13])));
      half_round(c, d, e, f, g, h, a, b, sum32(w[14], set1(k[14])));
      half_round(b, c, d, e, f, g, h, a, sum32(w[15], set1(k[15])));
      if (k == kRound + 48) break;
      extend(w, 0);
      extend(w, 1);
      extend(w, 2);
      extend(w, 3);
      extend(w, 4);
      extend(w, 5);
      extend(w, 6);
      extend(w, 7);
      extend(w, 8);
      extend(w, 9);
      extend(w, 10);
      extend(w, 11);
      extend(w, 12);
      extend(w, 13);
      extend(w, 14);
      extend(w, 15);
    }
    state[0] = sum32(state[0], a);
    state[1] = sum32(state[1], b);
    state[2] = sum32(state[2], c);
    state[3] = sum32(state[3], d);
    state[4] = sum32(state[4], e);
    state[5] = sum32(state[5], f);
    state[6] = sum32(state[6], g);
    state[7] = sum32(state[7], h);
  }
};

// Eight jobs' keys and digests, words of 64 bits in columns.
SEILOAD_INLINE void load_columns(const std::uint8_t* const* keys, const std::uint8_t* const* digests,
                                 Lanes* column) {
  for (int i = 0; i < 8; ++i) column[i] = load_halves(keys[i], digests[i]);
  transpose(column);
  for (int i = 0; i < 8; ++i) column[i] = swap_bytes(column[i]);
}

SEILOAD_INLINE Lanes join_words(__m256i upper, __m256i lower) {
  return _mm512_or_si512(_mm512_slli_epi64(_mm512_cvtepu32_epi64(upper), 32), _mm512_cvtepu32_epi64(lower));
}

}  // namespace

void first_candidates_avx512(const std::uint8_t* const* keys, const std::uint8_t* const* digests,
                             std::uint64_t (*out)[4]) {
  const Word lower = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
  const Word upper = _mm512_or_si512(lower, _mm512_set1_epi32(1));
  Lanes first[8], second[8];
  load_columns(keys, digests, first);
  load_columns(keys + 8, digests + 8, second);
  Word tail[kTailWords];  // first the words themselves, then with the byte 0x00 in front
  for (int i = 0; i < 8; ++i) {
    tail[2 * i] = _mm512_permutex2var_epi32(first[i], upper, second[i]);
    tail[2 * i + 1] = _mm512_permutex2var_epi32(first[i], lower, second[i]);
  }
  tail[16] = _mm512_set1_epi32(static_cast<int>(0x80000000));
  for (int i = 16; i > 0; --i)
    tail[i] = _mm512_or_si512(_mm512_srli_epi32(tail[i], 8), _mm512_slli_epi32(tail[i - 1], 24));
  tail[0] = _mm512_srli_epi32(tail[0], 8);

  const auto candidate = NonceLanes<Sixteen>::first_candidate(tail);
  for (int i = 0; i < 4; ++i) {
    const Word above = candidate.word[6 - 2 * i], below = candidate.word[7 - 2 * i];
    first[i] = join_words(_mm512_castsi512_si256(above), _mm512_castsi512_si256(below));
    second[i] = join_words(_mm512_extracti64x4_epi64(above, 1), _mm512_extracti64x4_epi64(below, 1));
    first[4 + i] = second[4 + i] = _mm512_setzero_si512();
  }
  transpose(first);
  transpose(second);
  for (int i = 0; i < 8; ++i) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[i]), _mm512_castsi512_si256(first[i]));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[8 + i]), _mm512_castsi512_si256(second[i]));
  }
}

}  // namespace seiload::crypto::kernels

#endif
