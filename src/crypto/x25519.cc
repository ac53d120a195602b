#include "crypto/x25519.h"

#include "crypto/constant_time.h"
#include "crypto/field25519.h"
#include "crypto/overwrite_stack.h"

namespace seiload::crypto {
namespace {

using field25519::add;
using field25519::Element;
using field25519::multiply;
using field25519::square;
using field25519::subtract;

void swap_if(std::uint64_t mask, Element& a, Element& b) {
  for (int i = 0; i < 5; ++i) {
    const std::uint64_t difference = mask & (a.limbs[i] ^ b.limbs[i]);
    a.limbs[i] ^= difference;
    b.limbs[i] ^= difference;
  }
}

// The Montgomery ladder of section 5, in its names. Not inlined: see overwrite_stack.h.
[[gnu::noinline]] base::Bytes32 multiply_point(const base::Bytes32& scalar, const base::Bytes32& u) {
  base::Bytes32 k = scalar;
  k[0] &= 248;
  k[31] = static_cast<std::uint8_t>((k[31] & 127) | 64);
  const Element x1 = field25519::load(u.data());
  Element x2 = field25519::kOne, z2 = field25519::kZero, x3 = x1, z3 = x2;
  std::uint64_t swapped = 0;
  for (std::size_t t = 255; t-- > 0;) {
    const std::uint64_t bit = k[t / 8] >> (t % 8) & 1U;
    const std::uint64_t swap = mask_of_bit(swapped ^ bit);
    swapped = bit;
    swap_if(swap, x2, x3);
    swap_if(swap, z2, z3);
    const Element a = add(x2, z2), b = subtract(x2, z2), c = add(x3, z3), d = subtract(x3, z3);
    const Element aa = square(a), bb = square(b), e = subtract(aa, bb);
    const Element da = multiply(d, a), cb = multiply(c, b);
    x3 = square(add(da, cb));
    z3 = multiply(x1, square(subtract(da, cb)));
    x2 = multiply(aa, bb);
    z2 = multiply(e, add(aa, field25519::multiply_small(e, 121665)));
  }
  const std::uint64_t swap = mask_of_bit(swapped);
  swap_if(swap, x2, x3);
  swap_if(swap, z2, z3);
  const base::Bytes32 out = field25519::store(multiply(x2, field25519::invert(z2)));
  base::wipe(k.data(), k.size());
  return out;
}

}  // namespace

base::Bytes32 x25519_public(const base::Bytes32& scalar) {
  const base::Bytes32 point = multiply_point(scalar, {9});
  overwrite_stack();
  return point;
}

std::optional<base::Bytes32> x25519(const base::Bytes32& scalar, const base::Bytes32& peer) {
  const base::Bytes32 shared = multiply_point(scalar, peer);
  overwrite_stack();
  if (equal_constant_time(shared, base::Bytes32{})) return std::nullopt;
  return shared;
}

}  // namespace seiload::crypto
