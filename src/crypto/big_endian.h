#pragma once
// Numbers as bytes, the most significant first, as they come in certificates, signatures and key files.

#include <algorithm>

#include "base/bytes.h"

namespace seiload::crypto {

// Without the zeros in front; of zero: nothing.
inline base::ByteSpan without_zeros_var(base::ByteSpan number) {
  const auto first = std::find_if(number.begin(), number.end(), [](std::uint8_t byte) { return byte != 0; });
  return number.subspan(static_cast<std::size_t>(first - number.begin()));
}

}  // namespace seiload::crypto
