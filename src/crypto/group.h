#pragma once
// Points of secp256k1: y^2 = x^3 + 7 over the field, a group of prime order n. The formulas on Projective
// points are complete (Renes, Costello, Batina, "Complete addition formulas for prime order elliptic curves",
// 2016, a = 0): right for every input, also equal and opposite points and infinity, so nothing branches. Fast
// bulk work is in generator.h.

#include <optional>

#include "crypto/field.h"
#include "crypto/scalar.h"

namespace seiload::crypto {

struct Affine {  // never infinity; tight
  Field x, y;
};

struct Projective {  // (X / Z, Y / Z), Z = 0 for infinity, which a new one is; tight
  Field x = field::kZero, y = field::kOne, z = field::kZero;
};

namespace group {

extern const Affine kGenerator;

bool is_on_curve(const Affine& p);
std::optional<Affine> lift_x(const Field& x,
                             bool odd_y);  // the point with this x and that parity of y, if any

inline Projective from_affine(const Affine& p) { return {p.x, p.y, field::kOne}; }
Projective add(const Projective& p, const Projective& q);
Projective add(const Projective& p, const Affine& q);
Projective twice(const Projective& p);

bool is_infinity(const Projective& p);
Affine to_affine(const Projective& p);      // requires a point that is not infinity
Affine to_affine_var(const Projective& p);  // the same, faster

}  // namespace group
}  // namespace seiload::crypto
