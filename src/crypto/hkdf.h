#pragma once
// HKDF (RFC 5869): keys from a secret. No branch or index depends on the secrets. Nothing allocates. Pure
// functions; any thread.

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "crypto/digest.h"

namespace seiload::crypto {

// Section 2.2; an empty salt is one of zeros.
Digest hkdf_extract(HashAlgorithm algorithm, base::ByteSpan salt, base::ByteSpan secret);

// Section 2.3: fills `out`. Requires at most 255 digests of it.
void hkdf_expand(HashAlgorithm algorithm, base::ByteSpan prk, base::ByteSpan info,
                 std::span<std::uint8_t> out);

}  // namespace seiload::crypto
