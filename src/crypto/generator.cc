#include "crypto/generator.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/check.h"
#include "crypto/comb_digits.h"
#include "crypto/comb_tree.h"
#include "crypto/cpu.h"
#include "crypto/joint_sum.h"
#include "crypto/kernels.h"

namespace seiload::crypto::generator {
namespace {

using comb::kWindowBits;
using comb::kWindows;
using comb::PointWords;
using comb::Recoded;
using comb::Table;

// The portable arithmetic of field.h for the sums of comb_tree.h and joint_sum.h.
struct Portable {
  using Element = Field;
  static constexpr std::size_t kChains = 2;
  static constexpr Field kOne = field::kOne;
  static Field from_words(const Words& words) { return field::from_words(words); }
  static Words to_words(const Field& a) { return field::to_words(a); }
  static Field mul(const Field& a, const Field& b) { return field::mul(a, b); }
  static Field sqr(const Field& a) { return field::sqr(a); }
  static Field add(const Field& a, const Field& b) { return field::add(a, b); }
  static Field sub(const Field& a, const Field& b) { return field::sub(a, b); }
  static Field negate(const Field& a) { return field::tighten(field::negate(a)); }
  static Field mul_sub(const Field& a, const Field& b, const Field& c) { return field::mul_sub(a, b, c); }
  static Field sqr_sub(const Field& a, const Field& c) { return field::sqr_sub(a, c); }
  static bool is_zero(const Field& a) { return field::is_zero(a); }
  static Field difference(const Field& a, const Field& b) { return field::sub(a, b); }
  static Field next_x(const Field& slope, const Field& a, const Field& b) {
    return field::sqr_sub(slope, field::add(a, b));
  }
  static Field next_y(const Field& slope, const Field& run, const Field& y) {
    return field::mul_sub(slope, run, y);
  }
  static bool invert_var(const Field& a, Field& out) {
    out = field::inverse_var(a);
    return !field::is_zero(out);
  }
};

using Point = comb::TreePoint<Portable>;

PointWords to_words(const Affine& point) { return {field::to_words(point.x), field::to_words(point.y)}; }
PointWords to_words(const Point& point) { return {field::to_words(point.x), field::to_words(point.y)}; }

// points[i] += steps[i], none of them equal or opposite.
void add_each(PointWords* points, const PointWords* steps, std::size_t count, std::byte* sums) {
#if defined(__x86_64__)
  if (current_path() != CpuPath::portable) {
    CHECK(kernels::add_each_x86(points, steps, count, sums));
    return;
  }
#endif
  const auto [a, products] = comb::Sums<Portable>(sums, 2 * count);
  Point* const b = a + count;
  for (std::size_t i = 0; i < count; ++i) {
    a[i] = {field::from_words(points[i].x), field::from_words(points[i].y)};
    b[i] = {field::from_words(steps[i].x), field::from_words(steps[i].y)};
  }
  CHECK(comb::add_all_var<Portable>(a, b, count, products));
  for (std::size_t i = 0; i < count; ++i) points[i] = to_words(a[i]);
}

// All windows advance together: first an entry at a time, by twice their first entry, until there is a block
// of them, then a block at a time. (Sums of equal or opposite points do not come up: an odd multiple and an
// even one, both small. The last window is narrower: the rest of its row is never looked at.)
std::unique_ptr<const Table> build_table() {
  auto table = std::make_unique_for_overwrite<Table>();
  std::vector<PointWords> points(2 * comb::kTogether);
  PointWords *const current = points.data(), *const step = current + comb::kTogether;
  const auto room = std::make_unique_for_overwrite<std::byte[]>(comb::kTogetherSize);
  std::byte* const sums = room.get();
  Affine stride[kWindows];
  Projective base = group::from_affine(group::kGenerator);
  for (std::size_t w = 0; w < kWindows; ++w) {
    current[w] = to_words(group::to_affine_var(base));
    for (std::size_t i = 0; i < kWindowBits; ++i) {
      base = group::twice(base);
      if (i == 0) step[w] = to_words(group::to_affine_var(base));
      if (std::size_t{1} << i == comb::kBlock) stride[w] = group::to_affine_var(base);
    }
  }
  for (std::size_t j = 0; j < comb::kBlock; ++j) {
    if (j > 0) add_each(current, step, kWindows, sums);
    for (std::size_t w = 0; w < kWindows; ++w) table->entry[w][j] = current[w];
  }
  for (std::size_t w = 0; w < kWindows; ++w) {
    std::copy_n(table->entry[w], comb::kBlock, current + w * comb::kBlock);
    std::fill_n(step + w * comb::kBlock, comb::kBlock, to_words(stride[w]));
  }
  for (std::size_t j = comb::kBlock; j < comb::kRow; j += comb::kBlock) {
    add_each(current, step, comb::kTogether, sums);
    for (std::size_t w = 0; w < kWindows; ++w)
      std::copy_n(current + w * comb::kBlock, comb::kBlock, &table->entry[w][j]);
  }
  return table;
}

const Table& table() {
  static const std::unique_ptr<const Table> built = build_table();
  return *built;
}

// Negates y in place of the digit's sign. The result is not tight, but may stand wherever add_all_var reads a
// y.
Affine unpack(const PointWords& packed, std::uint64_t negative) {
  const Field y = field::from_words(packed.y);
  return {field::from_words(packed.x), field::select(y, field::negate(y), negative)};
}

bool mul_all_portable(const Table& entries, const Recoded* scalars, std::size_t count, PointWords* out,
                      std::byte* sums) {
  const auto [points, products] = comb::Sums<Portable>(sums, kWindows * count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t w = 0; w < kWindows; ++w) {
      const comb::Digit d = comb::digit(scalars[i].bits, w);
      const Affine point = unpack(entries.entry[w][d.index], d.negative ^ scalars[i].negated);
      points[w * count + i] = {point.x, point.y};
    }
  }
  if (!comb::add_rows_var<Portable>(points, kWindows, count, products)) return false;
  for (std::size_t i = 0; i < count; ++i) out[i] = to_words(points[i]);
  return true;
}

bool mul_chunk(const Table& entries, const Recoded* scalars, std::size_t count, PointWords* out,
               std::byte* sums) {
#if defined(__x86_64__)
  switch (current_path()) {
    case CpuPath::avx512:
      // Eight lanes cost what three or four numbers one by one do.
      if (count >= comb::kFewest) return kernels::mul_all_avx512(entries, scalars, count, out, sums);
      [[fallthrough]];
    case CpuPath::x86:
      return kernels::mul_all_x86(entries, scalars, count, out, sums);
    case CpuPath::portable:
      break;
  }
#endif
  return mul_all_portable(entries, scalars, count, out, sums);
}

}  // namespace

