#include "eth/revert.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/hex.h"
#include "base/text.h"
#include "base/utf8.h"

namespace seiload::eth {
namespace abi {
namespace {

using base::cat;
using Kind = Type::Kind;

constexpr std::size_t kWord = 32;

std::string signed_text(base::ByteSpan word) {
  if (word[0] < 0x80) return base::Uint256::from_be_bytes(word).to_decimal();
  base::Bytes32 less;  // one less than the absolute value
  std::transform(word.begin(), word.end(), less.begin(),
                 [](std::uint8_t b) { return static_cast<std::uint8_t>(~b); });
  return "-" + base::Uint256::add(base::Uint256::from_be_bytes(less), 1)->to_decimal();
}

// Every value adds a character at least, so that the bound on the text bounds the work, too.
class Shower {
 public:
  Shower(base::ByteSpan data, std::size_t most) : data_(data), most_(most) {}

  // Type's value, whose head is at `head`; offsets count from `base`.
  bool show(const Type& type, std::size_t base, std::size_t head) {
    if (is_full()) return true;
    if (type.is_dynamic()) {
      const auto offset = size_at(head);
      if (!offset || *offset > data_.size() - base) return false;
      head = base + *offset;
    }
    switch (type.kind) {
      case Kind::bytes:
      case Kind::string:
        return show_bytes(type, head);
      case Kind::array: {
        const auto count = size_at(head);
        if (!count) return false;
        return show_items(type, *count, head + kWord, '[', ']');
      }
      case Kind::fixed_array:
        return show_items(type, type.size, head, '[', ']');
      case Kind::tuple:
        return show_items(type, type.parts.size(), head, '(', ')');
      default:
        return show_word(type, head);
    }
  }

  std::string take() {
    if (is_full()) out_ += "...";
    return std::move(out_);
  }

  // The items stand one after the other, and offsets within them count from the first.
  bool show_items(const Type& type, std::size_t count, std::size_t begin, char open, char close) {
    out_ += open;
    std::size_t at = begin;
    for (std::size_t i = 0; i < count && !is_full(); ++i) {
      const Type& part = type.kind == Kind::tuple ? type.parts[i] : type.parts[0];
      if (i > 0) out_ += ", ";
      if (!show(part, begin, at)) return false;
      at += part.head_size();
    }
    if (!is_full()) out_ += close;
    return true;
  }

 private:
  bool is_full() const { return out_.size() >= most_; }

  std::optional<base::ByteSpan> word_at(std::size_t at) const {
    if (at > data_.size() || data_.size() - at < kWord) return std::nullopt;
    return data_.subspan(at, kWord);
  }

  // A length or an offset; nothing if it is larger than all the bytes.
  std::optional<std::size_t> size_at(std::size_t at) const {
    const auto word = word_at(at);
    if (!word) return std::nullopt;
    const auto size = base::Uint256::from_be_bytes(*word);
    if (!size.fits_u64() || size.low_u64() > data_.size()) return std::nullopt;
    return static_cast<std::size_t>(size.low_u64());
  }

  bool show_bytes(const Type& type, std::size_t at) {
    const auto size = size_at(at);
    if (!size || *size > data_.size() - at - kWord) return false;
    const base::ByteSpan bytes = data_.subspan(at + kWord, *size);
    const base::ByteSpan shown = bytes.first(std::min(bytes.size(), most_));
    if (type.kind == Kind::string) {
      append_text(base::as_text(shown));
    } else {
      out_ += base::to_hex(shown);
    }
    return true;
  }

  // In quotes; what is no text, or could harm a terminal, as \xNN.
  void append_text(std::string_view text) {
    out_ += '\'';
    while (!text.empty()) {
      const std::size_t length = base::is_control(text[0]) ? 0 : base::utf8_length(text);
      if (length > 0)
        out_ += text.substr(0, length);
      else
        out_ += cat("\\x", base::to_hex(base::as_bytes(text.substr(0, 1))).substr(2));
      text.remove_prefix(std::max<std::size_t>(1, length));
    }
    out_ += '\'';
  }

