#pragma once
// Writes JSON, RFC 8259, at the end of a string; commas, line breaks and indentation come by themselves. The
// caller keeps the grammar (a key before each value of an object, every begin ended): CHECKed. Always valid
// UTF-8: a byte that is not well-formed comes out as U+FFFD, a number that is not finite as null.
//
//   std::string out;
//   json::Writer(out).begin_object().key("tps").number(200.0).end_object();   // {"tps":200}

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "json/reader.h"

namespace seiload::json {

class Writer {
 public:
  // With pretty, two spaces a level and a line each member and element; else no blanks at all.
  explicit Writer(std::string& out, bool pretty = false) : out_(out), pretty_(pretty) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  Writer& begin_object();
  Writer& end_object();
  // With one_line, a pretty array stays on its line, blanks after commas: for long rows of numbers.
  Writer& begin_array(bool one_line = false);
  Writer& end_array();

  Writer& key(std::string_view name);
  Writer& string(std::string_view text);
  Writer& number(double value);  // the shortest form that reads back as the same double
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) Writer& number(T value) { return digits(value); }
  template <std::signed_integral T>
  Writer& number(T value) {
    return raw(std::to_string(value));
  }
  Writer& boolean(bool value);
  Writer& null();
  Writer& raw(std::string_view json);  // one value, already JSON

  // Key and value in one.
  Writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  Writer& member(std::string_view name, const char* text) { return key(name).string(text); }
  Writer& member(std::string_view name, std::same_as<bool> auto value) { return key(name).boolean(value); }
  template <class T>
  requires((std::integral<T> ||
            std::floating_point<T>)&&!std::same_as<T, bool>) Writer& member(std::string_view name, T value) {
    return key(name).number(value);
  }

 private:
  enum class Level : std::uint8_t { object, array, line };

  Writer& digits(std::uint64_t value);
  Writer& open(char bracket, Level level);
  Writer& close(char bracket);
  void before_value();
  void separate();  // the comma, line break and blanks before the next element or key

  std::string& out_;
  const bool pretty_;
  bool after_key_ = false;
  bool empty_ = true;  // nothing yet in the innermost level
  std::size_t depth_ = 0;
  std::array<Level, 64> levels_{};
};

// Appends the text between quotes, escaped.
void append_string(std::string& out, std::string_view text);

}  // namespace seiload::json
