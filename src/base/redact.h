#pragma once
// Hides user names and passwords of URLs in what is shown. A user name goes, too: providers put tokens there.

#include <string>
#include <string_view>

namespace seiload::base {

// For a text meant as a URL, sound or not: everything between the scheme and the last '@' (or "%40") becomes
// "...": "http://...@node:8545". A '/', '?', '#' or '@' that a password holds unencoded changes nothing about
// that.
std::string redact_url(std::string_view text);

// For any other text: the same if it looks like a URL or like USER:PASSWORD@HOST, else unchanged.
std::string redact(std::string_view text);

// Where redact_url() would begin to hide and how much; a length of 0: nothing.
struct HiddenPart {
  std::size_t begin = 0, length = 0;
};
HiddenPart credentials_in(std::string_view text);

}  // namespace seiload::base
