#include "base/redact.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"

namespace seiload::base {
namespace {

// The length of a "scheme://" that the text begins with, or 0. Quotes and blanks that surround a URL are let
// pass.
std::size_t scheme_length(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n'\"`<");
  const std::size_t separator = text.find("://");
  if (first == std::string_view::npos || separator == std::string_view::npos || separator <= first) return 0;
  const std::string_view scheme = text.substr(first, separator - first);
  return is_url_scheme(scheme) ? separator + 3 : 0;
}

bool is_host_and_port(std::string_view text) {
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  const std::size_t colon = text.find(':', std::min(bracket, text.size()));
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  const bool is_address = text.starts_with('[') && host.ends_with(']');
  const auto is_of_name = [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_'; };
  return !host.empty() && (is_address || std::all_of(host.begin(), host.end(), is_of_name)) &&
         std::all_of(port.begin(), port.end(), is_digit);
}

}  // namespace

HiddenPart credentials_in(std::string_view text, std::size_t begin) {
  const std::size_t host_end = std::min(text.find_first_of("/?#", begin), text.size());
  const bool has_host = begin > 0 && is_host_and_port(text.substr(begin, host_end - begin));
  if (has_host && text.substr(host_end, 1) == "/") {
    const std::size_t query = text.find('?', host_end);
    const std::size_t equals = std::min(text.find('=', std::min(query, text.size())), text.size());
    if (text.find('@', std::min(query, text.size())) > equals) text = text.substr(0, query);
  }
  const std::size_t sign = text.rfind('@');
  const std::size_t encoded = has_host ? std::string_view::npos : text.rfind("%40");
  if (sign == std::string_view::npos && encoded == std::string_view::npos) return {};
  const std::size_t end = sign == std::string_view::npos      ? encoded
                          : encoded == std::string_view::npos ? sign
                                                              : std::max(sign, encoded);
  return begin > end ? HiddenPart{0, end} : HiddenPart{begin, end - begin};
}

HiddenPart credentials_in(std::string_view text) { return credentials_in(text, scheme_length(text)); }

HiddenPart query_in(std::string_view text, std::size_t begin) {
  const std::size_t mark = text.find_first_of("?#", begin);
  return mark == std::string_view::npos ? HiddenPart{} : HiddenPart{mark + 1, text.size() - mark - 1};
}

std::string redact_url(std::string_view text) {
  const auto [begin, length] = credentials_in(text);
  const std::size_t scheme = scheme_length(text);
  const auto query = scheme == 0 ? HiddenPart{} : query_in(text, std::max(scheme, begin + length));
  std::string_view rest = text.substr(begin + length);
  if (query.length > 0) rest = text.substr(begin + length, query.begin - begin - length);
  return cat(text.substr(0, begin), length > 0 ? "..." : "", rest, query.length > 0 ? "..." : "");
}

std::string redact(std::string_view text) {
  const auto [begin, length] = credentials_in(text);
  const std::string_view hidden = text.substr(begin, length);
  const bool is_pair =
      hidden.find(':') != std::string_view::npos && hidden.find_first_of(" \t\n") == std::string_view::npos;
  return scheme_length(text) > 0 || is_pair ? redact_url(text) : std::string(text);
}

}  // namespace seiload::base
