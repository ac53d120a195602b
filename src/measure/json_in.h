#pragma once
// Reads the fields that fields.h and chain_fields.h declare, from what JsonOut wrote. Strict: a key that is
// missing, unknown or there twice, a value of another kind, figures that cannot belong together are errors.
// The first one stays, with its place and path, and all that is read afterwards is worth nothing.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/percentile.h"
#include "base/result.h"
#include "base/time_point.h"
#include "json/value.h"
#include "measure/times.h"

namespace seiload::measure {

class JsonIn {
 public:
  static constexpr bool kReads = true;

  // What a document has in common: its text, for places, and its first error.
  struct Document {
    std::string_view text;
    std::optional<base::Error> error{};
  };

  // Of a value that should be an object; `path` is "" or "totals".
  JsonIn(Document& document, const json::Value& value, std::string path);
  // After all members have been read: complains about others.
  void finish();

  template <class T>
  void member(std::string_view key, T& value) {
    if (const json::Value* found = require(key)) read(*found, key, value);
  }
  template <class T>
  void member(std::string_view key, std::optional<T>& value) {
    if (const json::Value* found = require(key); found != nullptr && !found->is_null())
      read(*found, key, value.emplace());
  }
  void null_if_zero(std::string_view key, std::uint64_t& value);
  template <class T>
  void optional(std::string_view key, T& value) {
    if (const json::Value* found = take(key)) read(*found, key, value);
  }
  template <class T>
  void optional(std::string_view key, std::optional<T>& value) {
    if (const json::Value* found = take(key)) read(*found, key, value.emplace());
  }
  template <class F>
  void derived(std::string_view key, F) {
    require(key);
  }
  template <class F>
  void derived_if(bool there, std::string_view key, F) {
    if (there) require(key);
  }
  void layout(std::string_view key, std::uint64_t& number) { member(key, number); }
  void word(std::string_view key, bool& value, std::string_view if_true, std::string_view if_false);

  template <class F>
  void object(std::string_view key, F body) {
    if (const json::Value* found = require(key)) inside(*found, path_of(key), body);
  }
  template <class F>
  void object_if(bool there, std::string_view key, F body) {
    if (there) object(key, body);
  }
  template <class T, class F>
  void optional_object(std::string_view key, std::optional<T>& value, F fields) {
    if (const json::Value* found = take(key))
      inside(*found, path_of(key), [&](JsonIn& io) { fields(io, value.emplace()); });
  }
  template <class T, class F>
  void rows(std::string_view key, std::vector<T>& values, F fields) {
    if (const json::Value* found = require(key)) read_rows(*found, key, values, fields);
  }
  template <class T, class F>
  void optional_rows(std::string_view key, std::vector<T>& values, F fields) {
    if (const json::Value* found = take(key)) read_rows(*found, key, values, fields);
  }

  void histogram(std::string_view key, stats::HistogramSnapshot& value, int decimals,
                 std::span<const base::Percentile> percentiles);
  void times(std::string_view key, Times& value, std::span<const base::Percentile> more = {});

 private:
  template <class F>
  void inside(const json::Value& value, std::string path, F body) {
    JsonIn io(document_, value, std::move(path));
    body(io);
    io.finish();
  }
  template <class T, class F>
  void read_rows(const json::Value& array, std::string_view key, std::vector<T>& values, F fields) {
    for (const json::Value& one : elements(array, key)) {
      const std::string path = path_of(key) + '[' + std::to_string(values.size()) + ']';
      inside(one, path, [&](JsonIn& io) { fields(io, values.emplace_back()); });
    }
  }

  const json::Value* take(std::string_view key);     // null if there is none
  const json::Value* require(std::string_view key);  // the same, with a complaint
  const json::Array& elements(const json::Value& value, std::string_view key);
  std::string path_of(std::string_view key) const;
  void complain(std::size_t offset, const std::string& path, std::string_view what);
  void expected(const json::Value& value, std::string_view key, std::string_view what);
  void read_histogram(stats::HistogramSnapshot& value, int decimals);

  void read(const json::Value& value, std::string_view key, std::uint64_t& out);
  void read(const json::Value& value, std::string_view key, double& out);
  void read(const json::Value& value, std::string_view key, bool& out);
  void read(const json::Value& value, std::string_view key, std::string& out);
  void read(const json::Value& value, std::string_view key, base::Duration& out);
  void read(const json::Value& value, std::string_view key, base::WallTime& out);
  void read(const json::Value& value, std::string_view key, std::vector<base::Percentile>& out);
  void read(const json::Value& value, std::string_view key, std::vector<std::string>& out);

  Document& document_;
  const json::Value& value_;
  const std::string path_;
  std::vector<bool> taken_;  // one a member
};

}  // namespace seiload::measure
