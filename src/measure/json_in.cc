#include "measure/json_in.h"

#include <set>

#include "base/number.h"
#include "base/text.h"

namespace seiload::measure {

using base::cat;

JsonIn::JsonIn(Document& document, const json::Value& value, std::string path)
    : document_(document), value_(value), path_(std::move(path)) {
  const json::Object* const object = value.object();
  if (object == nullptr) {
    complain(value.offset, path_, "expected an object");
    return;
  }
  taken_.resize(object->size());
  std::set<std::string_view> keys;
  for (const json::Member& member : *object)
    if (!keys.insert(member.key).second) complain(member.key_offset, path_of(member.key), "duplicate key");
}

void JsonIn::finish() {
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    const json::Member& member = (*value_.object())[i];
    if (!taken_[i]) complain(member.key_offset, path_of(member.key), "unknown key");
  }
}

std::string JsonIn::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : cat(path_, '.', key);
}

void JsonIn::complain(std::size_t offset, const std::string& path, std::string_view what) {
  if (document_.error) return;
  const json::Position at = json::locate(document_.text, offset);
  document_.error = base::invalid_input(
      cat(at.line, ':', at.column, ": ", path.empty() ? std::string("the report") : path, ": ", what));
}

void JsonIn::expected(const json::Value& value, std::string_view key, std::string_view what) {
  const std::string got = value.number() != nullptr   ? value.number()->text
                          : value.string() != nullptr ? base::quote(*value.string())
                                                      : std::string(json::name_of(value.kind()));
  complain(value.offset, path_of(key), cat("expected ", what, ", got ", got));
}

const json::Value* JsonIn::take(std::string_view key) {
  for (std::size_t i = 0; i < taken_.size(); ++i) {
    const json::Member& member = (*value_.object())[i];
    if (member.key != key) continue;
    taken_[i] = true;
    return &member.value;
  }
  return nullptr;
}

const json::Value* JsonIn::require(std::string_view key) {
  const json::Value* const found = take(key);
  if (found == nullptr) complain(value_.offset, path_of(key), "missing");
  return found;
}

const json::Array& JsonIn::elements(const json::Value& value, std::string_view key) {
  static const json::Array kNone;
  if (value.array() != nullptr) return *value.array();
  expected(value, key, "an array");
  return kNone;
}

void JsonIn::null_if_zero(std::string_view key, std::uint64_t& value) {
  std::optional<std::uint64_t> read;
  member(key, read);
  value = read.value_or(0);
}

void JsonIn::word(std::string_view key, bool& value, std::string_view if_true, std::string_view if_false) {
  const json::Value* const found = require(key);
  if (found == nullptr) return;
  const std::string* const text = found->string();
  if (text == nullptr || (*text != if_true && *text != if_false))
    return expected(*found, key, cat(base::quote(if_true), " or ", base::quote(if_false)));
  value = *text == if_true;
}

void JsonIn::read(const json::Value& value, std::string_view key, std::uint64_t& out) {
  const auto number = value.number() != nullptr ? value.number()->as_u64() : std::nullopt;
  number ? void(out = *number) : expected(value, key, "a whole number");
}

void JsonIn::read(const json::Value& value, std::string_view key, double& out) {
  const auto number = value.number() != nullptr ? value.number()->as_double() : std::nullopt;
  number ? void(out = *number) : expected(value, key, "a number");
}

void JsonIn::read(const json::Value& value, std::string_view key, bool& out) {
  value.boolean() != nullptr ? void(out = *value.boolean()) : expected(value, key, "true or false");
}

void JsonIn::read(const json::Value& value, std::string_view key, std::string& out) {
  value.string() != nullptr ? void(out = *value.string()) : expected(value, key, "a string");
}

void JsonIn::read(const json::Value& value, std::string_view key, base::Duration& out) {
  const auto time = value.number() != nullptr ? base::parse_scaled(value.number()->text, 9) : std::nullopt;
  time ? void(out = to_duration(*time)) : expected(value, key, "a number of seconds");
}

void JsonIn::read(const json::Value& value, std::string_view key, base::WallTime& out) {
  const auto time = value.string() != nullptr ? base::parse_utc(*value.string()) : std::nullopt;
  time ? void(out = *time) : expected(value, key, "a time such as 2026-11-23T09:30:00.125Z");
}

void JsonIn::read(const json::Value& value, std::string_view key, std::vector<base::Percentile>& out) {
  auto all = value.string() != nullptr ? base::parse_percentiles(*value.string()) : std::nullopt;
  all ? void(out = std::move(*all)) : expected(value, key, "percentiles such as '50,99.9'");
}

void JsonIn::read(const json::Value& value, std::string_view key, std::vector<std::string>& out) {
  for (const json::Value& one : elements(value, key)) read(one, key, out.emplace_back());
}

void JsonIn::read_histogram(stats::HistogramSnapshot& out, int decimals) {
  using stats::BucketLayout;
  const auto scaled = [&](std::string_view key) -> std::uint64_t {
    const json::Value* const found = require(key);
    if (found == nullptr || found->is_null()) return 0;
    const auto value =
        found->number() != nullptr ? base::parse_scaled(found->number()->text, decimals) : std::nullopt;
    if (!value) expected(*found, key, "a number");
    return value.value_or(0);
  };
  std::uint64_t count = 0;
  member("count", count);
  const std::uint64_t min = scaled("min"), max = scaled("max");
  derived("mean", 0);
  derived("sum", 0);
  for (std::size_t i = 0; i < taken_.size(); ++i)  // figures, which follow from the buckets
    if (base::parse_percentile_name((*value_.object())[i].key)) taken_[i] = true;
  const json::Value* const buckets = require("buckets");
  const json::Value* const excess = require("excess");
  if (buckets == nullptr || excess == nullptr) return;
  const json::Array& rows = elements(*buckets, "buckets");
  const json::Array& sums = elements(*excess, "excess");
  if (rows.size() != sums.size())
    return complain(excess->offset, path_of("excess"), "expected one number a bucket");
  std::vector<stats::HistogramSnapshot::Bucket> all;
  double last_excess = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const json::Array& pair = elements(rows[i], "buckets");
    if (pair.size() != 2) return expected(rows[i], "buckets", "pairs");
    std::uint64_t lower = 0, number = 0, sum = 0;
    read(pair[0], "buckets", lower);
    read(pair[1], "buckets", number);
    const std::size_t bucket = BucketLayout::bucket_of(lower);
    if (BucketLayout::lower_bound(bucket) != lower)
      return expected(pair[0], "buckets", "the lower bound of a bucket");
    if (bucket + 1 == BucketLayout::kBuckets)
      read(sums[i], "excess", last_excess);
    else
      read(sums[i], "excess", sum);
    all.push_back({bucket, number, sum});
  }
  auto made = stats::HistogramSnapshot::from(all, last_excess, min, max);
  if (!made)
    return complain(buckets->offset, path_of("buckets"), "no histogram has these, and this min and max");
  if (made->count() != count)
    return complain(value_.offset, path_of("count"), cat(count, ", and the buckets hold ", made->count()));
  out = std::move(*made);
}

void JsonIn::histogram(std::string_view key, stats::HistogramSnapshot& value, int decimals,
                       std::span<const base::Percentile>) {
  object(key, [&](JsonIn& io) { io.read_histogram(value, decimals); });
}

void JsonIn::times(std::string_view key, Times& value, std::span<const base::Percentile>) {
  stats::HistogramSnapshot nanoseconds;
  histogram(key, nanoseconds, 9, {});
  value = Times(std::move(nanoseconds));
}

}  // namespace seiload::measure
