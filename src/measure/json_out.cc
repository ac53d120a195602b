#include "measure/json_out.h"

#include <algorithm>

namespace seiload::measure {
namespace {

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

void JsonOut::write(const std::vector<base::Percentile>& all) {
  std::string text;
  for (const base::Percentile& one : all) text += (text.empty() ? "" : ",") + one.text;
  out_.string(text);
}

void JsonOut::write(const std::vector<std::string>& all) {
  out_.begin_array();
  for (const std::string& one : all) out_.string(one);
  out_.end_array();
}

void JsonOut::histogram_members(const stats::HistogramSnapshot& value, int decimals,
                                std::span<const base::Percentile> percentiles) {
  const auto figure = [&](std::string_view key, std::optional<std::uint64_t> number) {
    out_.key(key);
    number ? out_.raw(base::format_scaled(*number, decimals)) : out_.null();
  };
  out_.member("count", value.count());
  figure("min", value.min());
  figure("mean", value.mean());
  for (const base::Percentile& one : percentiles) figure(one.key(), value.quantile(one.share));
  figure("max", value.max());
  figure("sum", value.sum());
  // Pairs of a bucket's lower bound and its count; empty buckets are left out.
  const auto buckets = value.buckets();
  out_.key("buckets").begin_array(true);
  for (const auto& one : buckets)
    out_.begin_array(true).number(stats::BucketLayout::lower_bound(one.bucket)).number(one.count).end_array();
  out_.end_array();
  out_.key("excess").begin_array(true);
  for (const auto& one : buckets) {
    if (one.bucket + 1 == stats::BucketLayout::kBuckets)
      out_.number(value.last_excess());
    else
      out_.number(one.excess);
  }
  out_.end_array();
}

void JsonOut::histogram(std::string_view key, const stats::HistogramSnapshot& value, int decimals,
                        std::span<const base::Percentile> percentiles) {
  object(key, [&](JsonOut&) { histogram_members(value, decimals, percentiles); });
}

void JsonOut::times(std::string_view key, const Times& value, std::span<const base::Percentile> more) {
  histogram(key, value.nanoseconds(), 9, with_default(more));
}

}  // namespace seiload::measure
