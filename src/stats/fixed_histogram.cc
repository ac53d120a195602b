#include "stats/fixed_histogram.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace seiload::stats {

std::uint64_t FixedCounts::count() const {
  return std::accumulate(buckets.begin(), buckets.end(), std::uint64_t{0});
}

void FixedCounts::merge(const FixedCounts& other) {
  if (other.buckets.empty()) return;
  if (buckets.empty()) buckets.resize(other.buckets.size());
  CHECK(buckets.size() == other.buckets.size());
  for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += other.buckets[i];
  sum = base::saturating_add(sum, other.sum);
}

std::size_t FixedHistogram::record(std::uint64_t value) noexcept {
  const auto bucket =
      static_cast<std::size_t>(std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin());
  sum_.add_saturating(value);
  buckets_[bucket].add();
  return bucket;
}

void FixedHistogram::add_to(FixedCounts& counts) const {
  if (counts.buckets.empty()) counts.buckets.resize(buckets_.size());
  CHECK(counts.buckets.size() == buckets_.size());
  for (std::size_t i = 0; i < buckets_.size(); ++i) counts.buckets[i] += buckets_[i].value();
  counts.sum = base::saturating_add(counts.sum, sum_.value());
}

}  // namespace seiload::stats
