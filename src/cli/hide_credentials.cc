#include "cli/hide_credentials.h"

#include <algorithm>
#include <string_view>

namespace seiload::cli {

void hide_credentials(std::span<char* const> words) {
  constexpr std::string_view kSeparator = "://";  // "-ehttp://...", "--endpoint=http://..."
  for (char* const word : words) {
    const std::string_view text = word;
    const std::size_t separator = text.find(kSeparator), at = text.rfind('@');
    if (separator == std::string_view::npos || at == std::string_view::npos || at < separator) continue;
    std::fill(word + separator + kSeparator.size(), word + at, '*');
  }
}

}  // namespace seiload::cli
