#include "net/body_text.h"

#include "base/hex.h"
#include "base/text.h"
#include "base/utf8.h"

namespace seiload::net {
namespace {

// Cut to so many bytes, not within a character.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t size = most;
  for (int back = 0; back < 3 && size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80; ++back)
    --size;
  return text.substr(0, size);
}

std::string escape(std::string_view text) {
  const bool is_text = base::is_utf8(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // The control characters of Unicode's second block, C2 80 to C2 9F, move a terminal's cursor too.
    const bool is_control =
        byte < 0x20 || byte == 0x7f ||
        (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0);
    if (byte == '\n')
      out += "\\n";
    else if (byte == '\r')
      out += "\\r";
    else if (byte == '\t')
      out += "\\t";
    else if (is_control || (byte >= 0x80 && !is_text))
      out += {'\\', 'x', base::kHexDigits[byte >> 4], base::kHexDigits[byte & 15]};
    else
      out += text[i];
    if (is_control && byte == 0xc2) {
      const auto next = static_cast<unsigned char>(text[++i]);
      out += {'\\', 'x', base::kHexDigits[next >> 4], base::kHexDigits[next & 15]};
    }
  }
  return out;
}

}  // namespace

std::string show_start(std::string_view text, std::size_t most, const base::Secrets* secrets, bool* is_cut) {
  std::string hidden;
  const bool is_long = text.size() > most;
  if (secrets != nullptr) text = hidden = secrets->hide_start(text, most);
  const std::string_view start = cut(text, most);
  if (is_cut != nullptr) *is_cut = is_long || start.size() < text.size();
  return escape(start);
}

std::string show_body(std::string_view body, const base::Secrets* secrets) {
  if (body.empty()) return "an empty body";
  if (body.starts_with("\x1f\x8b")) return "a body compressed with gzip, which was not requested";
  bool is_cut = false;
  const std::string start = show_start(body, kShownBody, secrets, &is_cut);
  return base::cat('\'', start, is_cut ? "'..." : "'");
}

}  // namespace seiload::net
