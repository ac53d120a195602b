#include "eth/abi_type.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/number.h"
#include "base/text.h"

namespace seiload::eth::abi {
namespace {

using base::cat;
using base::quote;
using Kind = Type::Kind;

constexpr std::size_t kWord = 32;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool is_word_character(char c) { return is_letter(c) || base::is_digit(c); }

// The N of uintN, intN and bytesN: from one step to `most`, in steps.
struct Sized {
  std::string_view name;
  Kind kind;
  std::uint32_t step, most;
};
constexpr Sized kSized[] = {{"uint", Kind::unsigned_number, 8, 256},
                            {"int", Kind::signed_number, 8, 256},
                            {"bytes", Kind::fixed_bytes, 1, 32}};

std::optional<Type> plain_type(std::string_view word) {
  if (word == "address") return Type{Kind::address, 0, {}};
  if (word == "bool") return Type{Kind::boolean, 0, {}};
  if (word == "bytes") return Type{Kind::bytes, 0, {}};
  if (word == "string") return Type{Kind::string, 0, {}};
  if (word == "uint") return Type{Kind::unsigned_number, 256, {}};
  if (word == "int") return Type{Kind::signed_number, 256, {}};
  return std::nullopt;
}

// Its row and its N, if the word is one of their names with digits behind.
const Sized* find_sized(std::string_view word, std::optional<std::uint64_t>& size) {
  for (const Sized& row : kSized) {
    if (!word.starts_with(row.name)) continue;
    const std::string_view digits = word.substr(row.name.size());
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), base::is_digit)) continue;
    size = digits[0] == '0' ? std::nullopt : base::parse_u64(digits);
    return &row;
  }
  return nullptr;
}

