#pragma once
// The curves P-256 and P-384 (FIPS 186-5; SP 800-186, section 3.2.1): ECDSA verification on both, on P-256
// also what TLS does with a secret: public keys, Diffie-Hellman and deterministic signatures. Points are
// uncompressed: 04 || x || y (SEC 1, section 2.3). Pure functions; any thread. Bad input gives false or
// nothing, whatever its length.

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace seiload::crypto {

enum class NistCurve : std::uint8_t { p256, p384 };

// Coordinates in the field, on the curve, in the form above: a public key that may be used.
bool is_point(NistCurve curve, base::ByteSpan point);

// FIPS 186-5, section 6.4.2. r and s are big-endian and may have zeros in front; of a digest longer than the
// order its first bits count. Variable time: for public values only.
bool ecdsa_verify(NistCurve curve, base::ByteSpan point, base::ByteSpan digest, base::ByteSpan r,
                  base::ByteSpan s);

// With a secret key (big-endian): no branch or index depends on it, but for whether it is in [1, n - 1]. What
// they put on the stack is overwritten before they return.
std::optional<std::array<std::uint8_t, 65>> p256_public(const base::Bytes32& key);
// The x coordinate of key times the peer's point (SP 800-56A, section 5.7.1.2); nothing if the peer's bytes
// are no point.
std::optional<base::Bytes32> p256_shared(const base::Bytes32& key, base::ByteSpan peer_point);
// r || s of deterministic ECDSA (RFC 6979 with HMAC-SHA-256); the digest is as for ecdsa_verify.
std::optional<std::array<std::uint8_t, 64>> p256_sign(const base::Bytes32& key, base::ByteSpan digest);

}  // namespace seiload::crypto
