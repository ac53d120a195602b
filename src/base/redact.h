#pragma once
// Hides the secrets of URLs in what is shown: user names and passwords, and what stands in a query. A user
// name goes, too: providers put tokens there, and into queries.

#include <string>
#include <string_view>

namespace seiload::base {

// For a text meant as a URL, sound or not: everything between the scheme and the last '@' (or "%40") becomes
// "...": "http://...@node:8545". A '/', '?', '#' or '@' that a password holds unencoded changes nothing about
// that. What follows a '?' or '#' behind that becomes "...", too: "http://node:8545/rpc?...".
std::string redact_url(std::string_view text);

// For any other text: the same if it looks like a URL or like USER:PASSWORD@HOST, else unchanged.
std::string redact(std::string_view text);

// Where redact_url() would begin to hide and how much; a length of 0: nothing.
struct HiddenPart {
  std::size_t begin = 0, length = 0;
};
// User name and password, without the '@' behind them. An '@' counts as that of a query only behind a sound
// host, a path and a '=': "http://node:8545/?mail=a@b". `begin`: where the URL's authority begins, where the
// caller knows.
HiddenPart credentials_in(std::string_view text);
HiddenPart credentials_in(std::string_view text, std::size_t begin);
// What follows the first '?' or '#' from `begin` on.
HiddenPart query_in(std::string_view text, std::size_t begin);

}  // namespace seiload::base
