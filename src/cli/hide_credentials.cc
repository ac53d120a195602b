#include "cli/hide_credentials.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include "base/redact.h"
#include "cli/words.h"

namespace seiload::cli {

namespace {

// All of a header but its name.
void hide_header(std::string_view header, std::span<char* const> words) {
  const std::size_t colon = header.find(':');
  std::size_t begin = colon == std::string_view::npos ? 0 : colon + 1;
  while (begin < header.size() && header[begin] == ' ') ++begin;
  for (char* const word : words) {
    const char* const end = word + std::string_view(word).size();
    if (std::less<>()(header.data(), word) || std::less<>()(end, header.data() + header.size())) continue;
    std::fill_n(word + (header.data() - word) + begin, header.size() - begin, '*');
  }
}

}  // namespace

void hide_credentials(std::span<char* const> words) {
  const Command commands[] = {{kProgram, all_options()}};
  for (const Given& given : read_words(words, commands).given)
    if (given.option->name == profile::kHeader) hide_header(given.place, words);
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
