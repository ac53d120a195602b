#include "report/json_parts.h"

namespace seiload::report {

using json::Writer;

namespace {

// Of what is in the histogram, each by `write(key, value)`.
void summarize(Writer& out, const stats::HistogramSnapshot& histogram, bool with_p999, auto write) {
  out.member("count", histogram.count());
  write("min", histogram.min());
  write("mean", histogram.mean());
  write("p50", histogram.quantile(0.5));
  write("p90", histogram.quantile(0.9));
  write("p99", histogram.quantile(0.99));
  if (with_p999) write("p999", histogram.quantile(0.999));
  write("max", histogram.max());
}

}  // namespace

void seconds(Writer& out, std::string_view key, std::optional<base::Duration> value) {
  number_or_null(out, key, value ? std::optional(base::to_seconds(*value)) : std::nullopt);
}

void numbers_object(Writer& out, std::string_view key, const stats::HistogramSnapshot& histogram, double unit) {
  out.key(key).begin_object();
  summarize(out, histogram, false, [&](std::string_view name, std::optional<base::Duration> value) {
    number_or_null(out, name, value ? std::optional(static_cast<double>(value->count()) * unit) : std::nullopt);
  });
  out.end_object();
}

void latency_object(Writer& out, std::string_view key, const stats::HistogramSnapshot& histogram) {
  out.key(key).begin_object();
  summarize(out, histogram, true,
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
