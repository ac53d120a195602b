#pragma once
// What a text that is nearly JSON was meant as: comments, trailing commas, other quotes, UTF-16.

#include <cstddef>
#include <string>
#include <string_view>

namespace seiload::profile {

// For a text that json::Reader refused at `offset`: "; JSON has no comments: remove it", or nothing.
std::string json_hint(std::string_view text, std::size_t offset);

}  // namespace seiload::profile
