// Built with AVX-512 flags: see kernels.h.
#if defined(__x86_64__)

#include "crypto/avx512_field.h"
#include "crypto/comb_tree.h"
#include "crypto/kernels.h"

namespace seiload::crypto::kernels {
namespace {

// The reduced value of a carried one, in four words.
SEILOAD_INLINE void to_words8(Element8 a, Lanes* w) {
  for (int i = 0; i < 2; ++i) {  // to under 2^256 + 2^49, then under 2^256
    const Lanes over = _mm512_srli_epi64(a.limb[4], 48);
    a.limb[4] = both(a.limb[4], all(kBits48));
    a.limb[0] = low(a.limb[0], over, all(kWorth256));
    carry_up(a);
  }
  Element8 less = a;  // a - p, if adding 2^256 - p carries out
  less.limb[0] = plus(less.limb[0], all(kWorth256));
  carry_up(less);
  const __mmask8 is_less = _mm512_cmplt_epu64_mask(all(kBits48), less.limb[4]);
  less.limb[4] = both(less.limb[4], all(kBits48));
  for (int i = 0; i < 5; ++i) a.limb[i] = _mm512_mask_mov_epi64(a.limb[i], is_less, less.limb[i]);
  pack(a, w);
}

// The arithmetic for comb_tree.h. Five levels of next_y take y from (-p, p) to (-3p, 4p).
struct Ifma {
  using Element = Element8;
  static constexpr std::size_t kChains = 2;
  static Element8 mul(const Element8& a, const Element8& b) { return mul8(a, b); }
  static Element8 difference(const Element8& a, const Element8& b) {  // y's: in (-6p, 6p); x's: (-2p, 2p)
    Element8 d = sub8(a, b, 8);
    carry_up(d);
    return d;
  }
  static Element8 next_x(const Element8& slope, const Element8& a, const Element8& b) {
    Element8 x = sub8(sqr8(slope), a, 5);
    for (int i = 0; i < 5; ++i) x.limb[i] = minus(x.limb[i], b.limb[i]);
    fold_once(x);
    return x;
  }
  static Element8 next_y(const Element8& slope, const Element8& run, const Element8& y) {
    Element8 next = mul8(slope, run);
    for (int i = 0; i < 5; ++i) next.limb[i] = minus(next.limb[i], y.limb[i]);
    return next;
  }
  static bool invert_var(const Element8& a, Element8& out) {
    const Lanes zero = _mm512_setzero_si512();
    Lanes row[8] = {zero, zero, zero, zero, zero, zero, zero, zero};
    to_words8(a, row);
    transpose(row);
    alignas(64) std::uint64_t words[8][4];
    for (int i = 0; i < 8; ++i)
      _mm256_store_si256(reinterpret_cast<__m256i*>(words[i]), _mm512_castsi512_si256(row[i]));
    if (!invert_8_x86(words)) return false;
    for (int i = 0; i < 8; ++i)
      row[i] = _mm512_zextsi256_si512(_mm256_load_si256(reinterpret_cast<const __m256i*>(words[i])));
    transpose(row);
    out = from_words8(row);
    return true;
  }
};

static_assert(comb::kWindows <= 32, "five levels");
using Point8 = comb::TreePoint<Ifma>;

// Where eight scalars' digits of each window stand in its row, and which are negative.
struct Digits8 {
  alignas(64) std::uint64_t index[comb::kWindows][8];
  Lanes sign[comb::kWindows];  // all ones, or zero
};

// All windows before any point is read, so that the table's lines are on their way by then (a batch takes 7 %
// less time).
void find_digits(const comb::Table& table, const comb::Recoded* const* scalars, Digits8& out) {
  Lanes k[8];
  for (int i = 0; i < 8; ++i) k[i] = _mm512_load_si512(scalars[i]);
  transpose(k);  // four words of bits, then the mask
  for (std::size_t w = 0; w < comb::kWindows; ++w) {
    const std::size_t from = w * comb::kWindowBits, width = comb::window_bits(w), word = from / 64;
    const Lanes below = _mm512_srlv_epi64(k[word], all(from % 64));
    const Lanes above =
        word < 3 ? _mm512_sllv_epi64(k[word + 1], all(64 - from % 64)) : _mm512_setzero_si512();
    const Lanes value = both(_mm512_or_si512(below, above), all((std::uint64_t{1} << width) - 1));
    const Lanes negative = minus(_mm512_srlv_epi64(value, all(width - 1)), all(1));
    const Lanes index = both(_mm512_xor_si512(value, negative), all((std::uint64_t{1} << (width - 1)) - 1));
    _mm512_store_si512(out.index[w], index);
    out.sign[w] = _mm512_xor_si512(negative, k[4]);
  }
  for (std::size_t w = 0; w < comb::kWindows; ++w)
    for (const std::uint64_t at : out.index[w]) __builtin_prefetch(&table.entry[w][at]);
}

// The table's points for eight scalars, all windows; point w goes to points[w * stride].
void look_up(const comb::Table& table, const Digits8& digits, Point8* points, std::size_t stride) {
  for (std::size_t w = 0; w < comb::kWindows; ++w) {
    Lanes row[8];
    for (int i = 0; i < 8; ++i) row[i] = _mm512_load_si512(&table.entry[w][digits.index[w][i]]);
    transpose(row);
    Point8& point = points[w * stride];
    point.x = from_words8(row);
    const Lanes sign = digits.sign[w];
    const Element8 y = from_words8(row + 4);
    for (int i = 0; i < 5; ++i) point.y.limb[i] = minus(_mm512_xor_si512(y.limb[i], sign), sign);
  }
}

}  // namespace

bool mul_all_avx512(const comb::Table& table, const comb::Recoded* scalars, std::size_t count,
                    comb::PointWords* out, std::byte* sums) {
  const std::size_t groups = (count + 7) / 8;
  const auto [points, products] = comb::Sums<Ifma>(sums, comb::kWindows * groups);
  Digits8 digits;
  for (std::size_t g = 0; g < groups; ++g) {
    const comb::Recoded* lane[8];  // the last one again where there are no more
    for (std::size_t i = 0; i < 8; ++i) lane[i] = &scalars[g * 8 + i < count ? g * 8 + i : count - 1];
    find_digits(table, lane, digits);
    look_up(table, digits, points + g, groups);
  }
  if (!comb::add_rows_var<Ifma>(points, comb::kWindows, groups, products)) return false;
  for (std::size_t g = 0; g < groups; ++g) {
    Lanes row[8];
    to_words8(points[g].x, row);
    Element8 y = points[g].y;
    y.limb[0] = minus(y.limb[0], all(4 * kWorth256));
    y.limb[4] = plus(y.limb[4], all(std::uint64_t{4} << 48));
    carry_up(y);
    to_words8(y, row + 4);
    transpose(row);
    for (std::size_t i = 0; i < 8 && g * 8 + i < count; ++i) _mm512_store_si512(&out[g * 8 + i], row[i]);
  }
  return true;
}

}  // namespace seiload::crypto::kernels

#endif
