#pragma once
// How a digest is written into the number that RSA signs: EMSA-PKCS1-v1_5 and EMSA-PSS (RFC 8017, section 9).
// Pure functions; any thread.

#include <cstddef>
#include <optional>

#include "base/bytes.h"
#include "crypto/digest.h"

namespace seiload::crypto {

// Of `size` bytes; nothing if the digest is not of the algorithm's size or `size` is too small for it.
std::optional<base::Bytes> encode_pkcs1(HashAlgorithm algorithm, base::ByteSpan digest, std::size_t size);

// For a modulus of `bits` bits, in as many bytes as it has: one more zero in front where the encoding, which
// has bits - 1, needs a byte less. The salt must be of the digest's size.
std::optional<base::Bytes> encode_pss(HashAlgorithm algorithm, base::ByteSpan digest, base::ByteSpan salt,
                                      std::size_t bits);
// Whether `message`, as encode_pss writes it, is of this digest.
bool check_pss(HashAlgorithm algorithm, base::ByteSpan digest, base::ByteSpan message, std::size_t bits);

}  // namespace seiload::crypto
