#pragma once
// Integers mod a prime known when compiled, for the sums and products of points on curves: Montgomery's form
// with R = 2^(kBits kLimbs), in signed limbs of more than kBits bits. Sums and differences carry nothing, and
// the columns of a product are summed up in 128 bits. No branch or index depends on a value.
//
// Sizes, as multiples of the prime m and of a limb 2^kBits: a product and from() are in (-m, 2 m), with limbs
// of one 2^kBits; sums add up. R is 2^14 m or more: what is multiplied may be of up to 100 m and 100 m, with
// limbs of up to 30 2^kBits. A value has many forms; only value() and what calls it look at the reduced one.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "crypto/prime_field.h"

namespace seiload::crypto {

template <class Modulus, std::size_t kBits, std::size_t kLimbs>
class LazyResidue {
 public:
  using Words = Residue<Modulus>;  // the same number, reduced, in words
  using Value = typename Words::Value;
  static constexpr auto kModulus = Modulus::kModulus;
  static constexpr std::size_t kWords = kModulus.size();

  constexpr LazyResidue() = default;  // zero
  static constexpr LazyResidue from(const Value& value) {
    constexpr Limbs kSquare = split(Words::power_of_two(2 * kBits * kLimbs));
    return LazyResidue(multiply(split(value), kSquare));
  }
  static constexpr LazyResidue one() { return LazyResidue(split(Words::power_of_two(kBits * kLimbs))); }

  // < the modulus. Without R it is in [0, m]: less than R / R away from what is added.
  constexpr Value value() const { return Words::reduce(join(multiply(limbs_, Limbs{1}))); }
  constexpr bool is_zero() const { return crypto::is_zero(value()); }

  friend constexpr LazyResidue operator*(const LazyResidue& a, const LazyResidue& b) {
    return LazyResidue(multiply(a.limbs_, b.limbs_));
  }
  constexpr LazyResidue squared() const { return LazyResidue(square(limbs_)); }
  friend constexpr LazyResidue operator+(const LazyResidue& a, const LazyResidue& b) {
    LazyResidue sum;
    for (std::size_t i = 0; i < kLimbs; ++i) sum.limbs_[i] = a.limbs_[i] + b.limbs_[i];
    return sum;
  }
  friend constexpr LazyResidue operator-(const LazyResidue& a, const LazyResidue& b) {
    LazyResidue difference;
    for (std::size_t i = 0; i < kLimbs; ++i) difference.limbs_[i] = a.limbs_[i] - b.limbs_[i];
    return difference;
  }
  constexpr LazyResidue operator-() const { return LazyResidue() - *this; }
  constexpr LazyResidue times(std::int64_t small) const {
    LazyResidue product;
    for (std::size_t i = 0; i < kLimbs; ++i) product.limbs_[i] = limbs_[i] * small;
    return product;
  }
  friend constexpr bool operator==(const LazyResidue& a, const LazyResidue& b) { return (a - b).is_zero(); }

  // mask all ones: becomes b; mask zero: stays.
  constexpr void assign_if(std::uint64_t mask, const LazyResidue& b) {
    const auto signed_mask = static_cast<std::int64_t>(mask);
    for (std::size_t i = 0; i < kLimbs; ++i) limbs_[i] ^= (limbs_[i] ^ b.limbs_[i]) & signed_mask;
  }

  constexpr LazyResidue inverse() const {  // of zero: zero
    return from(Words::from(value()).inverse().value());
  }

 private:
  __extension__ using Wide = __int128;
  using Limbs = std::array<std::int64_t, kLimbs>;
  static constexpr std::uint64_t kMask = (std::uint64_t{1} << kBits) - 1;

  explicit constexpr LazyResidue(const Limbs& limbs) : limbs_(limbs) {}

  static constexpr Limbs split(const Value& words) {
    Limbs limbs{};
    for (std::size_t i = 0; i < kLimbs; ++i) {
      const std::size_t word = i * kBits / 64, shift = i * kBits % 64;
      if (word >= kWords) break;
      std::uint64_t bits = words[word] >> shift;
      if (shift > 64 - kBits && word + 1 < kWords) bits |= words[word + 1] << (64 - shift);
      limbs[i] = static_cast<std::int64_t>(bits & kMask);
    }
    return limbs;
  }

