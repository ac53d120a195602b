#pragma once
// A JSON text as a tree, for what is read once: profiles, and answers that are not on the hot path. Every
// value knows the byte it began at (json::locate gives line and column). Copies all text: it outlives what it
// was parsed from. Repeated keys are all kept, and find() gives the last one, as most readers do; who must
// refuse them walks object().

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "json/reader.h"

namespace seiload::json {

enum class Kind { null, boolean, number, string, array, object };

// "a string", "an object": for messages.
std::string_view name_of(Kind kind);

class Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;  // in the order of the text

// A number as written, so that no digit is lost.
struct Number {
  std::string text;

  std::optional<std::uint64_t> as_u64() const;  // plain digits below 2^64: not -0, 1.0 or 1e3
  std::optional<std::int64_t> as_i64() const;   // plain digits with an optional '-'
  // The nearest double; nothing if too large for one. Too small for one gives zero.
  std::optional<double> as_double() const;
};

class Value {
 public:
  Value();  // null
  Value(bool boolean, std::size_t begin);
  Value(Number number, std::size_t begin);
  Value(std::string string, std::size_t begin);
  Value(Array array, std::size_t begin);
  Value(Object object, std::size_t begin);
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  Kind kind() const;
  bool is_null() const { return kind() == Kind::null; }

  // Null unless the value is of that kind.
  const bool* boolean() const;
  const Number* number() const;
  const std::string* string() const;
  const Array* array() const;
  const Object* object() const;
  Array* array();
  Object* object();

  // The last member of that name; null if there is none or this is no object.
  const Value* find(std::string_view key) const;

  std::size_t offset = 0;  // of its first byte in the text

 private:
  std::variant<std::monostate, bool, Number, std::string, Array, Object> data_;  // in the order of Kind
};

struct Member {
  std::string key;
  std::size_t key_offset = 0;
  Value value;
};

// The error's message begins with "LINE:COLUMN: ".
base::Result<Value> parse(std::string_view text, const Limits& limits = {});

}  // namespace seiload::json
