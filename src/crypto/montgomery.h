#pragma once
// Products and powers mod an odd number whose size is known when the program runs (RSA): Montgomery's way, on
// words of 64 bits. Numbers are size() words, least significant first, and less than the modulus unless said;
// R is 2^(64 size()). No branch or index depends on a value but for those of the modulus's length, except
// where a name ends in _var. Allocates when made and in powers; what was there is wiped.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace seiload::crypto {

// A number in words that are wiped before they are given back.
class SecretWords {
 public:
  explicit SecretWords(std::size_t count = 0) : words_(count) {}  // zero
  // Big-endian bytes. Requires that they fit: at most 8 * count.
  static SecretWords from(base::ByteSpan bytes, std::size_t count);
  SecretWords(SecretWords&&) noexcept = default;
  SecretWords& operator=(SecretWords&& other) noexcept {
    words_.swap(other.words_);
    return *this;
  }
  ~SecretWords() { base::wipe(words_.data(), words_.size() * sizeof(std::uint64_t)); }

  void store(std::span<std::uint8_t> out) const;  // its lowest out.size() bytes, big-endian
  std::uint64_t* data() { return words_.data(); }
  const std::uint64_t* data() const { return words_.data(); }
  std::size_t size() const { return words_.size(); }
  std::uint64_t& operator[](std::size_t i) { return words_[i]; }
  std::uint64_t operator[](std::size_t i) const { return words_[i]; }

 private:
  std::vector<std::uint64_t> words_;
};

class Montgomery {
 public:
  static constexpr std::size_t kMaxWords = 128;  // 8192 bits

  // Requires an odd modulus > 1 of at most kMaxWords words.
  explicit Montgomery(SecretWords modulus);

  std::size_t size() const { return modulus_.size(); }
  const SecretWords& modulus() const { return modulus_; }

  // out = a b / R. One of the two may be any number of size() words. out may be a or b.
  void multiply(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out) const;
  // out = a R mod the modulus, for any a of size() words.
  void enter(const std::uint64_t* a, std::uint64_t* out) const { multiply(a, square_.data(), out); }
  void add(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out) const;       // out = a + b
  void subtract(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out) const;  // out = a - b
  SecretWords reduce(const SecretWords& number) const;  // any one of 2 size() words, without R

  // base^exponent, both in and out as they are, without R.
  SecretWords power_var(const SecretWords& base, std::uint64_t exponent) const;   // public, not zero
  SecretWords power(const SecretWords& base, const SecretWords& exponent) const;  // any secret of any size

 private:
#if defined(__x86_64__)
  void multiply_x86(const std::uint64_t* a, const std::uint64_t* b, std::uint64_t* out) const;
#endif
  void leave(std::uint64_t* a) const;  // a = a / R
  void double_it(std::uint64_t* a) const;
  void subtract_once(const std::uint64_t* words, std::uint64_t top, std::uint64_t* out) const;

  SecretWords modulus_, square_;  // R^2 mod the modulus
  std::uint64_t inverse_;         // of -modulus, mod 2^64
};

}  // namespace seiload::crypto
