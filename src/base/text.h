#pragma once
// Small text helpers: joining pieces (g++ 12 has no std::format), ASCII case, the nearest known name for a
// typo.

#include <concepts>
#include <span>
#include <string>
#include <string_view>

namespace seiload::base {

inline void append_piece(std::string& out, std::string_view piece) { out += piece; }
inline void append_piece(std::string& out, char piece) { out += piece; }
template <std::integral T>
requires(!std::same_as<T, char> && !std::same_as<T, bool>) void append_piece(std::string& out, T piece) {
  out += std::to_string(piece);
}

// cat("port ", 80, '.') is "port 80.". Text, characters and integers.
template <class... Pieces>
std::string cat(const Pieces&... pieces) {
  std::string out;
  (append_piece(out, pieces), ...);
  return out;
}

std::string to_lower(std::string_view text);                        // ASCII only
bool equals_ignoring_case(std::string_view a, std::string_view b);  // ASCII only
std::string_view trim(std::string_view text);                       // spaces, tabs, CR, LF at both ends

// Empties a buffer that is filled again and again. It keeps its memory up to kKeptCapacity bytes: what a
// single huge message asked for is given back.
inline constexpr std::size_t kKeptCapacity = 1 << 20;
void clear_buffer(std::string& buffer);

// Text for an error message: quoted, control bytes escaped, cut to about 60 characters.
std::string quote(std::string_view text);

// The name closest to what was written, by edit distance without case; empty if none is near enough to be
// meant.
std::string_view nearest(std::string_view written, std::span<const std::string_view> names);

// "; did you mean 'tps'?", or nothing. With a prefix such as "--", which the names are without: "; did you
// mean '--tps'?".
std::string did_you_mean(std::string_view written, std::span<const std::string_view> names,
                         std::string_view prefix = {});

}  // namespace seiload::base
