#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace seiload::base {

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto in = [&](std::size_t i, unsigned low, unsigned high) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return text.empty() ? 0 : 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return in(1, 0x80, 0xbf) ? 2 : 0;
  if (first < 0xf0) {
    return in(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf) && in(2, 0x80, 0xbf) ? 3 : 0;
  }
  if (first > 0xf4) return 0;
  return in(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf) && in(2, 0x80, 0xbf) &&
                 in(3, 0x80, 0xbf)
             ? 4
             : 0;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::uint64_t word;
    if (text.size() >= sizeof word &&
        (std::memcpy(&word, text.data(), sizeof word), (word & 0x8080808080808080) == 0)) {
      text.remove_prefix(sizeof word);
      continue;
    }
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace seiload::base
