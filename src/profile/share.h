#pragma once
// Shares as people write them: "5%" or "0.05".

#include <optional>
#include <string_view>

namespace seiload::profile {

// At least 0; nothing for any other text.
std::optional<double> parse_share(std::string_view text);

}  // namespace seiload::profile
