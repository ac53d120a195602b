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

}  // namespace

HiddenPart credentials_in(std::string_view text) {
  const std::size_t sign = text.rfind('@'), encoded = text.rfind("%40");
  if (sign == std::string_view::npos && encoded == std::string_view::npos) return {};
  const std::size_t end = sign == std::string_view::npos      ? encoded
                          : encoded == std::string_view::npos ? sign
                                                              : std::max(sign, encoded);
  const std::size_t begin = scheme_length(text);
  return begin > end ? HiddenPart{0, end} : HiddenPart{begin, end - begin};
}

std::string redact_url(std::string_view text) {
  const auto [begin, length] = credentials_in(text);
  return length == 0 ? std::string(text) : cat(text.substr(0, begin), "...", text.substr(begin + length));
}

std::string redact(std::string_view text) {
  const auto [begin, length] = credentials_in(text);
  const std::string_view hidden = text.substr(begin, length);
  const bool is_pair =
      hidden.find(':') != std::string_view::npos && hidden.find_first_of(" \t\n") == std::string_view::npos;
  return begin > 0 || is_pair ? redact_url(text) : std::string(text);
}

}  // namespace seiload::base
