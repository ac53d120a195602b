#pragma once
// An ephemeral key of ECDHE (RFC 8446, 4.2.8; RFC 8422) and the secret that is shared by it. Thread rule: one
// owner.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "tls/config.h"
#include "tls/secret.h"

namespace seiload::tls {

class KeyShare {
 public:
  KeyShare(std::uint16_t group, const Entropy& entropy);  // kX25519 or kP256
  KeyShare(const KeyShare&) = delete;
  KeyShare& operator=(const KeyShare&) = delete;
  ~KeyShare();

  std::uint16_t group() const { return group_; }
  base::ByteSpan public_key() const { return public_; }
  // Nothing: the peer's key is not one, or a shared secret would be none.
  std::optional<Secret> shared(base::ByteSpan peer) const;

 private:
  std::uint16_t group_;
  base::Bytes32 key_{};
  base::Bytes public_;
};

}  // namespace seiload::tls
