#pragma once
// Percent-encoding, RFC 3986 2.1.

#include <optional>
#include <string>
#include <string_view>

namespace seiload::base {

// Nothing where a '%' is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace seiload::base
