// Literals of call arguments of one word (workload/call_compiler.h).

#include <algorithm>

#include "base/ascii.h"
#include "base/hex.h"
#include "base/number.h"
#include "base/text.h"
#include "eth/amount.h"
#include "workload/call_compiler.h"

namespace seiload::workload {
namespace {

using base::cat;
using base::quote;
using eth::abi::Type;
using profile::Argument;
using Kind = Type::Kind;

base::Error wrong(const Argument& argument, std::string_view expected) {
  const std::string got =
      argument.kind == Argument::Kind::list ? std::string("a list") : quote(argument.text);
  return base::invalid_input(cat("expected ", expected, ", got ", got));
}

// Decimal digits, "0x" and hex digits, or an amount with a unit.
std::optional<base::Uint256> parse_magnitude(std::string_view text) {
  if (text.starts_with("0x")) {
    std::string digits(text.substr(2));
    if (digits.empty() || digits.size() > 64) return std::nullopt;
    if (digits.size() % 2 != 0) digits.insert(0, 1, '0');
    const auto bytes = base::decode_hex_digits(digits);
    return bytes ? std::optional(base::Uint256::from_be_bytes(*bytes)) : std::nullopt;
  }
  auto amount = eth::parse_amount(text);
  return amount ? std::optional(*amount) : std::nullopt;
}

base::Bytes32 negated(const base::Uint256& magnitude) {  // requires at least 1
  base::Bytes32 word = base::Uint256::subtract(magnitude, 1)->to_be_bytes();
  for (std::uint8_t& byte : word) byte = static_cast<std::uint8_t>(~byte);
  return word;
}

base::Result<base::Bytes32> parse_number(const Type& type, const Argument& argument) {
  const bool is_signed = type.kind == Kind::signed_number;
  std::string_view text = argument.text;
  const bool is_text = argument.kind == Argument::Kind::text || argument.kind == Argument::Kind::number;
  const bool is_negative = is_text && text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const auto magnitude = is_text ? parse_magnitude(text) : std::nullopt;
  if (!magnitude) {
    const bool is_large = is_text && !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
    if (is_text && text.find(' ') != std::string_view::npos) return eth::parse_amount(text).error();
    if (!is_large) return wrong(argument, cat("a number for ", type.text()));
  }
  const int bits = static_cast<int>(type.size) - (is_signed ? 1 : 0);
  bool fits = magnitude && magnitude->bit_length() <= bits;
  if (is_negative && magnitude) {
    const bool is_zero = magnitude->bit_length() == 0;
    fits = is_zero || (is_signed && base::Uint256::subtract(*magnitude, 1)->bit_length() <= bits);
    if (fits) return is_zero ? base::Bytes32{} : negated(*magnitude);
  }
  if (fits) return magnitude->to_be_bytes();
  return base::invalid_input(cat(quote(argument.text), " is out of the range of ", type.text(), ", ",
                                 is_signed ? cat("-2^", bits) : std::string("0"), " to 2^", bits, "-1"));
}

base::Result<base::Bytes32> parse_address_word(const Argument& argument) {
  base::Bytes32 word{};
  if (argument.kind == Argument::Kind::text) {
    if (const auto address = eth::parse_address(argument.text)) {
      std::copy(address->bytes.begin(), address->bytes.end(), word.end() - 20);
      return word;
    }
    if (base::decode_hex_array<20>(argument.text))
      return base::invalid_input(cat("the checksum (EIP-55) of the address ", quote(argument.text),
                                     " is wrong: write it as it was given to you, or in lower case"));
  }
  return wrong(argument, "an address, 0x and 40 hex digits");
}

base::Result<base::Bytes32> parse_fixed_bytes(const Type& type, const Argument& argument) {
  base::Bytes32 word{};
  if (argument.kind == Argument::Kind::text) {
    const auto bytes = base::decode_hex(argument.text);
    if (bytes && bytes->size() == type.size) {
      std::copy(bytes->begin(), bytes->end(), word.begin());
      return word;
    }
  }
  return wrong(argument, cat("0x and ", 2 * type.size, " hex digits for ", type.text()));
}

}  // namespace

base::Result<base::Bytes32> parse_word(const Type& type, const Argument& argument) {
  switch (type.kind) {
    case Kind::unsigned_number:
    case Kind::signed_number:
      return parse_number(type, argument);
    case Kind::address:
      return parse_address_word(argument);
    case Kind::fixed_bytes:
      return parse_fixed_bytes(type, argument);
    default: {  // bool
      base::Bytes32 word{};
      word.back() = argument.text == "true" ? 1 : 0;
      const bool is_list = argument.kind == Argument::Kind::list;
      if (is_list || (argument.text != "true" && argument.text != "false"))
        return wrong(argument, "true or false for bool");
      return word;
    }
  }
}

}  // namespace seiload::workload
