#include "report/json_parts.h"

namespace seiload::report {

using json::Writer;

void seconds(Writer& out, std::string_view key, std::optional<base::Duration> value) {
  out.key(key);
  if (value)
    out.number(base::to_seconds(*value));
  else
    out.null();
}

void latency_object(Writer& out, std::string_view key, const stats::HistogramSnapshot& histogram) {
  out.key(key).begin_object();
  out.member("count", histogram.count());
  seconds(out, "min", histogram.min());
  seconds(out, "mean", histogram.mean());
  seconds(out, "p50", histogram.quantile(0.5));
  seconds(out, "p90", histogram.quantile(0.9));
  seconds(out, "p99", histogram.quantile(0.99));
  seconds(out, "p999", histogram.quantile(0.999));
  seconds(out, "max", histogram.max());
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
