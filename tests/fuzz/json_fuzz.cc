// Any bytes: the reader and the tree agree on what is JSON, and what is accepted survives being written and
// read again.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "json/value.h"
#include "json/writer.h"

namespace {

using namespace seiload;

void write(json::Writer& writer, const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::null:
      writer.null();
      break;
    case json::Kind::boolean:
      writer.boolean(*value.boolean());
      break;
    case json::Kind::number:
      writer.raw(value.number()->text);
      break;
    case json::Kind::string:
      writer.string(*value.string());
      break;
    case json::Kind::array:
      writer.begin_array();
      for (const json::Value& item : *value.array()) write(writer, item);
      writer.end_array();
      break;
    case json::Kind::object:
      writer.begin_object();
      for (const json::Member& member : *value.object()) write(writer.key(member.key), member.value);
      writer.end_object();
      break;
  }
}

void numbers(const json::Value& value) {
  if (const json::Number* number = value.number()) {
    const auto integer = number->as_u64();
    CHECK(!integer || std::to_string(*integer) == number->text);
    (void)number->as_i64();
    (void)number->as_double();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::as_text({data, size});
  const json::Limits limits{.max_depth = 40};
  json::Reader reader(text, limits);
  json::Token token;
  do {
    token = reader.next();
  } while (token != json::Token::end && token != json::Token::error);

  json::Reader skipper(text, limits);
  skipper.next();
  const std::string_view skipped = skipper.skip();
  if (token == json::Token::end) CHECK(json::parse(skipped, limits));

  const auto value = json::parse(text, limits);
  CHECK(value.has_value() == (token == json::Token::end));
  if (!value) {
    CHECK(value.error().message == reader.error().message);
    return 0;
  }
  numbers(*value);
  std::string once, twice;
  json::Writer first(once, true), second(twice, true);
  write(first, *value);
  const auto again = json::parse(once, limits);
  CHECK(again.has_value());
  write(second, *again);
  CHECK(once == twice);
  return 0;
}