// "; did you mean 'uint256'?"
std::string hint(std::string_view word) {
  std::optional<std::uint64_t> size;
  if (const Sized* row = find_sized(word, size)) {
    const std::uint64_t wanted = size.value_or(row->most);
    const std::uint64_t near =
        wanted >= row->most ? row->most : (wanted + row->step - 1) / row->step * row->step;
    return cat("; did you mean '", row->name, std::max<std::uint64_t>(near, row->step), "'?");
  }
  static constexpr std::string_view kNames[] = {"address", "bool",   "bytes", "string",  "uint256",
                                                "int256",  "uint",   "int",   "bytes32", "uint128",
                                                "uint64",  "uint32", "uint8"};
  return base::did_you_mean(word, kNames);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  base::Result<Type> parse_type() {
    if (auto refused = check_size()) return *std::move(refused);
    auto parsed = type(0);
    if (parsed && at_ < text_.size()) return unexpected("the end");
    return parsed;
  }

  base::Result<Signature> parse_signature() {
    if (auto refused = check_size()) return *std::move(refused);
    const std::string_view name = word();
    if (!is_identifier(name)) {
      at_ = 0;
      return unexpected("a function's name");
    }
    if (at_ >= text_.size() || text_[at_] != '(') return unexpected("'('");
    auto parameters = tuple(0);
    if (!parameters) return std::move(parameters).error();
    if (at_ < text_.size()) return unexpected("the end");
    return Signature{std::string(name), *std::move(parameters)};
  }

 private:
  std::optional<base::Error> check_size() const {
    if (text_.size() <= kMaxTypeText) return std::nullopt;
    return base::invalid_input(cat(quote(text_), ": longer than ", kMaxTypeText, " characters"));
  }

  base::Error fail(std::size_t at, std::string_view what, std::string_view hint = {}) const {
    return base::invalid_input(cat(quote(text_), ": ", what, " at character ", at + 1, hint));
  }

  base::Error unexpected(std::string_view expected) const {
    if (at_ >= text_.size()) return fail(at_, cat("expected ", expected, ", got the end"));
    const char c = text_[at_];
    const bool names = c == ' ' && at_ > 0;  // what people paste from a source
    return fail(at_, cat("expected ", expected, ", got ", quote(text_.substr(at_, 1))),
                names ? "; types alone, without spaces or parameters' names" : "");
  }

  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word_character(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  base::Result<Type> type(std::size_t depth) {
    const std::size_t begin = at_;
    auto parsed = check_words(at_ < text_.size() && text_[at_] == '(' ? tuple(depth) : elementary(), begin);
    for (std::size_t suffixes = 1; parsed && at_ < text_.size() && text_[at_] == '['; ++suffixes) {
      if (depth + suffixes > kMaxTypeDepth) return too_deep();
      parsed = check_words(suffix(*std::move(parsed)), begin);
    }
    return parsed;
  }

  base::Result<Type> check_words(base::Result<Type> parsed, std::size_t begin) const {
    if (parsed && parsed->head_size() > kMaxTypeWords * kWord)
      return fail(begin, cat("a type of more than ", kMaxTypeWords, " words"));
    return parsed;
  }

  base::Error too_deep() const {
    return fail(at_, cat("arrays and tuples more than ", kMaxTypeDepth, " deep"));
  }

  base::Result<Type> elementary() {
    const std::size_t begin = at_;
    const std::string_view name = word();
    if (name.empty()) return unexpected("a type");
    if (auto plain = plain_type(name)) return *std::move(plain);
    std::optional<std::uint64_t> size;
    if (const Sized* row = find_sized(name, size);
        row != nullptr && size && *size <= row->most && *size % row->step == 0)
      return Type{row->kind, static_cast<std::uint32_t>(*size), {}};
    return fail(begin, cat("unknown type ", quote(name)), hint(name));
  }

  base::Result<Type> tuple(std::size_t depth) {
    if (depth >= kMaxTypeDepth) return too_deep();
    Type out;
    if (++at_ < text_.size() && text_[at_] == ')') return ++at_, out;
    while (true) {
      auto part = type(depth + 1);
      if (!part) return part;
      out.parts.push_back(*std::move(part));
      if (at_ < text_.size() && text_[at_] == ')') return ++at_, out;
      if (at_ >= text_.size() || text_[at_] != ',') return unexpected("',' or ')'");
      ++at_;
    }
  }

  // "[]" or "[k]" behind a type.
  base::Result<Type> suffix(Type of) {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && base::is_digit(text_[at_])) ++at_;
    const std::string_view digits = text_.substr(begin, at_ - begin);
    if (at_ >= text_.size() || text_[at_] != ']')
      return unexpected(digits.empty() ? "a length or ']'" : "']'");
    ++at_;
    Type out;
    out.kind = Kind::array;
    if (!digits.empty()) {
      const auto length = base::parse_u64(digits);
      if (digits[0] == '0' || !length || *length > kMaxTypeWords)
        return fail(begin, cat("an array's length is from 1 to ", kMaxTypeWords, ", not ", quote(digits)));
      out.kind = Kind::fixed_array;
      out.size = static_cast<std::uint32_t>(*length);
    }
    out.parts.push_back(std::move(of));
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool Type::is_dynamic() const {
  if (kind == Kind::bytes || kind == Kind::string || kind == Kind::array) return true;
  return std::any_of(parts.begin(), parts.end(), [](const Type& part) { return part.is_dynamic(); });
}

std::size_t Type::head_size() const {
  if (is_dynamic() || (kind != Kind::tuple && kind != Kind::fixed_array)) return kWord;
  std::size_t sum = 0;
  for (const Type& part : parts) sum += part.head_size();
  return kind == Kind::fixed_array ? sum * size : sum;
}

std::string Type::text() const {
  switch (kind) {
    case Kind::unsigned_number:
      return cat("uint", size);
    case Kind::signed_number:
      return cat("int", size);
    case Kind::fixed_bytes:
      return cat("bytes", size);
    case Kind::address:
      return "address";
    case Kind::boolean:
      return "bool";
    case Kind::bytes:
      return "bytes";
    case Kind::string:
      return "string";
    case Kind::array:
      return parts[0].text() + "[]";
    case Kind::fixed_array:
      return cat(parts[0].text(), '[', size, ']');
    case Kind::tuple:
      break;
  }
  std::string out = "(";
  for (const Type& part : parts) out += (out.size() > 1 ? "," : "") + part.text();
  return out + ")";
}

base::Result<Type> parse_type(std::string_view text) { return Parser(text).parse_type(); }
base::Result<Signature> parse_signature(std::string_view text) { return Parser(text).parse_signature(); }

bool is_identifier(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), is_word_character);
}

}  // namespace seiload::eth::abi
