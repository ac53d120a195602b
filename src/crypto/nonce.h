#pragma once
// The nonces of deterministic ECDSA, RFC 6979 section 3.2 with HMAC-SHA-256: a stream of candidates for one key and
// digest, of which a signature takes the first in [1, n - 1]. No branch or index depends on the key.

#include "base/bytes.h"
#include "crypto/scalar.h"
#include "crypto/sha256.h"

namespace seiload::crypto {

class NonceStream {
 public:
  NonceStream(const base::Bytes32& key, const base::Bytes32& digest);  // the digest may be any 32 bytes
  base::Bytes32 next();  // steps h.1 and h.2; from the second call on after the K and V update of h.3

 private:
  base::Bytes32 v_;
  HmacSha256 k_;
  bool used_ = false;
};

// The first usable candidate of the stream.
Scalar derive_nonce(const base::Bytes32& key, const base::Bytes32& digest);

}  // namespace seiload::crypto
