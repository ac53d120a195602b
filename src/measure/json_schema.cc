#include "measure/json_schema.h"

#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/text.h"
#include "base/time_point.h"
#include "json/writer.h"
#include "measure/fields.h"
#include "measure/summary_json.h"

namespace seiload::measure {
namespace {

enum class Type { whole, number, seconds, boolean, text, texts, time, percentiles };

template <class T>
constexpr Type type_of() {
  if constexpr (std::is_same_v<T, bool>) return Type::boolean;
  if constexpr (std::is_same_v<T, double>) return Type::number;
  if constexpr (std::is_same_v<T, std::string>) return Type::text;
  if constexpr (std::is_same_v<T, std::vector<std::string>>) return Type::texts;
  if constexpr (std::is_same_v<T, base::Duration>) return Type::seconds;
  if constexpr (std::is_same_v<T, base::WallTime>) return Type::time;
  if constexpr (std::is_same_v<T, std::vector<base::Percentile>>) return Type::percentiles;
  static_assert(std::is_arithmetic_v<T> || std::is_class_v<T>);
  return Type::whole;
}

// The keywords of a value; `null`: it may be null, too.
std::string keywords(Type type, bool null) {
  const auto of_type = [&](std::string_view name, std::string_view more = {}) {
    return null ? base::cat("{\"type\": [\"", name, "\", \"null\"]", more, '}')
                : base::cat("{\"type\": \"", name, '"', more, '}');
  };
  switch (type) {
    case Type::whole:
      return of_type("integer", ", \"minimum\": 0, \"maximum\": 18446744073709551615");
    case Type::number:
      return of_type("number");
    case Type::seconds:
      return of_type("number", ", \"minimum\": 0");
    case Type::boolean:
      return of_type("boolean");
    case Type::text:
      return of_type("string");
    case Type::texts:
      return of_type("array", ", \"items\": {\"type\": \"string\"}");
    case Type::time:
      return of_type("string", ", \"format\": \"date-time\"");
    case Type::percentiles:
      return of_type("string", ", \"pattern\": \"^[0-9.]+(,[0-9.]+)*$\"");
  }
  return {};
}

// Has the members of JsonOut, and writes what kind of value each is; the values it is given mean nothing.
class JsonSchema {
 public:
  static constexpr bool kReads = false;

  explicit JsonSchema(json::Writer& out) : out_(out) {}

  template <class T>
  void member(std::string_view key, const T&) {
    property(key, type_of<T>(), false, true);
  }
  template <class T>
  void member(std::string_view key, const std::optional<T>&) {
    property(key, type_of<T>(), true, true);
  }
  void null_if_zero(std::string_view key, std::uint64_t) { property(key, Type::whole, true, true); }
  template <class T>
  void optional(std::string_view key, const T&) {
    property(key, type_of<T>(), false, false);
  }
  template <class T>
  void optional(std::string_view key, const std::optional<T>&) {
    property(key, type_of<T>(), false, false);
  }
  template <class F>
  void derived(std::string_view key, F value) {
    member(key, value());
  }
  template <class F>
  void derived_if(bool, std::string_view key, F value) {
    optional(key, value());
  }
  void layout(std::string_view key, std::uint64_t) {
    required_.push_back(key);
    out_.key(key).raw(base::cat("{\"const\": ", kReportLayout, '}'));
  }
  void word(std::string_view key, bool, std::string_view if_true, std::string_view if_false) {
    required_.push_back(key);
    out_.key(key).raw(base::cat("{\"enum\": [\"", if_true, "\", \"", if_false, "\"]}"));
  }

  template <class F>
  void object(std::string_view key, F body) {
    required_.push_back(key);
    object_if(true, key, body);
  }
  template <class F>
  void object_if(bool, std::string_view key, F body) {
    out_.key(key).begin_object();
    inside(body);
    out_.end_object();
  }
  template <class T, class F>
  void optional_object(std::string_view key, const std::optional<T>&, F fields) {
    object_if(true, key, [&](JsonSchema& io) {
      const T value{};
      fields(io, value);
    });
  }
  template <class T, class F>
  void rows(std::string_view key, const std::vector<T>& values, F fields) {
    required_.push_back(key);
    optional_rows(key, values, fields);
  }
  template <class T, class F>
  void optional_rows(std::string_view key, const std::vector<T>&, F fields) {
    out_.key(key).begin_object().member("type", "array").key("items").begin_object();
    inside([&](JsonSchema& io) {
      const T value{};
      fields(io, value);
    });
    out_.end_object().end_object();
  }

  void histogram(std::string_view key, const stats::HistogramSnapshot&, int,
                 std::span<const base::Percentile>) {
    required_.push_back(key);
    out_.key(key).raw("{\"$ref\": \"#/$defs/histogram\"}");
  }
  void times(std::string_view key, const Times&, std::span<const base::Percentile> = {}) {
    histogram(key, {}, 0, {});
  }

  // The keywords of an object whose members `body` declares.
  template <class F>
  void inside(F body) {
    JsonSchema io(out_);
    out_.member("type", "object").key("properties").begin_object();
    body(io);
    out_.end_object().key("required").begin_array(true);
    for (const std::string_view key : io.required_) out_.string(key);
    out_.end_array().member("additionalProperties", false);
  }

 private:
  void property(std::string_view key, Type type, bool null, bool required) {
    if (required) required_.push_back(key);
    out_.key(key).raw(keywords(type, null));
  }

  json::Writer& out_;
  std::vector<std::string_view> required_;
};

// In the writer's own words: "count", and "buckets" and "excess", which have an element each a bucket.
constexpr std::string_view kHistogram =
    R"({"type": "object", "properties": {"count": {"type": "integer", "minimum": 0}, )"
    R"("min": {"$ref": "#/$defs/figure"}, "mean": {"$ref": "#/$defs/figure"}, )"
    R"("max": {"$ref": "#/$defs/figure"}, "sum": {"$ref": "#/$defs/figure"}, )"
    R"("buckets": {"type": "array", "items": {"type": "array", "prefixItems": [)"
    R"({"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}], )"
    R"("items": false, "minItems": 2}}, )"
    R"("excess": {"type": "array", "items": {"type": "number", "minimum": 0}}}, )"
    R"("patternProperties": {"^p[0-9]+(\\.[0-9]+)?$": {"$ref": "#/$defs/figure"}}, )"
    R"("required": ["count", "min", "mean", "max", "sum", "buckets", "excess"], )"
    R"("additionalProperties": false})";

}  // namespace

std::string json_schema() {
  std::string text;
  json::Writer out(text, true);
  out.begin_object();
  out.member("$schema", "https://json-schema.org/draft/2020-12/schema");
  out.member("title", "seiload report");
  JsonSchema io(out);
  const Summary summary;
  io.inside([&](JsonSchema& in) { fields(in, summary, kReportLayout); });
  out.key("$defs").begin_object();
  out.key("figure").raw(keywords(Type::seconds, true));
  out.key("histogram").raw(kHistogram);
  out.end_object().end_object();
  return text += '\n';
}

}  // namespace seiload::measure
