#pragma once
// Modular inverses by Bernstein and Yang's division steps ("Fast constant-time gcd computation and modular
// inversion", 2019), 62 steps at a time on the lowest words, skipping runs of zeros: the time depends on the
// value.

#include <array>
#include <cstdint>

namespace seiload::crypto {

// A number in limbs of 62 bits, least significant first; the last one carries the sign of the whole.
using Signed62 = std::array<std::int64_t, 5>;

inline constexpr std::uint64_t kMask62 = ~std::uint64_t{0} >> 2;

constexpr Signed62 split62(const std::array<std::uint64_t, 4>& words) {
  const auto limb = [](std::uint64_t bits) { return static_cast<std::int64_t>(bits & kMask62); };
  return {limb(words[0]), limb(words[0] >> 62 | words[1] << 2), limb(words[1] >> 60 | words[2] << 4),
          limb(words[2] >> 58 | words[3] << 6), limb(words[3] >> 56)};
}

// An odd modulus under 2^256 with what the method needs of it.
struct Modulus {
  explicit constexpr Modulus(const std::array<std::uint64_t, 4>& words) : limb(split62(words)) {
    std::uint64_t x = words[0];  // right in 3 bits; each step doubles them
    for (int i = 0; i < 5; ++i) x *= 2 - words[0] * x;
    inverse62 = x & kMask62;
  }

  Signed62 limb;
  std::uint64_t inverse62 = 0;  // of the modulus, mod 2^62
};

// Of a value < modulus; of zero: zero.
std::array<std::uint64_t, 4> inverse_var(const std::array<std::uint64_t, 4>& value, const Modulus& modulus);

}  // namespace seiload::crypto
