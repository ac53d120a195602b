#pragma once
// The digits of a scalar in the windows of the generator's table, one scalar at a time.

#include "crypto/comb.h"
#include "crypto/scalar.h"

namespace seiload::crypto::comb {

inline Recoded recode(const Scalar& a) {
  const std::uint64_t even = (a.word[0] & 1) - 1;
  const Words k = scalar::negate_if(a, even).word;
  return {{k[0] >> 1 | k[1] << 63, k[1] >> 1 | k[2] << 63, k[2] >> 1 | k[3] << 63,
           k[3] >> 1 | std::uint64_t{1} << 63},
          even};
}

// A window's digit: an index into its row, and a mask that says whether to negate the point.
struct Digit {
  std::size_t index;
  std::uint64_t negative;
};

inline Digit digit(const Words& bits, std::size_t window) {
  const std::size_t from = window * kWindowBits, width = window_bits(window);
  std::uint64_t value = bits[from / 64] >> from % 64;
  if (from % 64 + width > 64 && from / 64 + 1 < bits.size()) value |= bits[from / 64 + 1] << (64 - from % 64);
  const std::uint64_t half = std::uint64_t{1} << (width - 1);
  value &= 2 * half - 1;
  const std::uint64_t negative =
      (value >> (width - 1)) - 1;  // the top bit is clear: -(2 (half - 1 - value) + 1)
  return {static_cast<std::size_t>((value ^ negative) & (half - 1)), negative};
}

}  // namespace seiload::crypto::comb
