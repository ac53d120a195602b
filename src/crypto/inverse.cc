#include "crypto/inverse.h"

#include <algorithm>
#include <bit>

namespace seiload::crypto {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kMask = static_cast<std::int64_t>(kMask62);

// 62 division steps as one matrix: (f, g) becomes (u f + v g, q f + r g) / 2^62. Rows sum to at most 2^62 in
// magnitude.
struct Steps {
  std::int64_t u, v, q, r;
};

// Runs 62 steps on the low words of f (odd) and g. eta is the paper's -delta.
Steps run_steps(std::int64_t& eta, std::uint64_t f, std::uint64_t g) {
  std::uint64_t u = 1, v = 0, q = 0, r = 1;  // as two's complement
  int left = 62;
  for (;;) {
    const int zeros =
        std::countr_zero(g | ~std::uint64_t{0} << left);  // even g: halve, as often as it is even
    g >>= zeros;
    u <<= zeros;
    v <<= zeros;
    eta -= zeros;
    left -= zeros;
    if (left == 0) break;
    if (eta < 0) {  // odd g and delta > 0: swap, (f, g) = (g, -f)
      eta = -eta;
      std::swap(f, g);
      std::swap(u, q);
      std::swap(v, r);
      g = 0 - g;
      q = 0 - q;
      r = 0 - r;
    }
    // The next eta + 1 steps cannot swap: each adds f to an odd g, then halves. Adding the right multiple of
    // f at once clears several low bits of g; f * (2 - f * f) is f's inverse mod 2^6.
    const int limit = static_cast<int>(std::min<std::int64_t>({eta + 1, left, 6}));
    const std::uint64_t w = (0 - g) * (f * (2 - f * f)) & ((std::uint64_t{1} << limit) - 1);
    g += f * w;
    q += u * w;
    r += v * w;
  }
  return {static_cast<std::int64_t>(u), static_cast<std::int64_t>(v), static_cast<std::int64_t>(q),
          static_cast<std::int64_t>(r)};
}

// (a x + b y + m * modulus) / 2^62, exact by the caller's choice of m.
Signed62 combine(std::int64_t a, const Signed62& x, std::int64_t b, const Signed62& y, std::int64_t m,
                 const Signed62& modulus) {
  Signed62 out;
  Wide sum = Wide{a} * x[0] + Wide{b} * y[0] + Wide{m} * modulus[0];
  sum >>= 62;
  for (std::size_t i = 1; i < 5; ++i) {
    sum += Wide{a} * x[i] + Wide{b} * y[i] + Wide{m} * modulus[i];
    out[i - 1] = static_cast<std::int64_t>(sum) & kMask;
    sum >>= 62;
  }
  out[4] = static_cast<std::int64_t>(sum);
  return out;
}

// Applies the steps to d and e, which follow f and g mod the modulus. Keeps both in (-2 modulus, modulus): a
// negative one first counts as itself plus the modulus, then a multiple in [0, 2^62) of the modulus is taken
// away so that the low 62 bits of the sum vanish.
void update_cofactors(Signed62& d, Signed62& e, const Steps& s, const Modulus& modulus) {
  const std::int64_t d_negative = d[4] >> 63, e_negative = e[4] >> 63;
  const auto multiple = [&](std::int64_t a, std::int64_t b) {
    const std::int64_t start = (a & d_negative) + (b & e_negative);
    const std::uint64_t low = static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(d[0]) +
                              static_cast<std::uint64_t>(b) * static_cast<std::uint64_t>(e[0]);
    const std::uint64_t excess = (modulus.inverse62 * low + static_cast<std::uint64_t>(start)) & kMask62;
    return start - static_cast<std::int64_t>(excess);
  };
  const Signed62 next_d = combine(s.u, d, s.v, e, multiple(s.u, s.v), modulus.limb);
  e = combine(s.q, d, s.r, e, multiple(s.q, s.r), modulus.limb);
  d = next_d;
}

void add_multiple(Signed62& a, const Signed62& b, std::int64_t times) {
  std::int64_t carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += a[i] + times * b[i];
    a[i] = carry & kMask;
    carry >>= 62;
  }
  a[4] += times * b[4] + carry;
}

void negate(Signed62& a) {
  std::int64_t carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry -= a[i];
    a[i] = carry & kMask;
    carry >>= 62;
  }
  a[4] = carry - a[4];
}

std::uint64_t low_word(const Signed62& a) {
  return static_cast<std::uint64_t>(a[0]) | static_cast<std::uint64_t>(a[1]) << 62;
}

}  // namespace

std::array<std::uint64_t, 4> inverse_var(const std::array<std::uint64_t, 4>& value, const Modulus& modulus) {
  constexpr Signed62 kNothing{};
  Signed62 d{}, e{1}, f = modulus.limb, g = split62(value);
  std::int64_t eta = -1;
  while (g != kNothing) {
    const Steps steps = run_steps(eta, low_word(f), low_word(g));
    update_cofactors(d, e, steps, modulus);
    const Signed62 next_f = combine(steps.u, f, steps.v, g, 0, modulus.limb);
    g = combine(steps.q, f, steps.r, g, 0, modulus.limb);
    f = next_f;
  }
  // Now f is 1 or -1 (the modulus itself, and d zero, if the value was zero), and d times the value is f.
  if (d[4] < 0) add_multiple(d, modulus.limb, 1);
  if (f[4] < 0) negate(d);
  if (d[4] < 0) add_multiple(d, modulus.limb, 1);
  const auto part = [&d](std::size_t i) { return static_cast<std::uint64_t>(d[i]); };
  return {part(0) | part(1) << 62, part(1) >> 2 | part(2) << 60, part(2) >> 4 | part(3) << 58,
          part(3) >> 6 | part(4) << 56};
}

}  // namespace seiload::crypto
