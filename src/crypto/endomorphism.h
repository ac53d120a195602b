#pragma once
// The map (x, y) -> (beta x, y) multiplies points of secp256k1 by lambda, a cube root of one mod n (Gallant,
// Lambert, Vanstone, "Faster point multiplication on elliptic curves with efficient endomorphisms", 2001): b
// * P is then b1 * P + b2 * (lambda P) with halves of 128 bits, which share their doublings. For public
// numbers: variable time.

#include <array>
#include <cstdint>

#include "crypto/scalar.h"

namespace seiload::crypto::endomorphism {

// Cube roots of one that belong together: beta mod p, lambda mod n.
inline constexpr Words kBeta = {0xc1396c28719501ee, 0x9cf0497512f58995, 0x6e64479eac3434e9,
                                0x7ae96a2b657c0710};
inline constexpr Scalar kLambda{
    {0xdf02967c1b23bd72, 0x122e22ea20816678, 0xa5261c028812645a, 0x5363ad4cc05c30e0}};

struct Half {
  std::array<std::uint64_t, 2> magnitude;  // least significant word first
  bool negative;
};

// b = halves[0] + halves[1] * lambda mod n.
std::array<Half, 2> split_var(const Scalar& b);

// Width-5 non-adjacent form: odd digits in [-15, 15] or zero, the least significant first, at least four
// zeros after each that is not.
inline constexpr std::size_t kDigits = 129;
std::array<std::int8_t, kDigits> digits_var(const Half& half);

}  // namespace seiload::crypto::endomorphism
