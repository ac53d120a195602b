// SHA-256 of blocks that follow each other, with the SHA extensions: for long inputs such as a corpus. Built
// with flags of its own, as sha_ni_nonce.cc.
#if defined(__x86_64__)

#include <immintrin.h>

#include "crypto/kernels.h"
#include "crypto/sha256_constants.h"

namespace seiload::crypto::kernels {
namespace {

__m128i load(const void* at) { return _mm_loadu_si128(static_cast<const __m128i*>(at)); }

void store(void* at, __m128i words) { _mm_storeu_si128(static_cast<__m128i*>(at), words); }

}  // namespace

void compress_sha256(std::uint32_t* state, const std::uint8_t* blocks, std::size_t count) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  // The processor's order of the state's words: a, b, e, f and c, d, g, h, from the top.
  const __m128i badc = _mm_shuffle_epi32(load(state), 0xb1), efgh = _mm_shuffle_epi32(load(state + 4), 0x1b);
  __m128i abef = _mm_alignr_epi8(badc, efgh, 8), cdgh = _mm_blend_epi16(efgh, badc, 0xf0);
  for (; count > 0; --count, blocks += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i w[4];  // the schedule's last sixteen words
    for (int i = 0; i < 4; ++i) w[i] = _mm_shuffle_epi8(load(blocks + 16 * i), big_endian);
    for (int i = 0; i < 16; ++i) {
      __m128i& words = w[i & 3];
      if (i >= 4) {
        const __m128i last = w[(i + 3) & 3];
        const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(words, w[(i + 1) & 3]),
                                          _mm_alignr_epi8(last, w[(i + 2) & 3], 4));
        words = _mm_sha256msg2_epu32(sum, last);
      }
      const __m128i added = _mm_add_epi32(words, load(sha256_constants::kRound + 4 * i));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, added);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(added, 0x0e));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  store(state, _mm_blend_epi16(feba, dchg, 0xf0));
  store(state + 4, _mm_alignr_epi8(dchg, feba, 8));
}

}  // namespace seiload::crypto::kernels

#endif
