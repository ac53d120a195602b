#pragma once
// The shape of the generator's table, which every way of multiplying by the generator reads (generator.h says
// how).

#include <array>
#include <cstddef>
#include <cstdint>

namespace seiload::crypto::comb {

// 2.75 MiB of table, built in 6 ms. It is larger than the level 2 cache, but each level 3 line fetched ahead
// spares the addition of more, narrower windows. Measured with batches of 128: portable 8.2 us a signature
// (8.4 with 10 bits), x86 2.65 (2.8 with 11, 2.9 with 10), AVX-512 1.09 (1.13 with 10).
inline constexpr std::size_t kWindowBits = 12;
inline constexpr std::size_t kWindows = (256 + kWindowBits - 1) / kWindowBits;
inline constexpr std::size_t kRow = std::size_t{1} << (kWindowBits - 1);  // entries a window

// The table is built so many entries of each window at a time, with one inversion.
inline constexpr std::size_t kBlock = 32, kTogether = kBlock * kWindows;
inline constexpr std::size_t kTogetherSize =
    kTogether * (2 * 80 + 40);  // two points and a product each, as below

// Bytes that the sums of so many scalars take, whatever the path: a point and half a product a window and
// scalar, of at most 80 and 40 bytes. AVX-512 takes eight scalars together; fewer than kFewest are summed
// without it.
inline constexpr std::size_t kFewest = 4;
constexpr std::size_t sums_size(std::size_t count) {
  const std::size_t padded = count < kFewest ? count : (count + 7) / 8 * 8;
  return padded * (80 * kWindows + 40 * (kWindows / 2));
}

inline constexpr std::size_t kChunk = 128;  // scalars taken together: larger ones leave the level 2 cache

// The last window has what is left of 256 bits.
constexpr std::size_t window_bits(std::size_t window) {
  return window + 1 < kWindows ? kWindowBits : 256 - kWindowBits * (kWindows - 1);
}

// Affine coordinates < p, least significant word first: one cache line.
struct alignas(64) PointWords {
  std::array<std::uint64_t, 4> x, y;
};

// k or n - k, whichever is odd, as (k >> 1) | 2^255, and whether it was n - k: a mask.
struct alignas(64) Recoded {
  std::array<std::uint64_t, 4> bits;
  std::uint64_t negated;
};

// Entry j of window w is (2 j + 1) * 2^(kWindowBits * w) * G.
struct Table {
  PointWords entry[kWindows][kRow];
};

}  // namespace seiload::crypto::comb
