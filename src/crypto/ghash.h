#pragma once
// GHASH (NIST SP 800-38D, section 6.4) in constant time on any processor. Any thread.

#include <cstddef>
#include <cstdint>

namespace seiload::crypto {

// The hash key H ready to multiply by.
struct GhashKey {
  static constexpr std::size_t kSpacing = 5;
  std::uint64_t low[kSpacing], high[kSpacing], sum[kSpacing];  // every fifth bit of a word in each

  explicit GhashKey(const std::uint8_t* hash_key);  // 16 bytes
  GhashKey(const GhashKey&) = default;
  GhashKey& operator=(const GhashKey&) = default;
  ~GhashKey();
};

struct Ghash {
  std::uint64_t low = 0, high = 0;

  void absorb(const GhashKey& key, const std::uint8_t* data, std::size_t size);  // filled up with zeros
};

}  // namespace seiload::crypto
