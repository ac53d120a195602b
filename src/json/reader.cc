#include "json/reader.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/check.h"
#include "base/hex.h"
#include "base/text.h"
#include "base/utf8.h"

namespace seiload::json {
namespace {

using base::is_digit;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The four hex digits at text[at], or -1.
int code_unit(std::string_view text, std::size_t at) {
  if (text.size() - std::min(at, text.size()) < 4) return -1;
  int unit = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = base::hex_digit(text[i]);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

bool is_high_surrogate(int unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low_surrogate(int unit) { return unit >= 0xdc00 && unit < 0xe000; }

void append_utf8(std::string& out, unsigned code) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

Position locate(std::string_view text, std::size_t offset) {
  Position position;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++position.line;
      position.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++position.column;
    }
  }
  return position;
}

Reader::Reader(std::string_view text, const Limits& limits) : text_(text), max_depth_(limits.max_depth) {
  CHECK(max_depth_ <= kMaxDepth);
  if (text.size() > limits.max_size) fail(limits.max_size, "a shorter text");
}

Token Reader::next() {
  if (expected_ != nullptr) return Token::error;
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  token_begin_ = at_;
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  switch (expect_) {
    case Expect::value:
      return value();
    case Expect::value_or_end:
      return c == ']' ? close(Token::end_array) : value();
    case Expect::key_or_end:
      if (c == '}') return close(Token::end_object);
      return c == '"' ? string(Token::key) : fail(at_, "a key or '}'");
    case Expect::key:
      return c == '"' ? string(Token::key) : fail(at_, "a key");
    case Expect::comma_or_end:
      if (inside_object()) {
        if (c == '}') return close(Token::end_object);
        if (c != ',') return fail(at_, "',' or '}'");
        expect_ = Expect::key;
      } else {
        if (c == ']') return close(Token::end_array);
        if (c != ',') return fail(at_, "',' or ']'");
        expect_ = Expect::value;
      }
      ++at_;
      return next();
    case Expect::end:
      if (at_ < text_.size()) return fail(at_, "nothing after the value");
      raw_ = {};
      return token_ = Token::end;
  }
  return Token::error;
}

Token Reader::value() {
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  switch (c) {
    case '{':
      return open(Token::begin_object, true);
    case '[':
      return open(Token::begin_array, false);
    case '"':
      return string(Token::string);
    case 't':
      return word("true", Token::boolean);
    case 'f':
      return word("false", Token::boolean);
    case 'n':
      return word("null", Token::null);
    default:
      return c == '-' || is_digit(c) ? number() : fail(at_, "a value");
  }
}

Token Reader::after_value(Token token) {
  raw_ = text_.substr(token_begin_, at_ - token_begin_);
  expect_ = depth_ == 0 ? Expect::end : Expect::comma_or_end;
  return token_ = token;
}

Token Reader::open(Token token, bool object) {
  if (depth_ >= max_depth_) return fail(at_, "less nesting");
  const std::uint64_t bit = std::uint64_t{1} << depth_ % 64;
  std::uint64_t& word = nesting_[depth_ / 64];
  word = object ? word | bit : word & ~bit;
  ++depth_;
  ++at_;
  raw_ = text_.substr(token_begin_, 1);
  expect_ = object ? Expect::key_or_end : Expect::value_or_end;
  return token_ = token;
}

Token Reader::close(Token token) {
  --depth_;
  ++at_;
  return after_value(token);
}

Token Reader::word(std::string_view word, Token token) {
  if (text_.substr(at_, word.size()) != word) return fail(at_, "a value");
  at_ += word.size();
  return after_value(token);
}

Token Reader::number() {
  const auto digits = [this] {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ > begin;
  };
  const auto accept = [this](char c) {
    return at_ < text_.size() && text_[at_] == c ? (++at_, true) : false;
  };
  accept('-');
  if (accept('0')) {
    if (at_ < text_.size() && is_digit(text_[at_]))
      return fail(token_begin_, "a number without leading zeros");
  } else if (!digits()) {
    return fail(at_, "a digit");
  }
  if (accept('.') && !digits()) return fail(at_, "a digit");
  if (accept('e') || accept('E')) {
    if (!accept('+')) accept('-');
    if (!digits()) return fail(at_, "a digit");
  }
  return after_value(Token::number);
}

Token Reader::string(Token token) {
  has_escapes_ = false;
  for (++at_; at_ < text_.size();) {
    const char c = text_[at_];
    if (c == '"') break;
    if (c == '\\') {
      has_escapes_ = true;
      const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
      if (kind == 'u') {
        const int unit = code_unit(text_, at_ + 2);
        if (unit < 0) return fail(at_, "four hex digits after \\u");
        if (is_low_surrogate(unit)) return fail(at_, "a high surrogate before this low one");
        if (is_high_surrogate(unit)) {
          if (text_.substr(at_ + 6, 2) != "\\u" || !is_low_surrogate(code_unit(text_, at_ + 8)))
            return fail(at_, "a low surrogate after this high one");
          at_ += 6;
        }
        at_ += 6;
      } else if (kind != '\0' && std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos) {
        at_ += 2;
      } else {
        return fail(at_, "an escape of JSON");
      }
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return fail(at_, "'\"' (control characters must be escaped)");
    } else if (static_cast<unsigned char>(c) < 0x80) {
      ++at_;
    } else {
      const std::size_t length = base::utf8_length(text_.substr(at_));
      if (length == 0) return fail(at_, "UTF-8 text");
      at_ += length;
    }
  }
  if (at_ >= text_.size()) return fail(at_, "'\"'");
  ++at_;
  if (token == Token::string) {
    after_value(token);
    raw_ = raw_.substr(1, raw_.size() - 2);
    return token;
  }
  raw_ = text_.substr(token_begin_ + 1, at_ - token_begin_ - 2);
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  if (at_ >= text_.size() || text_[at_] != ':') return fail(at_, "':'");
  ++at_;
  expect_ = Expect::value;
  return token_ = token;
}

Token Reader::fail(std::size_t offset, const char* expected) {
  expected_ = expected;
  error_offset_ = offset;
  raw_ = {};
  has_escapes_ = false;
  return token_ = Token::error;
}

std::string_view Reader::text(std::string& scratch) const {
  if (!has_escapes_) return raw_;
  scratch.clear();
  for (std::size_t i = 0; i < raw_.size();) {
    const std::size_t backslash = std::min(raw_.find('\\', i), raw_.size());
    scratch.append(raw_, i, backslash - i);
    i = backslash;
    if (i == raw_.size()) break;
    const char kind = raw_[i + 1];
    i += 2;
    if (kind == 'u') {
      auto code = static_cast<unsigned>(code_unit(raw_, i));
      i += 4;
      if (is_high_surrogate(static_cast<int>(code))) {
        code = 0x10000 + ((code & 0x3ff) << 10 | (static_cast<unsigned>(code_unit(raw_, i + 2)) & 0x3ff));
        i += 6;
      }
      append_utf8(scratch, code);
    } else {
      constexpr std::string_view kKinds = "bfnrt", kMeanings = "\b\f\n\r\t";
      const std::size_t known = kKinds.find(kind);
      scratch += known == std::string_view::npos ? kind : kMeanings[known];
    }
  }
  return scratch;
}

std::string_view Reader::skip() {
  if (token_ == Token::key) next();
  const std::size_t begin = token_begin_;
  if (token_ == Token::begin_object || token_ == Token::begin_array) {
    for (const std::size_t outside = depth_ - 1; depth_ > outside;)
      if (next() == Token::error) break;
  }
  return token_ == Token::error ? std::string_view() : text_.substr(begin, at_ - begin);
}

std::string Reader::complaint() const {
  CHECK(expected_ != nullptr);
  const std::string expected = base::cat("expected ", expected_, ", got ");
  if (error_offset_ >= text_.size()) return expected + "the end of the text";
  const std::string_view rest = text_.substr(error_offset_);
  if (const std::size_t length = base::utf8_length(rest); length > 0)
    return expected + base::quote(rest.substr(0, length));
  return base::cat(expected, "byte ", base::to_hex(base::as_bytes(rest.substr(0, 1))));
}

base::Error Reader::error() const {
  const Position position = locate(text_, error_offset_);
  return base::invalid_input(base::cat(position.line, ':', position.column, ": ", complaint()));
}

}  // namespace seiload::json
