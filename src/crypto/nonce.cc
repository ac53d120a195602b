#include "crypto/nonce.h"

#include <algorithm>
#include <array>

namespace seiload::crypto {
namespace {

constexpr base::Bytes32 kZeros{};
constexpr base::Bytes32 kOnes = [] {
  base::Bytes32 ones{};
  ones.fill(0x01);
  return ones;
}();

// The K of steps d and f: HMAC_K(V || tag || int2octets(key) || bits2octets(digest)).
HmacSha256 seeded_key(const HmacSha256& k, const base::Bytes32& v, std::uint8_t tag, const base::Bytes32& key,
                      const base::Bytes32& reduced_digest) {
  std::array<std::uint8_t, 97> message;
  auto at = std::copy(v.begin(), v.end(), message.begin());
  *at++ = tag;
  at = std::copy(key.begin(), key.end(), at);
  std::copy(reduced_digest.begin(), reduced_digest.end(), at);
  return HmacSha256(k.mac(message));
}

}  // namespace

NonceStream::NonceStream(const base::Bytes32& key, const base::Bytes32& digest) : v_(kOnes), k_([] {
  static const HmacSha256 kZeroKey(kZeros);  // step c's K, the same for everyone
  return kZeroKey;
}()) {
  const base::Bytes32 reduced = store_words(scalar::reduce(load_words(digest)).word);
  for (const std::uint8_t tag : {std::uint8_t{0x00}, std::uint8_t{0x01}}) {
    k_ = seeded_key(k_, v_, tag, key, reduced);
    v_ = k_.mac(v_);
  }
}

base::Bytes32 NonceStream::next() {
  if (used_) {
    std::array<std::uint8_t, 33> message{};  // V || 0x00
    std::copy(v_.begin(), v_.end(), message.begin());
    k_ = HmacSha256(k_.mac(message));
    v_ = k_.mac(v_);
  }
  used_ = true;
  v_ = k_.mac(v_);
  return v_;
}

Scalar derive_nonce(const base::Bytes32& key, const base::Bytes32& digest) {
  NonceStream stream(key, digest);
  for (;;) {
    const Words candidate = load_words(stream.next());
    if (scalar::is_reduced(candidate) && !scalar::is_zero({candidate})) return {candidate};
  }
}

}  // namespace seiload::crypto
