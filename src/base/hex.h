#pragma once
// Hexadecimal text. Ethereum writes byte strings as "0x" and two lower-case digits a byte (execution-apis,
// "Hex value encoding").

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace seiload::base {

// Writes 2 * bytes.size() lower-case digits at out, no prefix; returns the end. The hot path's way.
char* write_hex(char* out, ByteSpan bytes) noexcept;
// The same of a number's eight bytes, the highest first: 16 digits.
char* write_hex_u64(char* out, std::uint64_t value) noexcept;

std::string to_hex(ByteSpan bytes);  // "0x..."

inline constexpr char kHexDigits[] = "0123456789abcdef";

// The value of one digit, or -1.
int hex_digit(char c) noexcept;

// Decodes digits, two a byte, either case, to digits.size() / 2 bytes at out. Returns how many come before
// the first that is none: all of them, or nothing at out is of use. The hot path's way.
std::size_t read_hex(std::string_view digits, std::uint8_t* out) noexcept;

// Decodes digits, two a byte, either case, without prefix; nothing if there is any other character or an odd
// count.
std::optional<Bytes> decode_hex_digits(std::string_view digits);

// The same with a mandatory "0x" in front.
std::optional<Bytes> decode_hex(std::string_view text);

// Decodes "0x" and exactly 2 * N digits.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> decode_hex_array(std::string_view text) {
  if (text.size() != 2 + 2 * N || text.substr(0, 2) != "0x") return std::nullopt;
  std::array<std::uint8_t, N> out;
  for (std::size_t i = 0; i < N; ++i) {
    const int high = hex_digit(text[2 + 2 * i]), low = hex_digit(text[3 + 2 * i]);
    if (high < 0 || low < 0) return std::nullopt;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return out;
}

}  // namespace seiload::base
