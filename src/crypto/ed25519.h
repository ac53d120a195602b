#pragma once
// Ed25519 (RFC 8032, section 5.1): verification of signatures. Strict: s is below the group's order, the key
// is a point in its canonical encoding. The equation is the one without the cofactor, [s]B = R + [k]A,
// compared in its encoding (as OpenSSL and Go do), so R must be canonical too. Verifiers that multiply by the
// cofactor accept more, but only signatures crafted with points of small order. Not constant time: nothing
// here is secret. A pure function; any thread.

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace seiload::crypto {

bool ed25519_verify(const base::Bytes32& key, base::ByteSpan message,
                    std::span<const std::uint8_t, 64> signature);

}  // namespace seiload::crypto
