#pragma once
// Writes the fields that fields.h and chain_fields.h declare. JsonIn has the same members and reads them.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/number.h"
#include "base/percentile.h"
#include "base/time_point.h"
#include "json/writer.h"
#include "measure/times.h"

namespace seiload::measure {

class JsonOut {
 public:
  static constexpr bool kReads = false;

  explicit JsonOut(json::Writer& out) : out_(out) {}

  template <class T>
  void member(std::string_view key, const T& value) {
    out_.key(key);
    write(value);
  }
  // null where there is none, or where it is 0.
  template <class T>
  void member(std::string_view key, const std::optional<T>& value) {
    out_.key(key);
    value ? write(*value) : void(out_.null());
  }
  void null_if_zero(std::string_view key, std::uint64_t value) {
    member(key, value == 0 ? std::nullopt : std::optional(value));
  }
  // Left out where there is nothing to say.
  template <class T>
  void optional(std::string_view key, const T& value) {
    if (value != T()) member(key, value);
  }
  template <class T>
  void optional(std::string_view key, const std::optional<T>& value) {
    if (value) member(key, *value);
  }
  // What follows from other fields.
  template <class F>
  void derived(std::string_view key, F value) {
    member(key, value());
  }
  template <class F>
  void derived_if(bool there, std::string_view key, F value) {
    if (there) member(key, value());
  }
  void layout(std::string_view key, std::uint64_t number) { member(key, number); }
  // One of two words.
  void word(std::string_view key, bool value, std::string_view if_true, std::string_view if_false) {
    out_.member(key, value ? if_true : if_false);
  }

  template <class F>
  void object(std::string_view key, F body) {
    out_.key(key).begin_object();
    body(*this);
    out_.end_object();
  }
  template <class F>
  void object_if(bool there, std::string_view key, F body) {
    if (there) object(key, body);
  }
  template <class T, class F>
  void optional_object(std::string_view key, const std::optional<T>& value, F fields) {
    if (value) object(key, [&](JsonOut& io) { fields(io, *value); });
  }
  template <class T, class F>
  void rows(std::string_view key, const std::vector<T>& values, F fields) {
    out_.key(key).begin_array();
    for (const T& value : values) {
      out_.begin_object();
      fields(*this, value);
      out_.end_object();
    }
    out_.end_array();
  }
  template <class T, class F>
  void optional_rows(std::string_view key, const std::vector<T>& values, F fields) {
    if (!values.empty()) rows(key, values, fields);
  }

  // Besides what it holds, some figures of it. Whole numbers of 10^-decimals.
  void histogram(std::string_view key, const stats::HistogramSnapshot& value, int decimals,
                 std::span<const base::Percentile> percentiles);
  void times(std::string_view key, const Times& value, std::span<const base::Percentile> more = {});

 private:
  void write(std::uint64_t value) { out_.number(value); }
  void write(double value) { out_.number(value); }
  void write(bool value) { out_.boolean(value); }
  void write(const std::string& text) { out_.string(text); }
  void write(base::Duration value) { out_.raw(base::format_scaled(to_nanoseconds(value), 9)); }
  void write(base::WallTime value) { out_.string(base::format_utc(value)); }
  void write(const std::vector<base::Percentile>& all);
  void write(const std::vector<std::string>& all);
  void histogram_members(const stats::HistogramSnapshot& value, int decimals,
                         std::span<const base::Percentile> percentiles);

  json::Writer& out_;
};

}  // namespace seiload::measure
