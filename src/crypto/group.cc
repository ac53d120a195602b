#include "crypto/group.h"

namespace seiload::crypto::group {
namespace {

using field::mul;
using field::mul_plus;
using field::mul_sub;
using field::sqr;

constexpr std::uint64_t kTripleB = 21;  // the paper's b3 = 3 b

// The paper's algorithms 7 and 8 from where they are the same. Arguments: X1 X2, Y1 Y2, b3 Z1 Z2, then the
// mixed sums X1 Y2 + X2 Y1, Y1 Z2 + Y2 Z1 and b3 (X1 Z2 + X2 Z1).
Projective finish_addition(const Field& xx, const Field& yy, const Field& zz, const Field& xy,
                           const Field& yz, const Field& xz) {
  const Field sum = field::add(yy, zz), difference = field::sub(yy, zz), triple = field::times(xx, 3);
  return {mul_sub(xy, difference, mul(yz, xz)), mul_plus(difference, sum, mul(xz, triple)),
          mul_plus(sum, yz, mul(triple, xy))};
}

Affine divide(const Projective& p, const Field& z_inverse) {
  return {mul(p.x, z_inverse), mul(p.y, z_inverse)};
}

}  // namespace

// SEC 2, section 2.4.1.
const Affine kGenerator = {
    field::from_words({0x59f2815b16f81798, 0x029bfcdb2dce28d9, 0x55a06295ce870b07, 0x79be667ef9dcbbac}),
    field::from_words({0x9c47d08ffb10d4b8, 0xfd17b448a6855419, 0x5da4fbfc0e1108a8, 0x483ada7726a3c465})};

bool is_on_curve(const Affine& p) {
  return field::is_zero(field::sub(sqr(p.y), mul_plus(sqr(p.x), p.x, Field{{7}})));
}

std::optional<Affine> lift_x(const Field& x, bool odd_y) {
  const auto root = field::sqrt(mul_plus(sqr(x), x, Field{{7}}));
  if (!root) return std::nullopt;
  const bool is_odd = (field::to_words(*root)[0] & 1) != 0;
  return Affine{x, is_odd == odd_y ? *root : field::tighten(field::negate(*root))};
}

Projective add(const Projective& p, const Projective& q) {
  const Field xx = mul(p.x, q.x), yy = mul(p.y, q.y), zz = mul(p.z, q.z);
  return finish_addition(
      xx, yy, field::times(zz, kTripleB),
      mul_sub(field::add(p.x, p.y), field::add(q.x, q.y), field::add(xx, yy)),
      mul_sub(field::add(p.y, p.z), field::add(q.y, q.z), field::add(yy, zz)),
      field::times(mul_sub(field::add(p.x, p.z), field::add(q.x, q.z), field::add(xx, zz)), kTripleB));
}

Projective add(const Projective& p, const Affine& q) {
  const Field xx = mul(p.x, q.x), yy = mul(p.y, q.y);
  return finish_addition(xx, yy, field::times(p.z, kTripleB),
                         mul_sub(field::add(p.x, p.y), field::add(q.x, q.y), field::add(xx, yy)),
                         mul_plus(q.y, p.z, p.y), field::times(mul_plus(q.x, p.z, p.x), kTripleB));
}

Projective twice(const Projective& p) {  // the paper's algorithm 9
  const Field yy = sqr(p.y), zz = field::times(sqr(p.z), kTripleB), yy8 = field::times(yy, 8);
  const Field e = field::sub(yy, field::add(zz, field::add(zz, zz)));
  const Field xy = mul(p.x, p.y);
  return {mul(e, field::add(xy, xy)), mul_plus(e, field::add(yy, zz), mul(yy8, zz)), mul(yy8, mul(p.y, p.z))};
}

bool is_infinity(const Projective& p) { return field::is_zero(p.z); }

Affine to_affine(const Projective& p) { return divide(p, field::inverse(p.z)); }

Affine to_affine_var(const Projective& p) { return divide(p, field::inverse_var(p.z)); }

}  // namespace seiload::crypto::group
