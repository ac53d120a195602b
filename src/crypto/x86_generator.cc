#if defined(__x86_64__)

#include "crypto/comb_digits.h"
#include "crypto/comb_tree.h"
#include "crypto/joint_sum.h"
#include "crypto/kernels.h"
#include "crypto/x86_field.h"

namespace seiload::crypto::kernels {
namespace {

struct Field4 {
  using Element = x86::Element;
  static constexpr std::size_t kChains = 4;
  static constexpr Element kOne = {1, 0, 0, 0};
  static Element from_words(const Words& words) { return words; }
  static Words to_words(const Element& a) { return x86::to_words(a); }
  static Element mul(const Element& a, const Element& b) { return x86::mul(a, b); }
  static Element sqr(const Element& a) { return x86::sqr(a); }
  static Element add(const Element& a, const Element& b) { return x86::add(a, b); }
  static Element sub(const Element& a, const Element& b) { return x86::sub(a, b); }
  static Element negate(const Element& a) { return x86::sub(field::kPrime, a); }
  static Element mul_sub(const Element& a, const Element& b, const Element& c) {
    return x86::sub(x86::mul(a, b), c);
  }
  static Element sqr_sub(const Element& a, const Element& c) { return x86::sub(x86::sqr(a), c); }
  static bool is_zero(const Element& a) { return (a[0] | a[1] | a[2] | a[3]) == 0 || a == field::kPrime; }
  static Element difference(const Element& a, const Element& b) { return x86::sub(a, b); }
  static Element next_x(const Element& slope, const Element& a, const Element& b) {
    return x86::sub(x86::sub(x86::sqr(slope), a), b);
  }
  static Element next_y(const Element& slope, const Element& run, const Element& y) {
    return x86::sub(x86::mul(slope, run), y);
  }
  static bool invert_var(const Element& a, Element& out) {
    const Field inverse = field::inverse_var(field::from_words(a));
    out = field::to_words(inverse);
    return (out[0] | out[1] | out[2] | out[3]) != 0;
  }
};

using Point = comb::TreePoint<Field4>;

// The table's points of all windows of a scalar; that of window w goes to points[w * stride]. All digits come
// before any point is read, so that the table's lines are on their way by then.
void look_up(const comb::Table& table, const comb::Recoded& scalar, Point* points, std::size_t stride) {
  comb::Digit digits[comb::kWindows];
  for (std::size_t w = 0; w < comb::kWindows; ++w) {
    digits[w] = comb::digit(scalar.bits, w);
    __builtin_prefetch(&table.entry[w][digits[w].index]);
  }
  for (std::size_t w = 0; w < comb::kWindows; ++w) {
    const comb::PointWords& entry = table.entry[w][digits[w].index];
    points[w * stride] = {entry.x, x86::negate_if(entry.y, digits[w].negative ^ scalar.negated)};
  }
}

}  // namespace

bool mul_all_x86(const comb::Table& table, const comb::Recoded* scalars, std::size_t count,
                 comb::PointWords* out, std::byte* sums) {
  const auto [points, products] = comb::Sums<Field4>(sums, comb::kWindows * count);
  for (std::size_t i = 0; i < count; ++i) look_up(table, scalars[i], points + i, count);
  if (!comb::add_rows_var<Field4>(points, comb::kWindows, count, products)) return false;
  for (std::size_t i = 0; i < count; ++i)
    out[i] = {Field4::to_words(points[i].x), Field4::to_words(points[i].y)};
  return true;
}

bool add_each_x86(comb::PointWords* points, const comb::PointWords* steps, std::size_t count,
                  std::byte* sums) {
  const auto [a, products] = comb::Sums<Field4>(sums, 2 * count);
  Point* const b = a + count;
  for (std::size_t i = 0; i < count; ++i) {
    a[i] = {points[i].x, points[i].y};
    b[i] = {steps[i].x, steps[i].y};
  }
  if (!comb::add_all_var<Field4>(a, b, count, products)) return false;
  for (std::size_t i = 0; i < count; ++i) points[i] = {Field4::to_words(a[i].x), Field4::to_words(a[i].y)};
  return true;
}

bool joint_sum_x86(const comb::Table& table, const joint::Job& job, comb::PointWords* out) {
  return joint::sum_var<Field4>(table, job, out);
}

bool invert_8_x86(std::uint64_t (*values)[4]) {
  Words value[8], before[8];
  Words product{1, 0, 0, 0};
  for (std::size_t i = 0; i < 8; ++i) {
    value[i] = {values[i][0], values[i][1], values[i][2], values[i][3]};
    before[i] = product;
    product = x86::mul(product, value[i]);
  }
  Words inverted;
  if (!Field4::invert_var(product, inverted)) return false;
  for (std::size_t i = 8; i-- > 0;) {
    const Words inverse = x86::mul(inverted, before[i]);
    inverted = x86::mul(inverted, value[i]);
    for (std::size_t j = 0; j < 4; ++j) values[i][j] = inverse[j];
  }
  return true;
}

}  // namespace seiload::crypto::kernels

#endif
