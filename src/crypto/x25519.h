#pragma once
// X25519 (RFC 7748): the key exchange. Scalars and points are 32 bytes, little-endian numbers as the RFC has
// them; a scalar is any 32 random bytes (section 5 sets and clears bits of it). No branch or index depends on
// the scalar. Pure functions; any thread.

#include <optional>

#include "base/bytes.h"

namespace seiload::crypto {

base::Bytes32 x25519_public(const base::Bytes32& scalar);

// The shared secret; nothing if it is all zero, which a peer of low order makes it (section 6.1). The peer's
// point may be not reduced, or have its highest bit set: that is ignored (section 5).
std::optional<base::Bytes32> x25519(const base::Bytes32& scalar, const base::Bytes32& peer);

}  // namespace seiload::crypto
