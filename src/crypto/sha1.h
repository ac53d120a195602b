#pragma once
// SHA-1 (FIPS 180-4), for the WebSocket handshake (RFC 6455 section 4.2.2) alone: it is broken as a
// signature's hash. A pure function; any thread.

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace seiload::crypto {

std::array<std::uint8_t, 20> sha1(base::ByteSpan input);

}  // namespace seiload::crypto
