#include "base/hex.h"

#include <cstring>

namespace seiload::base {
namespace {

struct DigitPairs {
  char text[512];
  constexpr DigitPairs() : text{} {
    constexpr char kDigits[] = "0123456789abcdef";
    for (int i = 0; i < 256; ++i) {
      text[2 * i] = kDigits[i >> 4];
      text[2 * i + 1] = kDigits[i & 15];
    }
  }
};
constexpr DigitPairs kPairs;

}  // namespace

char* write_hex(char* out, ByteSpan bytes) noexcept {
  for (const std::uint8_t byte : bytes) {
    std::memcpy(out, kPairs.text + 2 * std::size_t{byte}, 2);  // one store, not two
    out += 2;
  }
  return out;
}

std::string to_hex(ByteSpan bytes) {
  std::string text(2 + 2 * bytes.size(), '0');
  text[1] = 'x';
  write_hex(text.data() + 2, bytes);
  return text;
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Bytes> decode_hex_digits(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  Bytes out(digits.size() / 2);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = hex_digit(digits[2 * i]), low = hex_digit(digits[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return out;
}

std::optional<Bytes> decode_hex(std::string_view text) {
  if (text.substr(0, 2) != "0x") return std::nullopt;
  return decode_hex_digits(text.substr(2));
}

}  // namespace seiload::base
