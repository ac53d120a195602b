// Two nonces at a time with the SHA extensions: two streams hide what one waits for. Built with -msha
// -msse4.1 and no AVX flag, since sha256rnds2 has no VEX form and old and new encodings must not mix: see
// kernels.h.
#if defined(__x86_64__)

#include <immintrin.h>

#include "crypto/kernels.h"
#include "crypto/nonce_lanes.h"

namespace seiload::crypto::kernels {
namespace {

// The processor's order of the state's words: a, b, e, f and c, d, g, h, from the top.
struct Halves {
  __m128i abef, cdgh;
};

struct Stream {
  __m128i w[4];  // the schedule's last sixteen words
  Halves now;
};

[[gnu::always_inline]] inline void four_rounds(Stream& s, __m128i words, const std::uint32_t* constants) {
  const __m128i added = _mm_add_epi32(words, _mm_loadu_si128(reinterpret_cast<const __m128i*>(constants)));
  s.now.cdgh = _mm_sha256rnds2_epu32(s.now.cdgh, s.now.abef, added);
  s.now.abef = _mm_sha256rnds2_epu32(s.now.abef, s.now.cdgh, _mm_shuffle_epi32(added, 0x0e));
}

// Replaces w[i] by the four words that follow the other twelve.
[[gnu::always_inline]] inline void extend(Stream& s, int i) {
  __m128i sum = _mm_sha256msg1_epu32(s.w[i], s.w[(i + 1) & 3]);
  sum = _mm_add_epi32(sum, _mm_alignr_epi8(s.w[(i + 3) & 3], s.w[(i + 2) & 3], 4));
  s.w[i] = _mm_sha256msg2_epu32(sum, s.w[(i + 3) & 3]);
}

[[gnu::always_inline]] inline __m128i shuffle(__m128i a, __m128i b, int even) {
  const __m128 x = _mm_castsi128_ps(a), y = _mm_castsi128_ps(b);
  return _mm_castps_si128(even != 0 ? _mm_shuffle_ps(x, y, 0x88) : _mm_shuffle_ps(x, y, 0xdd));
}

struct Pairs {
  using Word = std::uint64_t;  // the first job's word below, the second's above
  static Word set1(std::uint32_t value) { return value * std::uint64_t{0x100000001}; }
  static Word mix(Word a, Word b) { return a ^ b; }

  static __m128i load(const Word* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }

  // Words at[0] to at[3] of the first job, or of the second.
  static __m128i four(const Word* at, int first) { return shuffle(load(at), load(at + 2), first); }

  static Halves split(const Word* state, int first) {
    const __m128i badc = _mm_shuffle_epi32(four(state, first), 0xb1);
    const __m128i hgfe = _mm_shuffle_epi32(four(state + 4, first), 0x1b);
    return {_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xf0)};
  }

  // The inverse of split: words 0 to 3 and 4 to 7.
  static void join(const Halves& state, __m128i* low, __m128i* high) {
    const __m128i feba = _mm_shuffle_epi32(state.abef, 0x1b), dchg = _mm_shuffle_epi32(state.cdgh, 0xb1);
    *low = _mm_blend_epi16(feba, dchg, 0xf0);
    *high = _mm_alignr_epi8(dchg, feba, 8);
  }

  [[gnu::noinline]] static void compress(Word* state, const Word* block) {
    Stream s, t;
    const Halves s0 = split(state, 1), t0 = split(state, 0);
    s.now = s0;
    t.now = t0;
    for (int i = 0; i < 4; ++i) {
      s.w[i] = four(block + 4 * i, 1);
      t.w[i] = four(block + 4 * i, 0);
    }
    for (const std::uint32_t* k = kRound;; k += 16) {
      four_rounds(s, s.w[0], k);
      four_rounds(t, t.w[0], k);
      four_rounds(s, s.w[1], k + 4);
      four_rounds(t, t.w[1], k + 4);
      four_rounds(s, s.w[2], k + 8);
      four_rounds(t, t.w[2], k + 8);
      four_rounds(s, s.w[3], k + 12);
      four_rounds(t, t.w[3], k + 12);
      if (k == kRound + 48) break;
      extend(s, 0);
      extend(t, 0);
      extend(s, 1);
      extend(t, 1);
      extend(s, 2);
      extend(t, 2);
      extend(s, 3);
      extend(t, 3);
    }
    s.now = {_mm_add_epi32(s.now.abef, s0.abef), _mm_add_epi32(s.now.cdgh, s0.cdgh)};
    t.now = {_mm_add_epi32(t.now.abef, t0.abef), _mm_add_epi32(t.now.cdgh, t0.cdgh)};
    __m128i a[2], b[2];
    join(s.now, &a[0], &a[1]);
    join(t.now, &b[0], &b[1]);
    for (int i = 0; i < 2; ++i) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(state + 4 * i), _mm_unpacklo_epi32(a[i], b[i]));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(state + 4 * i + 2), _mm_unpackhi_epi32(a[i], b[i]));
    }
  }
};

}  // namespace

void first_candidates_sha(const std::uint32_t (*tail)[kShaLanes], std::uint32_t (*out)[kShaLanes]) {
  std::uint64_t words[kTailWords];
  for (std::size_t i = 0; i < kTailWords; ++i) words[i] = tail[i][0] | std::uint64_t{tail[i][1]} << 32;
  const auto candidate = NonceLanes<Pairs>::first_candidate(words);
  for (std::size_t i = 0; i < 8; ++i) {
    out[i][0] = static_cast<std::uint32_t>(candidate.word[i]);
    out[i][1] = static_cast<std::uint32_t>(candidate.word[i] >> 32);
  }
}

}  // namespace seiload::crypto::kernels

#endif
