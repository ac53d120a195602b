// AES-GCM with AES and carry-less multiplication instructions, eight blocks at a time. Built with -maes
// -mpclmul -msse4.1: see kernels.h.
#if defined(__x86_64__)

#include <smmintrin.h>
#include <wmmintrin.h>

#include <cstring>

#include "crypto/aes_key.h"
#include "crypto/kernels.h"
#include "crypto/stream_aead.h"

namespace seiload::crypto::kernels {
namespace {

using Block = __m128i;
constexpr std::size_t kTogether = 8;

[[gnu::always_inline]] inline Block load(const std::uint8_t* p) {
  return _mm_loadu_si128(reinterpret_cast<const Block*>(p));
}

[[gnu::always_inline]] inline void store(std::uint8_t* p, Block a) {
  _mm_storeu_si128(reinterpret_cast<Block*>(p), a);
}

// The first byte highest: GHASH's numbers and counters.
[[gnu::always_inline]] inline Block reversed(Block a) {
  return _mm_shuffle_epi8(a, _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

[[gnu::always_inline]] inline Block exchanged(Block a) { return _mm_shuffle_epi32(a, 0x4e); }  // halves

// Sums of products without carries, by Karatsuba's three multiplications.
struct Product {
  Block low = _mm_setzero_si128(), middle = low, high = low;

  [[gnu::always_inline]] void add(Block a, Block b, Block b_mixed) {
    low = _mm_xor_si128(low, _mm_clmulepi64_si128(a, b, 0x00));
    high = _mm_xor_si128(high, _mm_clmulepi64_si128(a, b, 0x11));
    middle = _mm_xor_si128(middle, _mm_clmulepi64_si128(_mm_xor_si128(a, exchanged(a)), b_mixed, 0x00));
  }

  // Modulo p and divided by y^128: ghash.cc says why.
  [[gnu::always_inline]] Block reduced() const {
    const Block p = _mm_set_epi64x(0, static_cast<long long>(0xc200000000000000));
    const Block m = _mm_xor_si128(middle, _mm_xor_si128(low, high));
    Block a = _mm_xor_si128(low, _mm_slli_si128(m, 8));
    a = _mm_xor_si128(exchanged(a), _mm_clmulepi64_si128(a, p, 0x00));
    a = _mm_xor_si128(exchanged(a), _mm_clmulepi64_si128(a, p, 0x00));
    return _mm_xor_si128(_mm_xor_si128(high, _mm_srli_si128(m, 8)), a);
  }
};

class Cipher {
 public:
  static constexpr std::size_t kBatch = 16 * kTogether, kReserved = 16;

  [[gnu::always_inline]] Cipher(const AesNiKey& key, const std::uint8_t* nonce) : key_(key) {
    std::uint8_t first[16] = {};
    std::memcpy(first, nonce, 12);
    first[15] = 1;
    counter_ = reversed(load(first));
  }

  [[gnu::always_inline]] void next(std::uint8_t* out) {
    Block blocks[kTogether];
    const Block first = load(key_.round_keys[0]);
    for (Block& block : blocks) {
      block = _mm_xor_si128(reversed(counter_), first);
      counter_ = _mm_add_epi32(counter_, _mm_set_epi32(0, 0, 0, 1));
    }
    for (std::size_t round = 1; round < key_.rounds; ++round) {
      const Block round_key = load(key_.round_keys[round]);
      for (Block& block : blocks) block = _mm_aesenc_si128(block, round_key);
    }
    const Block last = load(key_.round_keys[key_.rounds]);
    for (std::size_t i = 0; i < kTogether; ++i) store(out + 16 * i, _mm_aesenclast_si128(blocks[i], last));
  }

  [[gnu::always_inline]] void start(const std::uint8_t* first) { mask_ = load(first); }

  [[gnu::always_inline]] void absorb(const std::uint8_t* data, std::size_t size) {
    for (; size >= 16 * kTogether; data += 16 * kTogether, size -= 16 * kTogether)
      absorb_blocks(data, kTogether);
    if (size == 0) return;
    alignas(16) std::uint8_t rest[16 * kTogether] = {};
    std::memcpy(rest, data, size);
    absorb_blocks(rest, (size + 15) / 16);
  }

  [[gnu::always_inline]] void finish(std::uint64_t aad_size, std::uint64_t text_size, std::uint8_t* tag) {
    Product product;
    const Block sizes =
        _mm_set_epi64x(static_cast<long long>(aad_size) * 8, static_cast<long long>(text_size) * 8);
    product.add(_mm_xor_si128(hash_, sizes), load(key_.powers[0]), load(key_.mixed_powers[0]));
    store(tag, _mm_xor_si128(reversed(product.reduced()), mask_));
  }

 private:
  [[gnu::always_inline]] void absorb_blocks(const std::uint8_t* data, std::size_t count) {
    Product product;
    for (std::size_t i = 0; i < count; ++i) {
      Block block = reversed(load(data + 16 * i));
      if (i == 0) block = _mm_xor_si128(block, hash_);
      product.add(block, load(key_.powers[count - 1 - i]), load(key_.mixed_powers[count - 1 - i]));
    }
    hash_ = product.reduced();
  }

  const AesNiKey& key_;
  Block counter_, hash_ = _mm_setzero_si128(), mask_ = hash_;
};

}  // namespace

std::uint32_t aes_ni_substitute(std::uint32_t word) {
  // ShiftRows leaves four equal columns as they are.
  const Block columns = _mm_set1_epi32(static_cast<int>(word));
  return static_cast<std::uint32_t>(_mm_cvtsi128_si32(_mm_aesenclast_si128(columns, _mm_setzero_si128())));
}

void aes_ni_prepare(const AesRoundKeys& round_keys, AesNiKey& out) {
  std::memcpy(out.round_keys, round_keys.bytes, sizeof out.round_keys);
  out.rounds = round_keys.rounds;
  Block h = load(out.round_keys[0]);
  for (std::size_t round = 1; round < out.rounds; ++round)
    h = _mm_aesenc_si128(h, load(out.round_keys[round]));
  h = reversed(_mm_aesenclast_si128(h, load(out.round_keys[out.rounds])));
  // Times y modulo p.
  const Block tops = _mm_srai_epi32(_mm_shuffle_epi32(h, 0xff), 31);
  const Block p = _mm_set_epi64x(static_cast<long long>(0xc200000000000000), 1);
  h = _mm_or_si128(_mm_slli_epi64(h, 1), _mm_slli_si128(_mm_srli_epi64(h, 63), 8));
  h = _mm_xor_si128(h, _mm_and_si128(tops, p));
  const Block h_mixed = _mm_xor_si128(h, exchanged(h));
  Block power = h;
  for (std::size_t i = 0; i < kTogether; ++i) {
    store(out.powers[i], power);
    store(out.mixed_powers[i], _mm_xor_si128(power, exchanged(power)));
    Product product;
    product.add(power, h, h_mixed);
    power = product.reduced();
  }
}

void aes_ni_seal(const AesNiKey& key, const AeadCall& call) {
  stream_aead(Cipher(key, call.nonce), true, call);
}

void aes_ni_open(const AesNiKey& key, const AeadCall& call) {
  stream_aead(Cipher(key, call.nonce), false, call);
}

}  // namespace seiload::crypto::kernels

#endif
