#pragma once
// Base64 with the standard alphabet and padding, RFC 4648 section 4.

#include <string>

#include "base/bytes.h"

namespace seiload::base {

std::string to_base64(ByteSpan bytes);

}  // namespace seiload::base
