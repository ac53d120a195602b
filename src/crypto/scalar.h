#pragma once
// Integers mod n, the order of secp256k1's group (SEC 2, section 2.4.1), always reduced, in four words. No
// branch or index depends on a value, except where a name ends in _var.

#include <span>

#include "base/bytes.h"
#include "crypto/field.h"

namespace seiload::crypto {

struct Scalar {
  Words word;  // least significant first, < n

  friend bool operator==(const Scalar&, const Scalar&) = default;  // not constant time
};

namespace scalar {

inline constexpr Words kOrder = {0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe,
                                 ~std::uint64_t{0}};

Scalar reduce(const Words& words);    // any 256-bit number mod n
bool is_reduced(const Words& words);  // < n
bool is_zero(const Scalar& a);
bool is_high(const Scalar& a);  // > n / 2
inline bool is_odd(const Scalar& a) { return (a.word[0] & 1) != 0; }

Scalar add(const Scalar& a, const Scalar& b);
Scalar mul(const Scalar& a, const Scalar& b);
Scalar negate(const Scalar& a);
Scalar negate_if(const Scalar& a, std::uint64_t mask);  // mask all ones: -a; mask zero: a

Scalar inverse(const Scalar& a);      // of zero: zero; about 300 products
Scalar inverse_var(const Scalar& a);  // the same, several times faster

// Inverts all in place with one inversion (Montgomery's trick). Requires none to be zero, and as much
// scratch.
void invert_all_var(std::span<Scalar> values, std::span<Scalar> scratch);

}  // namespace scalar
}  // namespace seiload::crypto