  bool show_word(const Type& type, std::size_t at) {
    const auto word = word_at(at);
    if (!word) return false;
    switch (type.kind) {
      case Kind::signed_number:
        out_ += signed_text(*word);
        return true;
      case Kind::address:
        out_ += base::to_hex(word->last(20));
        return true;
      case Kind::boolean:
        out_ +=
            std::any_of(word->begin(), word->end(), [](std::uint8_t b) { return b != 0; }) ? "true" : "false";
        return true;
      case Kind::fixed_bytes:
        out_ += base::to_hex(word->first(type.size));
        return true;
      default:
        out_ += base::Uint256::from_be_bytes(*word).to_decimal();
        return true;
    }
  }

  base::ByteSpan data_;
  std::size_t most_;
  std::string out_;
};

}  // namespace

std::optional<std::string> show_values(const Type& tuple, base::ByteSpan data, std::size_t most) {
  Shower shower(data, most);
  if (!shower.show_items(tuple, tuple.parts.size(), 0, '(', ')')) return std::nullopt;
  return shower.take();
}

}  // namespace abi

namespace {

using base::cat;

constexpr std::size_t kSelectorSize = 4;

std::string_view panic_name(std::uint64_t code) {
  switch (code) {
    case 0x00:
      return "generic";
    case 0x01:
      return "assertion failed";
    case 0x11:
      return "arithmetic overflow";
    case 0x12:
      return "division by zero";
    case 0x21:
      return "no such enum value";
    case 0x22:
      return "storage byte array badly encoded";
    case 0x31:
      return "pop from an empty array";
    case 0x32:
      return "array index out of range";
    case 0x41:
      return "out of memory";
    case 0x51:
      return "call of an unset function";
    default:
      return "unknown code";
  }
}

std::optional<std::string> describe_panic(base::ByteSpan arguments) {
  if (arguments.size() < 32) return std::nullopt;
  const auto code = base::Uint256::from_be_bytes(arguments.first(32));
  const bool is_known = code.fits_u64();
  return cat("panic ", code.bit_length() > 8 ? code.to_quantity() : base::to_hex(arguments.subspan(31, 1)),
             " (", is_known ? panic_name(code.low_u64()) : "unknown code", ')');
}

std::optional<std::string> describe_error(base::ByteSpan arguments) {
  static const abi::Type kText{abi::Type::Kind::tuple, 0, {{abi::Type::Kind::string, 0, {}}}};
  auto text = abi::show_values(kText, arguments, kMaxRevertText);
  if (!text) return std::nullopt;
  const bool is_cut = !text->ends_with(")");
  return text->substr(1, text->size() - (is_cut ? 1 : 2));
}

}  // namespace

std::string describe_revert(base::ByteSpan data, std::span<const abi::Signature> errors) {
  if (data.empty()) return "no reason given";
  if (data.size() < kSelectorSize)
    return cat(data.size(), " bytes that are not an error: ", base::to_hex(data));
  static const abi::Selector kError = abi::selector("Error(string)"),
                             kPanic = abi::selector("Panic(uint256)");
  const base::ByteSpan start = data.first(kSelectorSize), arguments = data.subspan(kSelectorSize);
  const auto is = [&](const abi::Selector& one) { return std::equal(one.begin(), one.end(), start.begin()); };
  std::optional<std::string> text;
  if (is(kError)) text = describe_error(arguments);
  if (is(kPanic)) text = describe_panic(arguments);
  for (const abi::Signature& error : errors) {
    if (text || !is(error.selector())) continue;
    if (const auto values = abi::show_values(error.parameters, arguments, kMaxRevertText))
      text = error.name + *values;
  }
  if (text) return *std::move(text);
  return cat("custom error ", base::to_hex(start), " with ", arguments.size(), " bytes");
}

}  // namespace seiload::eth
