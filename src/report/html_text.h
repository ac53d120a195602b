#pragma once
// Pieces of HTML. What a report holds is hostile input: every text of it goes through escaped().

#include <string>
#include <string_view>

namespace seiload::report {

// Fit for content and for attributes in double quotes: no markup, no control bytes, well-formed UTF-8.
std::string escaped(std::string_view text);

// With at most so many decimals, and no zeros at the end: "12.5", "12".
std::string short_fixed(double value, int decimals);

// A coordinate.
std::string point(double value);

}  // namespace seiload::report
