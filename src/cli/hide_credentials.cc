#include "cli/hide_credentials.h"

#include <algorithm>
#include <string_view>

#include "base/redact.h"

namespace seiload::cli {

void hide_credentials(std::span<char* const> words) {
  constexpr std::string_view kSeparator = "://";  // "-ehttp://...", "--endpoint=http://..."
  for (char* const word : words) {
    const std::string_view text = word;
    const std::size_t separator = text.find(kSeparator);
    if (separator == std::string_view::npos) continue;
    const std::size_t begin = separator + kSeparator.size();
    const base::HiddenPart credentials = base::credentials_in(text, begin);
    const base::HiddenPart query =
        base::query_in(text, std::max(begin, credentials.begin + credentials.length));
    if (credentials.begin >= begin) std::fill_n(word + credentials.begin, credentials.length, '*');
    std::fill_n(word + query.begin, query.length, '*');
  }
}

}  // namespace seiload::cli
