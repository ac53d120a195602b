#include "report/html_text.h"

#include <algorithm>

#include "base/number.h"
#include "base/utf8.h"

namespace seiload::report {

std::string escaped(std::string_view text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  std::string out;
  while (!text.empty()) {
    const std::size_t length = base::utf8_length(text);
    const std::string_view one = text.substr(0, std::max<std::size_t>(1, length));
    text.remove_prefix(one.size());
    const auto byte = static_cast<unsigned char>(one[0]);
    if (one[0] == '&')
      out += "&amp;";
    else if (one[0] == '<')
      out += "&lt;";
    else if (one[0] == '>')
      out += "&gt;";
    else if (one[0] == '"')
      out += "&quot;";
    else if (one[0] == '\'')
      out += "&#39;";
    else if (length == 0 || byte == 0x7f || (byte < 0x20 && one[0] != '\n' && one[0] != '\t'))
      out += kReplacement;
    else
      out += one;
  }
  return out;
}

std::string short_fixed(double value, int decimals) {
  std::string text = base::format_fixed(value, decimals);
  if (text.find('.') == std::string::npos) return text;
  text.resize(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string point(double value) { return short_fixed(std::clamp(value, -1e6, 1e6), 1); }

}  // namespace seiload::report