  static constexpr Value join(const Limbs& limbs) {  // of limbs in [0, 2^kBits)
    Value words{};
    for (std::size_t i = 0; i < kLimbs; ++i) {
      const std::size_t word = i * kBits / 64, shift = i * kBits % 64;
      if (word >= kWords) break;
      words[word] |= static_cast<std::uint64_t>(limbs[i]) << shift;
      if (shift > 64 - kBits && word + 1 < kWords)
        words[word + 1] |= static_cast<std::uint64_t>(limbs[i]) >> (64 - shift);
    }
    return words;
  }

  static constexpr Limbs kPrime = split(kModulus);
  static constexpr std::uint64_t kInverse = Words::kInverse & kMask;  // of -modulus, mod 2^kBits

  // Calls step(0) to step(count - 1), each with its number as a constant.
  template <std::size_t... kSteps>
  [[gnu::always_inline]] static constexpr void each(std::index_sequence<kSteps...>, auto&& step) {
    (step(std::integral_constant<std::size_t, kSteps>()), ...);
  }

  // The product of which column(k) gives the sum of column k, divided by R: to each lower column comes
  // the multiple of the modulus that clears its kBits bits.
  [[gnu::always_inline]] static constexpr Limbs reduce_columns(auto&& column) {
    Limbs multiple{}, out{};
    Wide sum = 0;
    each(std::make_index_sequence<2 * kLimbs - 1>(), [&](auto number) {
      constexpr std::size_t kColumn = number, kFirst = kColumn < kLimbs ? 0 : kColumn - kLimbs + 1;
      constexpr std::size_t kAfter = kColumn < kLimbs ? kColumn : kLimbs;  // multiples that are known
      sum += column(number);
      each(std::make_index_sequence<kAfter - kFirst>(), [&](auto offset) {
        constexpr std::size_t kRow = kFirst + offset;
        constexpr std::int64_t kFactor = kPrime[kColumn - kRow];
        if constexpr (kFactor != 0) sum += Wide{multiple[kRow]} * kFactor;
      });
      const std::uint64_t low = static_cast<std::uint64_t>(sum) & kMask;
      if constexpr (kColumn >= kLimbs) {
        out[kColumn - kLimbs] = static_cast<std::int64_t>(low);
        sum >>= kBits;
      } else if constexpr (kPrime[0] == static_cast<std::int64_t>(kMask)) {
        multiple[kColumn] = static_cast<std::int64_t>(low);  // times 2^kBits - 1
        sum = (sum >> kBits) + multiple[kColumn];
      } else {
        multiple[kColumn] = static_cast<std::int64_t>(low * kInverse & kMask);
        sum = (sum + Wide{multiple[kColumn]} * kPrime[0]) >> kBits;
      }
    });
    out[kLimbs - 1] = static_cast<std::int64_t>(sum);
    return out;
  }

  static constexpr Limbs multiply(const Limbs& a, const Limbs& b) {
    return reduce_columns([&](auto number) {
      constexpr std::size_t kColumn = number, kFirst = kColumn < kLimbs ? 0 : kColumn - kLimbs + 1;
      Wide sum = 0;
      each(std::make_index_sequence<kColumn + 1 - 2 * kFirst>(), [&](auto offset) {
        constexpr std::size_t kRow = kFirst + offset;
        sum += Wide{a[kRow]} * b[kColumn - kRow];
      });
      return sum;
    });
  }

  static constexpr Limbs square(const Limbs& a) {
    return reduce_columns([&](auto number) {
      constexpr std::size_t kColumn = number, kFirst = kColumn < kLimbs ? 0 : kColumn - kLimbs + 1;
      Wide sum = 0;
      each(std::make_index_sequence<(kColumn + 1 - 2 * kFirst) / 2>(), [&](auto offset) {
        constexpr std::size_t kRow = kFirst + offset;
        sum += Wide{2 * a[kRow]} * a[kColumn - kRow];
      });
      if constexpr (kColumn % 2 == 0) sum += Wide{a[kColumn / 2]} * a[kColumn / 2];
      return sum;
    });
  }

  Limbs limbs_{};
};

}  // namespace seiload::crypto
