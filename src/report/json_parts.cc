#include "report/json_parts.h"

#include <algorithm>
#include <vector>

namespace seiload::report {

using json::Writer;

namespace {

// Of what is in the histogram, each by `write(key, value)`.
void summarize(Writer& out, const stats::HistogramSnapshot& histogram,
               std::span<const base::Percentile> percentiles, auto write) {
  out.member("count", histogram.count());
  write("min", histogram.min());
  write("mean", histogram.mean());
  for (const base::Percentile& one : percentiles) write(one.key(), histogram.quantile(one.share));
  write("max", histogram.max());
}

// Those that every report has, and these.
std::vector<base::Percentile> with_default(std::span<const base::Percentile> more) {
  auto all = *base::parse_percentiles(base::kDefaultPercentiles);
  for (const base::Percentile& one : more)
    if (std::none_of(all.begin(), all.end(), [&](const auto& other) { return other.text == one.text; }))
      all.push_back(one);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.share < b.share; });
  return all;
}

}  // namespace

void seconds(Writer& out, std::string_view key, std::optional<base::Duration> value) {
  number_or_null(out, key, value ? std::optional(base::to_seconds(*value)) : std::nullopt);
}

void numbers_object(Writer& out, std::string_view key, const stats::HistogramSnapshot& histogram,
                    double unit) {
  out.key(key).begin_object();
  summarize(out, histogram, *base::parse_percentiles("50,90,99"),
            [&](std::string_view name, std::optional<base::Duration> value) {
              number_or_null(
                  out, name,
                  value ? std::optional(static_cast<double>(value->count()) * unit) : std::nullopt);
            });
  out.end_object();
}

void latency_object(Writer& out, std::string_view key, const stats::HistogramSnapshot& histogram,
                    std::span<const base::Percentile> percentiles) {
  out.key(key).begin_object();
  summarize(out, histogram, with_default(percentiles),
            [&](std::string_view name, std::optional<base::Duration> value) { seconds(out, name, value); });
  seconds(out, "sum", histogram.sum());
  // Pairs of a bucket's lower bound in nanoseconds and its count; empty buckets are left out.
  out.key("buckets").begin_array(true);
  for (std::size_t bucket = 0; bucket < histogram.counts().size(); ++bucket) {
    if (histogram.counts()[bucket] == 0) continue;
    out.begin_array(true).number(stats::BucketLayout::lower_bound(bucket).count());
    out.number(histogram.counts()[bucket]).end_array();
  }
  out.end_array().end_object();
}

}  // namespace seiload::report
