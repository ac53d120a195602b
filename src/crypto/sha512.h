#pragma once
// SHA-512 (FIPS 180-4), HMAC-SHA-512 (RFC 2104) and PBKDF2 with it (RFC 8018, section 5.2): for the seeds and
// the keys of mnemonics. No branch or index depends on the data, only on lengths; what was hashed is wiped.
// Pure functions; any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace seiload::crypto {

using Bytes64 = std::array<std::uint8_t, 64>;

Bytes64 sha512(base::ByteSpan input);

// The same over input that comes in pieces. finish() is called once, last.
class Sha512 {
 public:
  Sha512();
  Sha512(const Sha512&) = default;
  Sha512& operator=(const Sha512&) = default;
  ~Sha512();

  Sha512& update(base::ByteSpan piece);
  Bytes64 finish();

 private:
  std::array<std::uint64_t, 8> state_;
  std::array<std::uint8_t, 128> block_;  // its first length_ % 128 bytes wait for more
  std::uint64_t length_ = 0;             // bytes taken in so far
};

// A key made ready for any number of messages.
class HmacSha512 {
 public:
  explicit HmacSha512(base::ByteSpan key);
  Bytes64 mac(base::ByteSpan message) const;

 private:
  Sha512 inner_, outer_;  // after one block of the padded key
};

// PBKDF2-HMAC-SHA-512; fills `out`. Requires iterations > 0.
void pbkdf2_sha512(base::ByteSpan password, base::ByteSpan salt, std::uint32_t iterations,
                   std::span<std::uint8_t> out);

}  // namespace seiload::crypto