void prepare() { table(); }

void mul_all_var(std::span<const Scalar> scalars, std::span<PointWords> out, const WorkView& work) {
  CHECK(scalars.size() == out.size());
  const Table& entries = table();
  for (std::size_t first = 0; first < scalars.size(); first += work.count) {
    const std::size_t count = std::min(work.count, scalars.size() - first);
    for (std::size_t i = 0; i < count; ++i) work.recoded[i] = comb::recode(scalars[first + i]);
    if (mul_chunk(entries, work.recoded, count, &out[first], work.sums)) continue;
    for (std::size_t i = 0; i < count; ++i)
      out[first + i] = to_words(group::to_affine_var(mul_var(scalars[first + i])));
  }
}

std::optional<PointWords> mul_add_var(const Scalar& a, const Scalar& b, const Affine& p) {
  joint::Job job;
  job.has_base = !scalar::is_zero(a);
  job.base = comb::recode(a);
  const auto halves = endomorphism::split_var(b);
  for (std::size_t i = 0; i < 2; ++i) job.digits[i] = endomorphism::digits_var(halves[i]);
  job.point = to_words(p);
  PointWords out;
#if defined(__x86_64__)
  if (current_path() != CpuPath::portable)
    return kernels::joint_sum_x86(table(), job, &out) ? std::optional(out) : std::nullopt;
#endif
  return joint::sum_var<Portable>(table(), job, &out) ? std::optional(out) : std::nullopt;
}

Projective mul_var(const Scalar& a) {
  if (scalar::is_zero(a)) return {};
  const Table& entries = table();
  const Recoded k = comb::recode(a);
  Projective sum;
  for (std::size_t w = 0; w < kWindows; ++w) {
    const comb::Digit d = comb::digit(k.bits, w);
    Affine point = unpack(entries.entry[w][d.index], d.negative ^ k.negated);
    point.y = field::tighten(point.y);
    sum = group::add(sum, point);
  }
  return sum;
}

Projective mul(const Scalar& a) {
  const Table& entries = table();
  const Recoded k = comb::recode(a);
  Projective sum;
  for (std::size_t w = 0; w < kWindows; ++w) {
    const comb::Digit d = comb::digit(k.bits, w);
    PointWords chosen{};
    const std::size_t used = std::size_t{1} << (comb::window_bits(w) - 1);
    for (std::size_t j = 0; j < used; ++j) {
      const PointWords& entry = entries.entry[w][j];
      const std::uint64_t difference = j ^ d.index;
      const std::uint64_t mask = 0 - ((difference - 1) >> 63);
      for (std::size_t i = 0; i < 4; ++i) {
        chosen.x[i] |= entry.x[i] & mask;
        chosen.y[i] |= entry.y[i] & mask;
      }
    }
    Affine point = unpack(chosen, d.negative ^ k.negated);
    point.y = field::tighten(point.y);
    sum = group::add(sum, point);
  }
  return sum;
}

}  // namespace seiload::crypto::generator
