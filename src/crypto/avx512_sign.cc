// What of a signature is computed mod n, eight at a time. Built with AVX-512 flags: see kernels.h.
#if defined(__x86_64__)

#include "crypto/avx512_scalar.h"
#include "crypto/comb.h"
#include "crypto/ecdsa.h"
#include "crypto/kernels.h"

namespace seiload::crypto::kernels {
namespace {

using comb::kChunk;

static_assert(sizeof(Signature::r) == 32 && offsetof(Signature, s) == offsetof(Signature, r) + 32);

SEILOAD_INLINE Element8 from_bytes8(const Lanes* w) {
  const Lanes words[4] = {swap_bytes(w[3]), swap_bytes(w[2]), swap_bytes(w[1]), swap_bytes(w[0])};
  return from_words8(words);
}

SEILOAD_INLINE void to_bytes8(const Element8& a, Lanes* w) {
  Lanes words[4];
  pack(a, words);
  for (int i = 0; i < 4; ++i) w[i] = swap_bytes(words[3 - i]);
}

Element8 load_nonces(const Scalar* const* nonces) {
  Lanes row[8];
  for (int i = 0; i < 8; ++i) row[i] = load_half(nonces[i]);
  transpose(row);
  return from_words8(row);
}

// 2^520 / a; false if one is zero.
bool invert_var(Element8 a, Element8& out) {
  const Lanes zero = _mm512_setzero_si512();
  Lanes row[8] = {zero, zero, zero, zero, zero, zero, zero, zero};
  reduce_order(a);
  if (zeros(a) != 0) return false;
  pack(a, row);
  transpose(row);
  alignas(64) std::uint64_t words[8][4];
  for (int i = 0; i < 8; ++i)
    _mm256_store_si256(reinterpret_cast<__m256i*>(words[i]), _mm512_castsi512_si256(row[i]));
  invert_8_mod_order(words);
  for (int i = 0; i < 8; ++i) row[i] = load_half(words[i]);
  transpose(row);
  out = mul_order(from_words8(row), all_limbs(kTwo780));
  return true;
}

// Signs for `count` of eight jobs, given their points and 2^520 / nonce: SEC 1, section 4.1.3.
bool finish(SignJob* const* job, const comb::PointWords* const* point, const Element8& inverse,
            std::size_t count) {
  Lanes row[8];
  for (int i = 0; i < 8; ++i) row[i] = _mm512_load_si512(point[i]);
  transpose(row);
  Element8 r = from_words8(row);
  const __mmask8 is_odd = _mm512_test_epi64_mask(row[4], all(1)), overflow = reduce_order(r);
  for (int i = 0; i < 8; ++i) row[i] = load_halves(job[i]->key, &job[i]->digest);
  transpose(row);
  Element8 key = from_bytes8(row);
  const __mmask8 too_large = reduce_order(key), bad_key = too_large | zeros(key);
  // The digest need not be reduced; it is divided by 2^260 together with r * key.
  Element8 s = mul_order(inverse, mul_add_order(r, key, from_bytes8(row + 4)));
  reduce_order(s);
  if ((bad_key | zeros(r) | zeros(s)) != 0) return false;
  const __mmask8 high = lower(s);
  to_bytes8(r, row);
  to_bytes8(s, row + 4);
  transpose(row);
  for (std::size_t i = 0; i < count; ++i) {
    Signature& out = job[i]->signature;
    _mm512_storeu_si512(&out, row[i]);
    out.recid = static_cast<std::uint8_t>(((is_odd ^ high) >> i & 1) | (overflow >> i & 1) << 1);
  }
  return true;
}

}  // namespace

bool finish_all_avx512(const Scalar* nonces, const comb::PointWords* points, SignJob* jobs,
                       std::size_t count) {
  Element8 nonce[kChunk / 8],
      before[kChunk / 8];  // of eight jobs each, the last job again where there are no more
  const std::size_t groups = (count + 7) / 8;
  const auto at = [count](std::size_t group, std::size_t i) {
    return group * 8 + i < count ? group * 8 + i : count - 1;
  };
  Element8 product;
  for (std::size_t g = 0; g < groups; ++g) {
    const Scalar* lane[8];
    for (std::size_t i = 0; i < 8; ++i) lane[i] = nonces + at(g, i);
    nonce[g] = load_nonces(lane);
    before[g] = product;  // not read of the first group
    product = g == 0 ? nonce[0] : mul_order(product, nonce[g]);
  }
  // Montgomery's trick: the factors 2^-260 of `product` and `inverted` cancel out in what is left of them.
  Element8 inverted;
  if (!invert_var(product, inverted)) return false;
  for (std::size_t g = groups; g-- > 0;) {
    const Element8 inverse = g == 0 ? inverted : mul_order(inverted, before[g]);
    if (g != 0) inverted = mul_order(inverted, nonce[g]);
    SignJob* job[8];
    const comb::PointWords* point[8];
    for (std::size_t i = 0; i < 8; ++i) {
      job[i] = jobs + at(g, i);
      point[i] = points + at(g, i);
    }
    if (!finish(job, point, inverse, count - g * 8 < 8 ? count - g * 8 : 8)) return false;
  }
  return true;
}

}  // namespace seiload::crypto::kernels

#endif
