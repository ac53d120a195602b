#pragma once
// What is wrong with a text that was meant as a URL, for the mistakes that people make: in one sentence that
// says what to write instead. Never shows a user name or password.

#include <optional>
#include <string>
#include <string_view>

namespace seiload::net {

// Around the text: blanks, a line break, quotes, a byte order mark; several URLs in one. For socket paths,
// too.
std::optional<std::string> advise_on_surroundings(std::string_view text);

// Why there is no "http://" in front: "localhost:8545", "http:/localhost", "htp://localhost".
std::string advise_on_scheme(std::string_view text);

// Bytes that no URL has, in a text with a scheme: blanks, control characters, what is not ASCII, backslashes.
std::optional<std::string> advise_on_bytes(std::string_view text);

// An authority without user information that has more than one colon and no brackets: an IPv6 address, or two
// ports.
std::string advise_on_colons(std::string_view authority, std::string_view scheme);

}  // namespace seiload::net
