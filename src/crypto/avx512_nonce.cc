// Sixteen nonces at a time. Built with AVX-512 flags: see kernels.h.
#if defined(__x86_64__)


#include "crypto/avx512.h"
#include "crypto/kernels.h"
#include "crypto/nonce_lanes.h"

namespace seiload::crypto::kernels {
namespace {

using Word = __m512i;

[[gnu::always_inline]] inline Word plus(Word a, Word b) { return _mm512_add_epi32(a, b); }
[[gnu::always_inline]] inline Word mix3(Word a, Word b, Word c) { return _mm512_ternarylogic_epi32(a, b, c, 0x96); }

// One round; the caller renames the variables instead of moving them along.
[[gnu::always_inline]] inline void half_round(Word a, Word b, Word c, Word& d, Word e, Word f, Word g, Word& h,
                                              Word added) {
  const Word choice = _mm512_ternarylogic_epi32(e, f, g, 0xca), majority = _mm512_ternarylogic_epi32(a, b, c, 0xe8);
  h = plus(plus(h, added),
           plus(choice, mix3(_mm512_ror_epi32(e, 6), _mm512_ror_epi32(e, 11), _mm512_ror_epi32(e, 25))));
  d = plus(d, h);
  h = plus(h, plus(majority, mix3(_mm512_ror_epi32(a, 2), _mm512_ror_epi32(a, 13), _mm512_ror_epi32(a, 22))));
}

// The next word of the schedule, in place of the one sixteen before.
[[gnu::always_inline]] inline void extend(Word* w, int i) {
  const Word x = w[(i + 1) & 15], y = w[(i + 14) & 15];
  w[i] = plus(plus(w[i], w[(i + 9) & 15]),
              plus(mix3(_mm512_ror_epi32(x, 7), _mm512_ror_epi32(x, 18), _mm512_srli_epi32(x, 3)),
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
      half_round(a, b, c, d, e, f, g, h, plus(w[0], set1(k[0])));
      half_round(h, a, b, c, d, e, f, g, plus(w[1], set1(k[1])));
      half_round(g, h, a, b, c, d, e, f, plus(w[2], set1(k[2])));
      half_round(f, g, h, a, b, c, d, e, plus(w[3], set1(k[3])));
      half_round(e, f, g, h, a, b, c, d, plus(w[4], set1(k[4])));
      half_round(d, e, f, g, h, a, b, c, plus(w[5], set1(k[5])));
      half_round(c, d, e, f, g, h, a, b, plus(w[6], set1(k[6])));
      half_round(b, c, d, e, f, g, h, a, plus(w[7], set1(k[7])));
      half_round(a, b, c, d, e, f, g, h, plus(w[8], set1(k[8])));
      half_round(h, a, b, c, d, e, f, g, plus(w[9], set1(k[9])));
      half_round(g, h, a, b, c, d, e, f, plus(w[10], set1(k[10])));
      half_round(f, g, h, a, b, c, d, e, plus(w[11], set1(k[11])));
      half_round(e, f, g, h, a, b, c, d, plus(w[12], set1(k[12])));
      half_round(d, e, f, g, h, a, b, c, plus(w[13], set1(k[13])));
      half_round(c, d, e, f, g, h, a, b, plus(w[14], set1(k[14])));
      half_round(b, c, d, e, f, g, h, a, plus(w[15], set1(k[15])));
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
    state[0] = plus(state[0], a);
    state[1] = plus(state[1], b);
    state[2] = plus(state[2], c);
    state[3] = plus(state[3], d);
    state[4] = plus(state[4], e);
    state[5] = plus(state[5], f);
    state[6] = plus(state[6], g);
    state[7] = plus(state[7], h);
  }
};

}  // namespace

void first_candidates_avx512(const std::uint32_t (*tail)[kWideLanes], std::uint32_t (*out)[kWideLanes]) {
  Word words[kTailWords];
  for (std::size_t i = 0; i < kTailWords; ++i) words[i] = _mm512_loadu_si512(tail[i]);
  const auto candidate = NonceLanes<Sixteen>::first_candidate(words);
  for (std::size_t i = 0; i < 8; ++i) _mm512_storeu_si512(out[i], candidate.word[i]);
}

}  // namespace seiload::crypto::kernels

#endif
