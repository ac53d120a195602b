#pragma once
// Base64 with the standard alphabet and padding, RFC 4648 section 4.

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace seiload::base {

std::string to_base64(ByteSpan bytes);

// What to_base64() writes and nothing else: padded, no blanks, the bits that are left over zero.
std::optional<Bytes> decode_base64(std::string_view text);

}  // namespace seiload::base
