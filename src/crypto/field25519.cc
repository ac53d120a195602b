#include "crypto/field25519.h"

#include <cstring>

#include "crypto/constant_time.h"

namespace seiload::crypto::field25519 {
namespace {

__extension__ using Wide = unsigned __int128;

Wide product(std::uint64_t a, std::uint64_t b) { return Wide{a} * b; }

std::uint64_t load_le64(const std::uint8_t* p) { return __builtin_bswap64(base::load_be64(p)); }
void store_le64(std::uint8_t* p, std::uint64_t word) { base::store_be64(p, __builtin_bswap64(word)); }

std::uint64_t low(Wide a) { return static_cast<std::uint64_t>(a) & kLimbMask; }
std::uint64_t carry(Wide a) { return static_cast<std::uint64_t>(a >> 51); }

// Of limbs below 2^54 the first four columns are below 2^114.4 and the last below 2^110.4: what is carried
// fits into 64 bits, and 19 times that of the last, which has no factor 19 in it.
[[gnu::always_inline]] inline Element carried(Wide r0, Wide r1, Wide r2, Wide r3, Wide r4) {
  r1 += carry(r0);
  r2 += carry(r1);
  r3 += carry(r2);
  r4 += carry(r3);
  const std::uint64_t first = low(r0) + 19 * carry(r4);
  return {{first & kLimbMask, low(r1) + (first >> 51), low(r2), low(r3), low(r4)}};
}

// Both powers begin with a^(2^250 - 1).
struct Begun {
  Element power, a11;
};

Begun begin_power(const Element& a) {
  const Element a2 = square(a), a9 = multiply(square_times(a2, 2), a), a11 = multiply(a9, a2);
  const Element b5 = multiply(square(a11), a9);  // 2^5 - 1
  const Element b10 = multiply(square_times(b5, 5), b5);
  const Element b20 = multiply(square_times(b10, 10), b10);
  const Element b40 = multiply(square_times(b20, 20), b20);
  const Element b50 = multiply(square_times(b40, 10), b10);
  const Element b100 = multiply(square_times(b50, 50), b50);
  const Element b200 = multiply(square_times(b100, 100), b100);
  return {multiply(square_times(b200, 50), b50), a11};
}

}  // namespace

Element load(const std::uint8_t* bytes) {
  const std::uint64_t w0 = load_le64(bytes), w1 = load_le64(bytes + 8), w2 = load_le64(bytes + 16),
                      w3 = load_le64(bytes + 24);
  return {{w0 & kLimbMask, (w0 >> 51 | w1 << 13) & kLimbMask, (w1 >> 38 | w2 << 26) & kLimbMask,
           (w2 >> 25 | w3 << 39) & kLimbMask, w3 >> 12 & kLimbMask}};
}

base::Bytes32 store(const Element& a) {
  const Element once = reduce(a);
  std::uint64_t l[5];
  std::memcpy(l, once.limbs, sizeof l);
  // How often 2^255 - 19 goes into it: the carry out of the top when 19 is added.
  std::uint64_t times = (l[0] + 19) >> 51;
  for (int i = 1; i < 5; ++i) times = (l[i] + times) >> 51;
  l[0] += 19 * times;
  for (int i = 0; i < 4; ++i) {
    l[i + 1] += l[i] >> 51;
    l[i] &= kLimbMask;
  }
  l[4] &= kLimbMask;
  base::Bytes32 out;
  store_le64(out.data(), l[0] | l[1] << 51);
  store_le64(out.data() + 8, l[1] >> 13 | l[2] << 38);
  store_le64(out.data() + 16, l[2] >> 26 | l[3] << 25);
  store_le64(out.data() + 24, l[3] >> 39 | l[4] << 12);
  return out;
}

Element multiply(const Element& x, const Element& y) {
  const auto [a0, a1, a2, a3, a4] = x.limbs;
  const auto [b0, b1, b2, b3, b4] = y.limbs;
  const std::uint64_t c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4;
  return carried(
      product(a0, b0) + product(a1, c4) + product(a2, c3) + product(a3, c2) + product(a4, c1),
      product(a0, b1) + product(a1, b0) + product(a2, c4) + product(a3, c3) + product(a4, c2),
      product(a0, b2) + product(a1, b1) + product(a2, b0) + product(a3, c4) + product(a4, c3),
      product(a0, b3) + product(a1, b2) + product(a2, b1) + product(a3, b0) + product(a4, c4),
      product(a0, b4) + product(a1, b3) + product(a2, b2) + product(a3, b1) + product(a4, b0));
}

Element square(const Element& x) {
  const auto [a0, a1, a2, a3, a4] = x.limbs;
  const std::uint64_t d0 = 2 * a0, d1 = 2 * a1, c3 = 19 * a3, c4 = 19 * a4, e3 = 2 * c3, e4 = 2 * c4;
  return carried(product(a0, a0) + product(a1, e4) + product(a2, e3),
                 product(d0, a1) + product(a2, e4) + product(a3, c3),
                 product(d0, a2) + product(a1, a1) + product(a3, e4),
                 product(d0, a3) + product(d1, a2) + product(a4, c4),
                 product(d0, a4) + product(d1, a3) + product(a2, a2));
}

Element square_times(Element a, int times) {
  while (times-- > 0) a = square(a);
  return a;
}

Element multiply_small(const Element& a, std::uint32_t factor) {
  const auto& l = a.limbs;
  return carried(product(l[0], factor), product(l[1], factor), product(l[2], factor), product(l[3], factor),
                 product(l[4], factor));
}

Element reduce(const Element& a) {
  const auto& l = a.limbs;
  return carried(l[0], l[1], l[2], l[3], l[4]);
}

// a^(2^255 - 21)
Element invert(const Element& a) {
  const Begun begun = begin_power(a);
  return multiply(square_times(begun.power, 5), begun.a11);
}

// a^(2^252 - 3)
Element power_of_p_minus_5_over_8(const Element& a) {
  return multiply(square_times(begin_power(a).power, 2), a);
}

bool is_zero(const Element& a) {
  const base::Bytes32 bytes = store(a);
  return equal_constant_time(bytes, base::Bytes32{});
}

}  // namespace seiload::crypto::field25519
