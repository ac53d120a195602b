#pragma once
// The columns of --help, for the program and its commands.

#include <cstddef>
#include <string>
#include <string_view>

namespace seiload::cli {

inline constexpr std::size_t kHelpWidth = 80;

// Appends the words of `text` in lines from column `indent` on; the first begins at `column`. What stands in
// brackets is not torn apart.
void wrap(std::string& out, std::string_view text, std::size_t column, std::size_t indent);

// Appends one option: `left`, and `text` from column `indent` on, on a line of its own where `left` is too
// wide.
void append_entry(std::string& out, std::string_view left, std::string_view text, std::size_t indent);

}  // namespace seiload::cli
