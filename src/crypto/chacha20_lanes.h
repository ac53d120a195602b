#pragma once
// The key stream of ChaCha20 (RFC 8439, section 2.3), blocks side by side: word i of all of them in one of
// the compiler's own vectors, V::Lanes. Instantiated with types of anonymous namespaces only (kernels.h).

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace seiload::crypto::kernels {
namespace {

template <class V>
struct ChaChaLanes {
  using Lanes = typename V::Lanes;
  static constexpr std::size_t kLanes = sizeof(Lanes) / 4;

  template <int kBits>
  [[gnu::always_inline]] static Lanes rotate(Lanes a) {
    return a << kBits | a >> (32 - kBits);
  }

  [[gnu::always_inline]] static void quarter(Lanes& a, Lanes& b, Lanes& c, Lanes& d) {
    a += b;
    d = rotate<16>(d ^ a);
    c += d;
    b = rotate<12>(b ^ c);
    a += b;
    d = rotate<8>(d ^ a);
    c += d;
    b = rotate<7>(b ^ c);
  }

  // `state` is that of the first block; the others count on from its word 12.
  static void keystream(const std::uint32_t* state, std::uint8_t* out) {
    Lanes first[16], x[16];
    for (std::size_t i = 0; i < 16; ++i)
      for (std::size_t k = 0; k < kLanes; ++k) first[i][k] = state[i];
    for (std::size_t k = 0; k < kLanes; ++k) first[12][k] += static_cast<std::uint32_t>(k);
    for (std::size_t i = 0; i < 16; ++i) x[i] = first[i];
    for (int round = 0; round < 20; round += 2) {
      quarter(x[0], x[4], x[8], x[12]);
      quarter(x[1], x[5], x[9], x[13]);
      quarter(x[2], x[6], x[10], x[14]);
      quarter(x[3], x[7], x[11], x[15]);
      quarter(x[0], x[5], x[10], x[15]);
      quarter(x[1], x[6], x[11], x[12]);
      quarter(x[2], x[7], x[8], x[13]);
      quarter(x[3], x[4], x[9], x[14]);
    }
    for (std::size_t i = 0; i < 16; ++i) x[i] += first[i];
    std::uint32_t words[16][kLanes];
    std::memcpy(words, x, sizeof words);
    for (std::size_t k = 0; k < kLanes; ++k)
      for (std::size_t i = 0; i < 16; ++i) {
        std::uint32_t word = words[i][k];
        if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap32(word);
        std::memcpy(out + 64 * k + 4 * i, &word, 4);
      }
  }
};

}  // namespace
}  // namespace seiload::crypto::kernels
