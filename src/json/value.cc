#include "json/value.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "base/number.h"

namespace seiload::json {
namespace {

class Builder {
 public:
  Builder(std::string_view text, const Limits& limits) : reader_(text, limits) {}

  base::Result<Value> build() {
    Value root;
    if (!fill(root, reader_.next()) || reader_.next() != Token::end) return reader_.error();
    return root;
  }

 private:
  // Recursion is as deep as the reader lets the text nest.
  bool fill(Value& value, Token token) {
    const std::size_t begin = reader_.offset();
    switch (token) {
      case Token::boolean:
        value = Value(reader_.boolean(), begin);
        return true;
      case Token::number:
        value = Value(Number{std::string(reader_.raw())}, begin);
        return true;
      case Token::string:
        value = Value(std::string(reader_.text(scratch_)), begin);
        return true;
      case Token::begin_array:
        value = Value(Array(), begin);
        return fill(*value.array());
      case Token::begin_object:
        value = Value(Object(), begin);
        return fill(*value.object());
      case Token::null:
        value.offset = begin;
        return true;
      default:
        return false;
    }
  }

  bool fill(Array& array) {
    for (;;) {
      const Token token = reader_.next();
      if (token == Token::end_array) return true;
      if (token == Token::error || !fill(array.emplace_back(), token)) return false;
    }
  }

  bool fill(Object& object) {
    for (;;) {
      const Token token = reader_.next();
      if (token == Token::end_object) return true;
      if (token != Token::key) return false;
      Member& member = object.emplace_back();
      member.key = reader_.text(scratch_);
      member.key_offset = reader_.offset();
      if (!fill(member.value, reader_.next())) return false;
    }
  }

  Reader reader_;
  std::string scratch_;
};

}  // namespace

std::string_view name_of(Kind kind) {
  constexpr std::string_view kNames[] = {"null",     "a boolean", "a number",
                                         "a string", "an array",  "an object"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<std::uint64_t> Number::as_u64() const { return base::parse_u64(text); }

std::optional<std::int64_t> Number::as_i64() const {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> Number::as_double() const {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  // Out of range, and from_chars does not say on which side: strtod does (the program never sets a locale).
  value = std::strtod(text.c_str(), nullptr);
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// Here, where Member is complete: a member holds a Value.
Value::Value() = default;
Value::Value(bool boolean, std::size_t begin) : offset(begin), data_(boolean) {}
Value::Value(Number number, std::size_t begin) : offset(begin), data_(std::move(number)) {}
Value::Value(std::string string, std::size_t begin) : offset(begin), data_(std::move(string)) {}
Value::Value(Array array, std::size_t begin) : offset(begin), data_(std::move(array)) {}
Value::Value(Object object, std::size_t begin) : offset(begin), data_(std::move(object)) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Kind Value::kind() const { return static_cast<Kind>(data_.index()); }
const bool* Value::boolean() const { return std::get_if<bool>(&data_); }
const Number* Value::number() const { return std::get_if<Number>(&data_); }
const std::string* Value::string() const { return std::get_if<std::string>(&data_); }
const Array* Value::array() const { return std::get_if<Array>(&data_); }
const Object* Value::object() const { return std::get_if<Object>(&data_); }
Array* Value::array() { return std::get_if<Array>(&data_); }
Object* Value::object() { return std::get_if<Object>(&data_); }

const Value* Value::find(std::string_view key) const {
  const Object* members = object();
  if (members == nullptr) return nullptr;
  for (auto member = members->rbegin(); member != members->rend(); ++member)
    if (member->key == key) return &member->value;
  return nullptr;
}

base::Result<Value> parse(std::string_view text, const Limits& limits) {
  return Builder(text, limits).build();
}

}  // namespace seiload::json
