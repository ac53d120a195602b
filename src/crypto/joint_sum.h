#pragma once
// a * G + b * P in variable time, for any field arithmetic: the doublings of b's two halves (endomorphism.h)
// are shared, and a's part comes from the generator's table at the end. Instantiated with types of anonymous
// namespaces only, as comb_tree.h is.
//
// A field F gives Element; kOne; from_words and to_words; mul, sqr, add, sub, negate; mul_sub(a, b, c), a * b
// - c; sqr_sub(a, c), a^2 - c; is_zero; and invert_var. Sums and differences are multiplied or added up as
// below, no further.

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/comb.h"
#include "crypto/comb_digits.h"
#include "crypto/endomorphism.h"

namespace seiload::crypto::joint {

struct Job {
  comb::Recoded base;                                        // a
  bool has_base = false;                                     // a is not zero
  std::array<std::int8_t, endomorphism::kDigits> digits[2];  // of b
  comb::PointWords point;                                    // P
};

// Affine.
template <class F>
struct Addend {
  typename F::Element x, y;
};

// (x / z^2, y / z^3). Formulas: Explicit-Formulas Database, Jacobian coordinates with a = 0.
template <class F>
struct Sum {
  typename F::Element x, y, z;
  bool infinity = true;

  void twice() {
    if (infinity) return;  // a point of odd order has no other way to get there
    const auto yy = F::sqr(y), yy2 = F::add(yy, yy), d = F::mul(x, F::add(yy2, yy2));
    const auto xx = F::sqr(x), slope = F::add(F::add(xx, xx), xx);
    const auto y4 = F::sqr(yy2);
    z = F::mul(F::add(y, y), z);
    x = F::sqr_sub(slope, F::add(d, d));
    y = F::mul_sub(slope, F::sub(d, x), F::add(y4, y4));
  }

  // Sets z_ratio to the new z by the old one, if both points and the sum are none of the special cases.
  void add(const Addend<F>& p, typename F::Element* z_ratio = nullptr) {
    if (infinity) {
      *this = {p.x, p.y, F::kOne, false};
      return;
    }
    const auto zz = F::sqr(z);
    const auto run = F::sub(F::mul(p.x, zz), x), rise = F::sub(F::mul(p.y, F::mul(zz, z)), y);
    if (F::is_zero(run)) {
      if (F::is_zero(rise))
        twice();
      else
        infinity = true;
      return;
    }
    const auto run2 = F::sqr(run), run3 = F::mul(run2, run), v = F::mul(x, run2);
    z = F::mul(z, run);
    x = F::sqr_sub(rise, F::add(run3, F::add(v, v)));
    y = F::mul_sub(rise, F::sub(v, x), F::mul(y, run3));
    if (z_ratio != nullptr) *z_ratio = run;
  }
};

// P, 3 P, ... 15 P, as if affine: with a z that they share, which is returned. Seen with 2 P's z as the unit,
// 2 P is affine, and each further one is the one before plus that; then all are brought to the last one's z.
// No multiple under 30 of a point of prime order is special.
template <class F>
typename F::Element odd_multiples(const Addend<F>& p, Addend<F> (&out)[8]) {
  using Element = typename F::Element;
  Sum<F> step{p.x, p.y, F::kOne, false};
  step.twice();
  const Addend<F> two{step.x, step.y};
  const Element zz = F::sqr(step.z);
  Sum<F> sum{F::mul(p.x, zz), F::mul(p.y, F::mul(zz, step.z)), F::kOne, false};
  Element ratio[8];
  for (std::size_t i = 0;; ++i) {
    out[i] = {sum.x, sum.y};
    if (i == 7) break;
    sum.add(two, &ratio[i + 1]);
  }
  Element scale = ratio[7];  // the last z by entry i's
  for (std::size_t i = 7; i-- > 0;) {
    const Element square = F::sqr(scale);
    out[i] = {F::mul(out[i].x, square), F::mul(out[i].y, F::mul(square, scale))};
    if (i > 0) scale = F::mul(scale, ratio[i]);
  }
  return F::mul(sum.z, step.z);
}

// False if the sum is infinity.
template <class F>
bool sum_var(const comb::Table& table, const Job& job, comb::PointWords* out) {
  using Element = typename F::Element;
  Addend<F> multiples[2][8];  // of P and of lambda P
  const Element shared_z =
      odd_multiples<F>({F::from_words(job.point.x), F::from_words(job.point.y)}, multiples[0]);
  const Element beta = F::from_words(endomorphism::kBeta);
  for (std::size_t i = 0; i < 8; ++i) multiples[1][i] = {F::mul(multiples[0][i].x, beta), multiples[0][i].y};
  Sum<F> sum;
  for (std::size_t i = endomorphism::kDigits; i-- > 0;) {
    sum.twice();
    for (std::size_t half = 0; half < 2; ++half) {
      const std::int8_t digit = job.digits[half][i];
      if (digit == 0) continue;
      Addend<F> addend = multiples[half][static_cast<std::size_t>(digit < 0 ? -digit : digit) / 2];
      if (digit < 0) addend.y = F::negate(addend.y);
      sum.add(addend);
    }
  }
  if (!sum.infinity) sum.z = F::mul(sum.z, shared_z);
  for (std::size_t w = 0; w < comb::kWindows && job.has_base; ++w) {
    const comb::Digit digit = comb::digit(job.base.bits, w);
    const comb::PointWords& entry = table.entry[w][digit.index];
    Addend<F> addend{F::from_words(entry.x), F::from_words(entry.y)};
    if ((digit.negative ^ job.base.negated) != 0) addend.y = F::negate(addend.y);
    sum.add(addend);
  }
  if (sum.infinity) return false;
  Element inverse;
  if (!F::invert_var(sum.z, inverse)) return false;
  const Element square = F::sqr(inverse);
  *out = {F::to_words(F::mul(sum.x, square)), F::to_words(F::mul(sum.y, F::mul(square, inverse)))};
  return true;
}

}  // namespace seiload::crypto::joint
