#include "crypto/ed25519.h"

#include <algorithm>
#include <array>
#include <optional>

#include "crypto/carry.h"
#include "crypto/field25519.h"
#include "crypto/sha2.h"

namespace seiload::crypto {
namespace {

using field25519::add;
using field25519::Element;
using field25519::multiply;
using field25519::reduce;
using field25519::square;
using field25519::subtract;
using Scalar256 = std::array<std::uint64_t, 4>;  // least significant word first

// 2^252 + 27742317777372353535851937790883648493, the order of the base point.
constexpr Scalar256 kOrder = {0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000};

// Extended coordinates of section 5.1.4: x = X / Z, y = Y / Z, x * y = T / Z. All reduced.
struct Point {
  Element x, y, z, t;
};

struct Curve {
  Element d, twice_d, square_root_of_minus_1;

  Curve() {
    const Element minus = subtract(field25519::kZero, {{121665, 0, 0, 0, 0}});
    d = multiply(minus, field25519::invert({{121666, 0, 0, 0, 0}}));
    twice_d = reduce(add(d, d));
    const Element two{{2, 0, 0, 0, 0}};  // 2^((p - 1) / 4)
    square_root_of_minus_1 = multiply(square(field25519::power_of_p_minus_5_over_8(two)), two);
  }
};

const Curve& curve() {
  static const Curve kCurve;
  return kCurve;
}

Element negative(const Element& a) { return reduce(subtract(field25519::kZero, a)); }

// Complete: for any two points.
Point add_points(const Point& p, const Point& q) {
  const Element a = multiply(subtract(p.y, p.x), subtract(q.y, q.x));
  const Element b = multiply(add(p.y, p.x), add(q.y, q.x));
  const Element c = multiply(multiply(p.t, q.t), curve().twice_d);
  const Element zz = multiply(p.z, q.z), d = add(zz, zz);
  const Element e = subtract(b, a), f = subtract(d, c), g = add(d, c), h = add(b, a);
  return {multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h)};
}

Point double_point(const Point& p) {
  const Element a = square(p.x), b = square(p.y), zz = square(p.z), h = add(a, b);
  const Element e = subtract(h, square(add(p.x, p.y))), g = subtract(a, b), f = add(add(zz, zz), g);
  return {multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h)};
}

// Section 5.1.3.
std::optional<Point> decode(const base::Bytes32& bytes) {
  const unsigned sign = bytes[31] >> 7;
  base::Bytes32 y_bytes = bytes;
  y_bytes[31] &= 0x7f;
  const Element y = field25519::load(y_bytes.data()), yy = square(y);
  if (field25519::store(y) != y_bytes) return std::nullopt;
  const Element u = reduce(subtract(yy, field25519::kOne));
  const Element v = reduce(add(multiply(curve().d, yy), field25519::kOne));
  const Element v3 = multiply(square(v), v), v7 = multiply(square(v3), v);
  Element x = multiply(multiply(u, v3), field25519::power_of_p_minus_5_over_8(multiply(u, v7)));
  const Element check = multiply(v, square(x));
  if (!field25519::equal(check, u)) {
    if (!field25519::equal(check, negative(u))) return std::nullopt;
    x = multiply(x, curve().square_root_of_minus_1);
  }
  if (field25519::is_zero(x) && sign == 1) return std::nullopt;
  if ((field25519::store(x)[0] & 1U) != sign) x = negative(x);
  return Point{x, y, field25519::kOne, multiply(x, y)};
}

base::Bytes32 encode(const Point& p) {
  const Element inverse = field25519::invert(p.z);
  base::Bytes32 out = field25519::store(multiply(p.y, inverse));
  const unsigned sign = field25519::store(multiply(p.x, inverse))[0] & 1U;
  out[31] = static_cast<std::uint8_t>(out[31] | sign << 7);
  return out;
}

std::uint64_t load_le64(const std::uint8_t* p) { return __builtin_bswap64(base::load_be64(p)); }

bool is_below_order(const Scalar256& a) {
  return std::lexicographical_compare(a.rbegin(), a.rend(), kOrder.rbegin(), kOrder.rend());
}

// 64 bytes, the lowest first, modulo the order: a bit at a time.
Scalar256 reduce_scalar(const Bytes64& bytes) {
  Scalar256 out{};
  for (std::size_t bit = 512; bit-- > 0;) {
    for (std::size_t i = 3; i > 0; --i) out[i] = out[i] << 1 | out[i - 1] >> 63;
    out[0] = out[0] << 1 | (bytes[bit / 8] >> (bit % 8) & 1U);
    if (is_below_order(out)) continue;
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < 4; ++i) out[i] = sub_borrow(out[i], kOrder[i], borrow);
  }
  return out;
}

// What four bits of a scalar can ask for; the first is never taken.
using Multiples = std::array<Point, 16>;

Multiples multiples_of(const Point& p) {
  Multiples out;
  out[1] = p;
  for (std::size_t i = 2; i < out.size(); ++i) out[i] = add_points(out[i - 1], p);
  return out;
}

const Multiples& multiples_of_base() {
  static const Multiples kMultiples = [] {
    base::Bytes32 bytes;  // y = 4/5, x even
    bytes.fill(0x66);
    bytes[0] = 0x58;
    return multiples_of(*decode(bytes));
  }();
  return kMultiples;
}

}  // namespace

bool ed25519_verify(const base::Bytes32& key, base::ByteSpan message,
                    std::span<const std::uint8_t, 64> signature) {
  Scalar256 s;
  for (std::size_t i = 0; i < 4; ++i) s[i] = load_le64(signature.data() + 32 + 8 * i);
  if (!is_below_order(s)) return false;
  auto public_point = decode(key);
  if (!public_point) return false;
  const Scalar256 k =
      reduce_scalar(Sha512().update(signature.first(32)).update(key).update(message).finish());
  public_point->x = negative(public_point->x);
  public_point->t = negative(public_point->t);
  const Multiples of_key = multiples_of(*public_point);
  const Multiples& of_base = multiples_of_base();
  Point sum{field25519::kZero, field25519::kOne, field25519::kOne, field25519::kZero};
  for (std::size_t digit = 64; digit-- > 0;) {
    for (int i = 0; i < 4; ++i) sum = double_point(sum);
    const std::size_t of_s = s[digit / 16] >> (4 * (digit % 16)) & 15;
    const std::size_t of_k = k[digit / 16] >> (4 * (digit % 16)) & 15;
    if (of_s != 0) sum = add_points(sum, of_base[of_s]);
    if (of_k != 0) sum = add_points(sum, of_key[of_k]);
  }
  const base::Bytes32 r = encode(sum);
  return std::equal(r.begin(), r.end(), signature.begin());
}

}  // namespace seiload::crypto
