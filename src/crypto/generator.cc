#include "crypto/generator.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/check.h"

namespace seiload::crypto::generator {
namespace {

constexpr std::size_t kChunk = 128;  // scalars taken together: larger ones leave the level 2 cache

constexpr std::size_t window_bits(std::size_t window) {
  return window + 1 < kWindows ? kWindowBits : 256 - kWindowBits * (kWindows - 1);
}

// A table point: one cache line, unpacked when it is used.
struct alignas(64) Packed {
  Words x, y;
};

// Entry j of window w is (2 j + 1) * 2^(kWindowBits * w) * G.
struct Table {
  std::array<std::array<Packed, std::size_t{1} << (kWindowBits - 1)>, kWindows> entry;
};

// Adds b[i] to a[i] for all i < count, with one inversion. `products` is scratch for count fields. False, and a in
// pieces, if the plain formula does not hold for some pair: equal or opposite points.
bool add_all_var(Affine* a, const Affine* b, std::size_t count, Field* products) {
  Field product = field::kOne;
  for (std::size_t i = 0; i < count; ++i) {
    products[i] = product;  // of all before i
    product = field::mul(product, field::sub(b[i].x, a[i].x));
  }
  Field inverted = field::inverse_var(product);
  if (field::is_zero(inverted)) return false;
  for (std::size_t i = count; i-- > 0;) {
    const Field inverse = field::mul(inverted, products[i]);
    inverted = field::mul(inverted, field::sub(b[i].x, a[i].x));
    const Field slope = field::mul(field::sub(b[i].y, a[i].y), inverse);
    const Field x = field::sqr_sub(slope, field::add(a[i].x, b[i].x));
    a[i].y = field::mul_sub(slope, field::sub(a[i].x, x), a[i].y);
    a[i].x = x;
  }
  return true;
}

// All windows advance together, an entry at a time, by twice their first entry.
std::unique_ptr<const Table> build_table() {
  auto table = std::make_unique<Table>();
  std::array<Affine, kWindows> current, step;
  Projective base = group::from_affine(group::kGenerator);
  for (std::size_t w = 0; w < kWindows; ++w) {
    current[w] = group::to_affine_var(base);
    base = group::twice(base);
    step[w] = group::to_affine_var(base);
    for (int i = 1; i < kWindowBits; ++i) base = group::twice(base);
  }
  std::array<Field, kWindows> products;
  const std::size_t entries = table->entry[0].size();
  for (std::size_t j = 0; j < entries; ++j) {
    for (std::size_t w = 0; w < kWindows; ++w)
      table->entry[w][j] = {field::to_words(current[w].x), field::to_words(current[w].y)};
    // 1 + 2 is the one addition of equal points that a step of twice the first entry could be; it is not one. Small
    // multiples never are opposite. (The last window is narrower: the rest of its row is never looked at.)
    if (j + 1 < entries) CHECK(add_all_var(current.data(), step.data(), kWindows, products.data()));
  }
  return table;
}

const Table& table() {
  static const std::unique_ptr<const Table> built = build_table();
  return *built;
}

// k or n - k, whichever is odd, as (k >> 1) | 2^255, and whether it was n - k: a mask.
struct Recoded {
  Words bits;
  std::uint64_t negated;
};

Recoded recode(const Scalar& a) {
  const std::uint64_t even = (a.word[0] & 1) - 1;
  const Words k = scalar::negate_if(a, even).word;
  return {{k[0] >> 1 | k[1] << 63, k[1] >> 1 | k[2] << 63, k[2] >> 1 | k[3] << 63,
           k[3] >> 1 | std::uint64_t{1} << 63},
          even};
}

// A window's digit: an index into its row, and a mask that says whether to negate the point.
struct Digit {
  std::size_t index;
  std::uint64_t negative;
};

Digit digit(const Words& bits, std::size_t window) {
  const std::size_t from = window * kWindowBits, width = window_bits(window);
  std::uint64_t value = bits[from / 64] >> from % 64;
  if (from % 64 + width > 64 && from / 64 + 1 < bits.size()) value |= bits[from / 64 + 1] << (64 - from % 64);
  const std::uint64_t half = std::uint64_t{1} << (width - 1);
  value &= 2 * half - 1;
  const std::uint64_t negative = (value >> (width - 1)) - 1;  // the top bit is clear: -(2 (half - 1 - value) + 1)
  return {static_cast<std::size_t>((value ^ negative) & (half - 1)), negative};
}

// Negates y in place of the digit's sign. The result is not tight, but may stand wherever add_all_var reads a y.
Affine unpack(const Packed& packed, std::uint64_t negative) {
  const Field y = field::from_words(packed.y);
  return {field::from_words(packed.x), field::select(y, field::negate(y), negative)};
}

struct Workspace {
  explicit Workspace(std::size_t count)
      : points(std::make_unique_for_overwrite<Affine[]>(kWindows * count)),
        products(std::make_unique_for_overwrite<Field[]>(kWindows / 2 * count)) {}
  std::unique_ptr<Affine[]> points;  // row by row: row w holds every scalar's point of window w
  std::unique_ptr<Field[]> products;
};

void mul_chunk_var(std::span<const Scalar> scalars, std::span<Affine> out, Workspace& space) {
  const Table& entries = table();
  const std::size_t count = scalars.size();
  Affine* const points = space.points.get();
  for (std::size_t i = 0; i < count; ++i) {
    const Recoded k = recode(scalars[i]);
    for (std::size_t w = 0; w < kWindows; ++w) {
      const Digit d = digit(k.bits, w);
      points[w * count + i] = unpack(entries.entry[w][d.index], d.negative ^ k.negated);
    }
  }
  for (std::size_t rows = kWindows; rows > 1;) {  // the upper half of the rows is added to the lower one
    const std::size_t half = rows / 2;
    if (!add_all_var(points, points + (rows - half) * count, half * count, space.products.get())) {
      for (std::size_t i = 0; i < count; ++i) out[i] = group::to_affine_var(mul_var(scalars[i]));
      return;
    }
    rows -= half;
  }
  std::copy_n(points, count, out.begin());
}

}  // namespace

void prepare() { table(); }

void mul_all_var(std::span<const Scalar> scalars, std::span<Affine> out) {
  CHECK(scalars.size() == out.size());
  Workspace space(std::min(scalars.size(), kChunk));
  for (std::size_t i = 0; i < scalars.size(); i += kChunk) {
    const std::size_t count = std::min(kChunk, scalars.size() - i);
    mul_chunk_var(scalars.subspan(i, count), out.subspan(i, count), space);
  }
}

Projective mul_var(const Scalar& a) {
  if (scalar::is_zero(a)) return {};
  const Table& entries = table();
  const Recoded k = recode(a);
  Projective sum;
  for (std::size_t w = 0; w < kWindows; ++w) {
    const Digit d = digit(k.bits, w);
    Affine point = unpack(entries.entry[w][d.index], d.negative ^ k.negated);
    point.y = field::tighten(point.y);
    sum = group::add(sum, point);
  }
  return sum;
}

Projective mul(const Scalar& a) {
  const Table& entries = table();
  const Recoded k = recode(a);
  Projective sum;
  for (std::size_t w = 0; w < kWindows; ++w) {
    const Digit d = digit(k.bits, w);
    Packed chosen{};
    const std::size_t used = std::size_t{1} << (window_bits(w) - 1);
    for (std::size_t j = 0; j < used; ++j) {
      const Packed& entry = entries.entry[w][j];
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
