#pragma once
// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104). No branch or index depends on the data, only on lengths.
// Pure functions; any thread.

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/sha256_constants.h"

namespace seiload::crypto {

base::Bytes32 sha256(base::ByteSpan input);

// The same over input that comes in pieces. finish() is called once, last.
class Sha256 {
 public:
  Sha256& update(base::ByteSpan piece);
  base::Bytes32 finish();

 private:
  std::array<std::uint32_t, 8> state_ = std::to_array(sha256_constants::kInitial);
  std::array<std::uint8_t, 64> block_;  // its first length_ % 64 bytes wait for more
  std::uint64_t length_ = 0;            // bytes taken in so far
};

// A key made ready for any number of messages.
class HmacSha256 {
 public:
  explicit HmacSha256(base::ByteSpan key);
  base::Bytes32 mac(base::ByteSpan message) const;

 private:
  Sha256 inner_, outer_;  // after one block of the padded key
};

}  // namespace seiload::crypto
