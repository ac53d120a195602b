#pragma once
// Lists of elements between commas, as in HTTP header fields (RFC 9110 5.6.1) and in OpenTelemetry's
// variables.

#include <string_view>

#include "base/text.h"

namespace seiload::base {

// Calls take(element) for each element, empty ones too, without the blanks around it.
template <class Take>
void for_each_element(std::string_view list, Take take) {
  while (true) {
    const std::size_t comma = list.find(',');
    take(trim(list.substr(0, comma)));
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

// Whether one of them is this word, in any case of its letters.
inline bool list_has(std::string_view list, std::string_view word) {
  bool has = false;
  for_each_element(list, [&](std::string_view element) { has = has || equals_ignoring_case(element, word); });
  return has;
}

}  // namespace seiload::base
