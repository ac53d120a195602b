#pragma once
// Well-formed UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates).

#include <cstddef>
#include <string_view>

namespace seiload::base {

// The length of the sequence that the text begins with, or 0 where it is not well-formed.
std::size_t utf8_length(std::string_view text);

// Whether all of it is; fast for ASCII.
bool is_utf8(std::string_view text);

}  // namespace seiload::base
