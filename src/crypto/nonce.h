#pragma once
// The nonces of deterministic ECDSA, RFC 6979 section 3.2 with HMAC-SHA-256: a stream of candidates for one
// key and digest, of which a signature takes the first in [1, n - 1]. For any group whose order n has 256
// bits; the functions below are for secp256k1. No branch or index depends on the key.

#include <span>

#include "base/bytes.h"
#include "crypto/ecdsa.h"
#include "crypto/scalar.h"
#include "crypto/sha2.h"

namespace seiload::crypto {

class NonceStream {
 public:
  NonceStream(const base::Bytes32& key, const base::Bytes32& reduced_digest);  // both < n
  base::Bytes32 next();  // steps h.1 and h.2; from the second call on after the K and V update of h.3

 private:
  base::Bytes32 v_;
  HmacSha256 k_;
  bool used_ = false;
};

// The first usable candidate of the stream. The digest may be any 32 bytes.
Scalar derive_nonce(const base::Bytes32& key, const base::Bytes32& digest);

// out[i] = derive_nonce of jobs[i], on the path that cpu.h says. Requires equal sizes and valid keys.
void derive_nonces(std::span<const SignJob> jobs, std::span<Scalar> out);

}  // namespace seiload::crypto
