#include "rpc/body_text.h"

#include <functional>

#include "base/text.h"
#include "base/utf8.h"
#include "net/url.h"

namespace seiload::rpc {
namespace {

constexpr std::size_t kShownDetail = 300;

// Cut to so many bytes, not within a character.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t size = most;
  for (int back = 0; back < 3 && size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80; ++back)
    --size;
  return text.substr(0, size);
}

std::string escape(std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
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
      out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    else
      out += text[i];
    if (is_control && byte == 0xc2) {
      const auto next = static_cast<unsigned char>(text[++i]);
      out += {'\\', 'x', kDigits[next >> 4], kDigits[next & 15]};
    }
  }
  return out;
}

}  // namespace

std::string show_body(std::string_view body) {
  if (body.empty()) return "an empty body";
  if (body.starts_with("\x1f\x8b")) return "a body compressed with gzip, which was not asked for";
  const std::string_view start = cut(body, kShownBody);
  return base::cat('\'', escape(start), start.size() < body.size() ? "'..." : "'");
}

std::string describe(const net::HttpAnswer& answer) {
  if (answer.status == 200) return base::cat("not JSON-RPC: ", show_body(answer.body));
  std::string text = base::cat("HTTP status ", answer.status);
  if (!answer.location.empty())
    text += base::cat(", Location: '", escape(cut(net::without_secrets(answer.location), kShownBody)), '\'');
  if (!answer.body.empty()) text += base::cat(": ", show_body(answer.body));
  return text;
}

std::string explain(const net::HttpAnswer& answer, std::string_view detail) {
  const char* const begin = answer.body.data();
  const bool is_of_node = std::less_equal<>()(begin, detail.data()) && !detail.empty() &&
                          std::less<>()(detail.data(), begin + answer.body.size());
  if (!is_of_node)
    return answer.status == 200 ? base::cat(detail, ": ", show_body(answer.body)) : describe(answer);
  const std::string words = escape(cut(detail, kShownDetail));
  return answer.status == 200 ? words : base::cat(words, " (HTTP status ", answer.status, ')');
}

}  // namespace seiload::rpc
