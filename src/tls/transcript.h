#pragma once
// The hash of a handshake's messages (RFC 8446, 4.4.1), of which the algorithm is known only once the server
// has chosen. Thread rule: one owner.

#include <optional>

#include "base/bytes.h"
#include "crypto/digest.h"

namespace seiload::tls {

class Transcript {
 public:
  void add(base::ByteSpan message);  // with its header
  // Once. The messages themselves are kept only where `keep` says so.
  void choose(crypto::HashAlgorithm hash, bool keep);
  // A HelloRetryRequest, which is not added yet: what was added becomes a message of its hash.
  void retry();

  crypto::Digest hash() const { return hash_with({}); }  // requires choose()
  // As if these bytes had been added; before choose() by the algorithm given.
  crypto::Digest hash_with(base::ByteSpan more) const;
  crypto::Digest hash_with(crypto::HashAlgorithm hash, base::ByteSpan more) const;
  const base::Bytes& messages() const { return messages_; }  // requires that they are kept
  void forget_messages() {
    messages_ = {};
    keeps_ = false;
  }

 private:
  std::optional<crypto::Hasher> hasher_;
  crypto::HashAlgorithm algorithm_ = crypto::HashAlgorithm::sha256;
  base::Bytes messages_;
  bool keeps_ = true;
};

}  // namespace seiload::tls
