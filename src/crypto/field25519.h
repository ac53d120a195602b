#pragma once
// The field of 2^255 - 19 elements, for X25519 and Ed25519 (RFC 7748, RFC 8032): five limbs of 51 bits, the
// least significant first. "Reduced" limbs are below 2^51 + 2^13, as every product has them. Sums and
// differences of reduced numbers are below 2^53: they may be multiplied, or added to and subtracted from
// below 2^54, not be subtracted. No branch or index depends on a value. Pure functions; any thread.

#include <cstdint>

#include "base/bytes.h"

namespace seiload::crypto::field25519 {

struct Element {
  std::uint64_t limbs[5];
};

inline constexpr Element kZero{{0, 0, 0, 0, 0}}, kOne{{1, 0, 0, 0, 0}};
inline constexpr std::uint64_t kLimbMask = (std::uint64_t{1} << 51) - 1;

Element load(const std::uint8_t* little_endian);  // of 32 bytes the low 255 bits; may be 2^255 - 19 or more
base::Bytes32 store(const Element& a);            // the one number below 2^255 - 19

inline Element add(const Element& a, const Element& b) {
  Element out;
  for (int i = 0; i < 5; ++i) out.limbs[i] = a.limbs[i] + b.limbs[i];
  return out;
}

// Requires b reduced. Adds 2p, so that no limb is below zero.
inline Element subtract(const Element& a, const Element& b) {
  Element out;
  out.limbs[0] = a.limbs[0] + (2 * kLimbMask - 36) - b.limbs[0];
  for (int i = 1; i < 5; ++i) out.limbs[i] = a.limbs[i] + 2 * kLimbMask - b.limbs[i];
  return out;
}

// Reduced, of limbs below 2^54.
Element multiply(const Element& a, const Element& b);
Element square(const Element& a);
Element square_times(Element a, int times);  // a^(2^times)
Element multiply_small(const Element& a, std::uint32_t factor);
Element reduce(const Element& a);  // the same number

Element invert(const Element& a);                  // of zero: zero
Element power_of_p_minus_5_over_8(const Element& a);  // RFC 8032, section 5.1.3

bool is_zero(const Element& a);
inline bool equal(const Element& a, const Element& b) { return is_zero(reduce(subtract(a, b))); }

}  // namespace seiload::crypto::field25519
