#pragma once
// Integers mod a prime known when compiled, in Montgomery's form: x stands as x * 2^(64 N) mod m, reduced, in
// N words. For primes whose highest word has its highest bit: those of NIST's curves and of their orders. No
// branch or index depends on a value, except where a name ends in _var.
//
// A Modulus has `static constexpr Number<N> kModulus`.

#include <array>
#include <cstddef>
#include <cstdint>

#include "crypto/carry.h"

namespace seiload::crypto {

template <std::size_t kWords>
using Number = std::array<std::uint64_t, kWords>;  // least significant word first

// Less than; constant time.
template <std::size_t kWords>
constexpr bool is_less(const Number<kWords>& a, const Number<kWords>& b) {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < kWords; ++i) sub_borrow(a[i], b[i], borrow);
  return borrow != 0;
}

template <std::size_t kWords>
constexpr bool is_zero(const Number<kWords>& a) {
  std::uint64_t any = 0;
  for (const std::uint64_t word : a) any |= word;
  return any == 0;
}

template <class Modulus>
class Residue {
 public:
  static constexpr auto kModulus = Modulus::kModulus;
  static constexpr std::size_t kWords = kModulus.size();
  using Value = Number<kWords>;

  constexpr Residue() = default;                      // zero
  static constexpr Residue from(const Value& value);  // any value of kWords words
  static constexpr Residue one() { return Residue(power_of_two(64 * kWords)); }
  constexpr Value value() const { return multiply(words_, Value{1}); }  // < the modulus
  constexpr bool is_zero() const { return crypto::is_zero(words_); }

  // value mod the modulus, for any value of kWords words.
  static constexpr Value reduce(const Value& value) { return subtract_once(value.data(), 0); }

  friend constexpr Residue operator*(const Residue& a, const Residue& b) {
    return Residue(multiply(a.words_, b.words_));
  }
  friend constexpr Residue operator+(const Residue& a, const Residue& b) {
    return Residue(add(a.words_, b.words_));
  }
  friend constexpr Residue operator-(const Residue& a, const Residue& b) {
    return Residue(subtract(a.words_, b.words_));
  }
  constexpr Residue operator-() const { return Residue() - *this; }
  constexpr Residue squared() const { return *this * *this; }
  constexpr Residue doubled() const { return *this + *this; }
  friend constexpr bool operator==(const Residue& a, const Residue& b) { return (a - b).is_zero(); }

  // mask all ones: becomes b; mask zero: stays.
  constexpr void assign_if(std::uint64_t mask, const Residue& b) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kWords; ++i) words_[i] ^= (words_[i] ^ b.words_[i]) & mask;
  }

  constexpr Residue inverse() const;  // of zero: zero; Fermat's way, a fixed chain of some 80 kWords products

  static constexpr std::uint64_t kInverse = [] {  // of -modulus, mod 2^64
    std::uint64_t x = kModulus[0];                // right in 3 bits; each step doubles them
    for (int i = 0; i < 5; ++i) x *= 2 - kModulus[0] * x;
    return 0 - x;
  }();

  // 2^exponent mod the modulus.
  static constexpr Value power_of_two(std::size_t exponent) {
    Value power{1};
    for (std::size_t i = 0; i < exponent; ++i) power = add(power, power);
    return power;
  }

 private:
  explicit constexpr Residue(const Value& words) : words_(words) {}

  // top * 2^(64 kWords) + words, which must be < 2 * modulus, mod the modulus.
  static constexpr Value subtract_once(const std::uint64_t* words, std::uint64_t top) {
    Value reduced{};
    std::uint64_t borrow = 0;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kWords; ++i) reduced[i] = sub_borrow(words[i], kModulus[i], borrow);
    sub_borrow(top, 0, borrow);
    const std::uint64_t keep = 0 - borrow;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kWords; ++i) reduced[i] ^= (reduced[i] ^ words[i]) & keep;
    return reduced;
  }

  static constexpr Value add(const Value& a, const Value& b) {
    Value sum{};
    std::uint64_t carry = 0;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kWords; ++i) sum[i] = add_carry(a[i], b[i], carry);
    return subtract_once(sum.data(), carry);
  }

  static constexpr Value subtract(const Value& a, const Value& b) {
    Value difference{};
    std::uint64_t borrow = 0;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kWords; ++i) difference[i] = sub_borrow(a[i], b[i], borrow);
    const std::uint64_t mask = 0 - borrow;
    std::uint64_t carry = 0;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kWords; ++i)
      difference[i] = add_carry(difference[i], kModulus[i] & mask, carry);
    return difference;
  }

  // a * b / 2^(64 kWords): row by row, with the multiple of the modulus added that clears the lowest word.
  // One of the two may be any number of kWords words.
  static constexpr Value multiply(const Value& a, const Value& b) {
    std::uint64_t t[kWords + 1] = {};
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kWords; ++i) {
      std::uint64_t carry = 0, over = 0, last = 0;
#pragma GCC unroll 8
      for (std::size_t j = 0; j < kWords; ++j) t[j] = mul_add(a[j], b[i], t[j], carry);
      t[kWords] = add_carry(t[kWords], carry, over);
      const std::uint64_t multiple = t[0] * kInverse;
      carry = 0;
      mul_add(multiple, kModulus[0], t[0], carry);
#pragma GCC unroll 8
      for (std::size_t j = 1; j < kWords; ++j) t[j - 1] = mul_add(multiple, kModulus[j], t[j], carry);
      t[kWords - 1] = add_carry(t[kWords], carry, last);
      t[kWords] = over + last;
    }
    return subtract_once(t, t[kWords]);
  }

  Value words_{};
};

template <class Modulus>
constexpr Residue<Modulus> Residue<Modulus>::from(const Value& value) {
  constexpr Value kSquare = power_of_two(128 * kWords);
  return Residue(multiply(value, kSquare));
}

template <class Modulus>
constexpr Residue<Modulus> Residue<Modulus>::inverse() const {
  std::array<Residue, 16> powers;
  powers[0] = one();
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * *this;
  Value exponent = kModulus;
  exponent[0] -= 2;  // public, and no borrow: the lowest word of an odd prime > 2 here is no 1
  Residue result = one();
  for (std::size_t shift = 64 * kWords; shift != 0;) {
    shift -= 4;
    for (int i = 0; i < 4; ++i) result = result.squared();
    const std::size_t digit = exponent[shift / 64] >> shift % 64 & 15;
    if (digit != 0) result = result * powers[digit];
  }
  return result;
}

}  // namespace seiload::crypto
