#pragma once
// PBKDF2 (RFC 8018, section 5.2) with HMAC-SHA-512: for the seeds of mnemonics. What was derived on the way
// is wiped. A pure function; any thread.

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace seiload::crypto {

// Fills `out`. Requires iterations > 0.
void pbkdf2_sha512(base::ByteSpan password, base::ByteSpan salt, std::uint32_t iterations,
                   std::span<std::uint8_t> out);

}  // namespace seiload::crypto
