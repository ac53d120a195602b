#include "crypto/digest.h"

#include <algorithm>

namespace seiload::crypto {
namespace {

template <std::size_t kSize>
Digest digest_of(const std::array<std::uint8_t, kSize>& bytes) {
  Digest digest;
  std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
  digest.size = kSize;
  return digest;
}

// The alternative for the algorithm, made of the arguments.
template <class A, class B, class C, class... Arguments>
std::variant<A, B, C> make(HashAlgorithm algorithm, Arguments... arguments) {
  switch (algorithm) {
    case HashAlgorithm::sha256:
      return std::variant<A, B, C>(std::in_place_index<0>, arguments...);
    case HashAlgorithm::sha384:
      return std::variant<A, B, C>(std::in_place_index<1>, arguments...);
    case HashAlgorithm::sha512:
      break;
  }
  return std::variant<A, B, C>(std::in_place_index<2>, arguments...);
}

}  // namespace

Hasher::Hasher(HashAlgorithm algorithm) : hash_(make<Sha256, Sha384, Sha512>(algorithm)) {}

// The others wipe themselves.
Hasher::~Hasher() {
  if (auto* const hash = std::get_if<Sha256>(&hash_)) hash->wipe();
}

Hasher& Hasher::update(base::ByteSpan piece) {
  std::visit([piece](auto& hash) { hash.update(piece); }, hash_);
  return *this;
}

Digest Hasher::finish() {
  return std::visit([](auto& hash) { return digest_of(hash.finish()); }, hash_);
}

HmacKey::HmacKey(HashAlgorithm algorithm, base::ByteSpan key)
    : hmac_(make<HmacSha256, HmacSha384, HmacSha512>(algorithm, key)) {}

HmacKey::~HmacKey() {
  if (auto* const hmac = std::get_if<HmacSha256>(&hmac_)) hmac->wipe();
}

Digest HmacKey::mac(std::span<const base::ByteSpan> pieces) const {
  return std::visit([pieces](const auto& hmac) { return digest_of(hmac.mac_pieces(pieces)); }, hmac_);
}

Digest hash(HashAlgorithm algorithm, base::ByteSpan input) {
  return Hasher(algorithm).update(input).finish();
}

Digest hmac(HashAlgorithm algorithm, base::ByteSpan key, base::ByteSpan message) {
  return HmacKey(algorithm, key).mac({&message, 1});
}

}  // namespace seiload::crypto
