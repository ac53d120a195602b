#pragma once
// A strict pull reader for JSON, RFC 8259, over text that the caller keeps: one token a call, nothing
// allocated. Refused: anything the grammar does not have (comments, trailing commas, leading zeros, a byte
// order mark), ill-formed UTF-8, escapes of lone surrogates, text after the value. A string or number is a
// view into the text; a string is copied only to decode escapes. The first error stays: every later next()
// gives Token::error again. A repeated key is no error here: RFC 8259 leaves it to who reads (section 4).
//
//   json::Reader reader(text);
//   for (json::Token token; (token = reader.next()) != json::Token::end;) { if (token == json::Token::error)
//   ... }

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace seiload::json {

struct Limits {
  std::size_t max_depth = 128;      // arrays and objects within each other; at most kMaxDepth
  std::size_t max_size = 16 << 20;  // bytes of text
};

constexpr std::size_t kMaxDepth = 1024;

struct Position {
  std::size_t line = 1;    // from 1
  std::size_t column = 1;  // from 1, in characters (code points)

  friend bool operator==(const Position&, const Position&) = default;
};

// Where the byte at `offset` stands. Walks the text: for messages.
Position locate(std::string_view text, std::size_t offset);

enum class Token {
  error,
  end,  // after the whole value, and ever after
  begin_object,
  end_object,
  begin_array,
  end_array,
  key,
  string,
  number,
  boolean,
  null,
};

class Reader {
 public:
  explicit Reader(std::string_view text, const Limits& limits = {});

  Token next();

  // The last token. raw() is a key's or string's inside as written, a number's digits, or the token's own
  // characters.
  std::size_t offset() const { return token_begin_; }
  std::string_view raw() const { return raw_; }
  bool has_escapes() const { return has_escapes_; }
  bool boolean() const { return raw_ == "true"; }

  // The decoded key or string; uses `scratch` if there are escapes, else a view of the text. scratch is
  // overwritten.
  std::string_view text(std::string& scratch) const;

  // After a key: consumes its value. After a begin token: consumes up to its end. After any other value:
  // nothing is left to consume. Returns the value's text as written; an empty view on error.
  std::string_view skip();

  // The depth that the next token stands in: 0 outside of everything.
  std::size_t depth() const { return depth_; }

  // Only after Token::error. "LINE:COLUMN: expected ',' or ']', got 'x'", code invalid_input; or the same in
  // parts.
  base::Error error() const;
  std::string complaint() const;
  std::size_t error_offset() const { return error_offset_; }

 private:
  enum class Expect { value, value_or_end, key, key_or_end, comma_or_end, end };

  Token value();
  Token string(Token token);
  Token number();
  Token word(std::string_view word, Token token);
  Token open(Token token, bool object);
  Token close(Token token);
  Token fail(std::size_t offset, const char* expected);
  Token after_value(Token token);
  bool inside_object() const {
    return depth_ > 0 && (nesting_[(depth_ - 1) / 64] >> (depth_ - 1) % 64 & 1) != 0;
  }

  std::string_view text_;
  std::size_t max_depth_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Expect expect_ = Expect::value;
  Token token_ = Token::end;
  bool has_escapes_ = false;
  std::size_t token_begin_ = 0;
  std::string_view raw_;
  const char* expected_ = nullptr;  // set once failed
  std::size_t error_offset_ = 0;
  std::array<std::uint64_t, kMaxDepth / 64> nesting_{};  // one bit a level: set for an object
};

}  // namespace seiload::json
