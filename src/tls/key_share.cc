#include "tls/key_share.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/nist_curve.h"
#include "crypto/x25519.h"
#include "tls/suite.h"

namespace seiload::tls {

KeyShare::KeyShare(std::uint16_t group, const Entropy& entropy) : group_(group) {
  CHECK(group == kX25519 || group == kP256);
  if (group == kX25519) {
    entropy(key_);
    const base::Bytes32 point = crypto::x25519_public(key_);
    public_.assign(point.begin(), point.end());
    return;
  }
  for (int i = 0; i < 64 && public_.empty(); ++i) {  // one draw in 2^32 is beyond the group's order
    entropy(key_);
    if (const auto point = crypto::p256_public(key_)) public_.assign(point->begin(), point->end());
  }
  CHECK(!public_.empty());
}

KeyShare::~KeyShare() { base::wipe(key_.data(), key_.size()); }

std::optional<Secret> KeyShare::shared(base::ByteSpan peer) const {
  std::optional<base::Bytes32> secret;
  if (group_ == kX25519) {
    base::Bytes32 point;
    if (peer.size() != point.size()) return std::nullopt;
    std::copy(peer.begin(), peer.end(), point.begin());
    secret = crypto::x25519(key_, point);
  } else if (peer.size() == 65) {
    secret = crypto::p256_shared(key_, peer);
  }
  if (!secret) return std::nullopt;
  Secret out(*secret);
  base::wipe(secret->data(), secret->size());
  return out;
}

}  // namespace seiload::tls
