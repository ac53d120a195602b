#pragma once
// SHA-2, HMAC (RFC 2104) over it and its digests, for callers that learn the algorithm when they run (TLS,
// signatures). No branch or index depends on the data, only on lengths and the algorithm. What was hashed is
// wiped; a Digest is not. Nothing allocates. Any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "base/bytes.h"
#include "crypto/sha2.h"

namespace seiload::crypto {

enum class HashAlgorithm : std::uint8_t { sha256, sha384, sha512 };

constexpr std::size_t digest_size(HashAlgorithm algorithm) {
  return algorithm == HashAlgorithm::sha256 ? 32 : algorithm == HashAlgorithm::sha384 ? 48 : 64;
}

// Bytes past `size` are zero.
struct Digest {
  std::array<std::uint8_t, 64> bytes{};
  std::uint8_t size = 0;

  base::ByteSpan span() const { return base::ByteSpan(bytes).first(size); }
};

// Input comes in pieces; a copy goes on from where it was taken. finish() is called once, last.
class Hasher {
 public:
  explicit Hasher(HashAlgorithm algorithm);
  Hasher(const Hasher&) = default;
  Hasher& operator=(const Hasher&) = default;
  ~Hasher();

  Hasher& update(base::ByteSpan piece);
  Digest finish();

 private:
  std::variant<Sha256, Sha384, Sha512> hash_;
};

// A key made ready for any number of messages.
class HmacKey {
 public:
  HmacKey(HashAlgorithm algorithm, base::ByteSpan key);
  HmacKey(const HmacKey&) = default;
  HmacKey& operator=(const HmacKey&) = default;
  ~HmacKey();

  Digest mac(std::span<const base::ByteSpan> pieces) const;  // of one message

 private:
  std::variant<HmacSha256, HmacSha384, HmacSha512> hmac_;
};

Digest hash(HashAlgorithm algorithm, base::ByteSpan input);
Digest hmac(HashAlgorithm algorithm, base::ByteSpan key, base::ByteSpan message);

}  // namespace seiload::crypto
