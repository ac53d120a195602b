#pragma once
// The shape of the generator's table, which every way of multiplying by the generator reads (generator.h says how).

#include <array>
#include <cstddef>
#include <cstdint>

namespace seiload::crypto::comb {

// 832 KiB of table. Measured with batches of 128, portable: 4.6 us a multiple with 8 bits (256 KiB), 4.2 with 9 (464
// KiB), 3.9 with 10, 3.6 with 11 (1.5 MiB, more than the level 2 cache).
inline constexpr std::size_t kWindowBits = 10;
inline constexpr std::size_t kWindows = (256 + kWindowBits - 1) / kWindowBits;
inline constexpr std::size_t kRow = std::size_t{1} << (kWindowBits - 1);  // entries a window

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
