#include "profile/share.h"

#include "base/number.h"
#include "base/text.h"

namespace seiload::profile {

std::optional<double> parse_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  const auto number = base::parse_decimal(base::trim(percent ? text.substr(0, text.size() - 1) : text));
  if (!number || *number < 0) return std::nullopt;
  return percent ? *number / 100 : *number;
}

}  // namespace seiload::profile
