#pragma once
// Comparisons and choices whose time and memory accesses do not depend on the values, only on sizes. Pure
// functions; any thread.

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace seiload::crypto {

// The same number, of which the compiler no longer knows that it is 0 or 1, or all ones: it cannot make a
// branch of what is computed with it.
inline std::uint64_t hidden(std::uint64_t value) {
  __asm__("" : "+r"(value));
  return value;
}

// All ones if the bit (0 or 1) is set, else zero.
inline std::uint64_t mask_of_bit(std::uint64_t bit) { return 0 - hidden(bit); }

// 1 if the value is zero, else 0.
inline std::uint64_t is_zero_bit(std::uint64_t value) { return 1 ^ ((value | (0 - value)) >> 63); }

// False at once if the sizes differ; else how long it takes depends on the size alone.
inline bool equal_constant_time(base::ByteSpan a, base::ByteSpan b) {
  if (a.size() != b.size()) return false;
  std::uint64_t difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= hidden(static_cast<std::uint64_t>(a[i] ^ b[i]));
  return is_zero_bit(difference) == 1;
}

}  // namespace seiload::crypto
