#include "stats/sparse_histogram.h"

#include <algorithm>

#include "base/check.h"

namespace seiload::stats {

std::vector<SparseHistogram::Bucket>::iterator SparseHistogram::find(std::size_t bucket) {
  return std::lower_bound(buckets_.begin(), buckets_.end(), bucket,
                          [](const Bucket& one, std::size_t wanted) { return one.bucket < wanted; });
}

void SparseHistogram::record(std::uint64_t value) {
  CHECK(value < kLimit);
  const std::size_t number = BucketLayout::bucket_of(value);
  auto bucket = find(number);
  if (bucket == buckets_.end() || bucket->bucket != number)
    bucket = buckets_.insert(bucket, {number, 0, 0, value, value});
  ++bucket->count;
  bucket->excess += value - BucketLayout::lower_bound(number);
  bucket->min = std::min(bucket->min, value);
  bucket->max = std::max(bucket->max, value);
}

void SparseHistogram::take_back(std::uint64_t value) {
  const std::size_t number = BucketLayout::bucket_of(value);
  const auto bucket = find(number);
  CHECK(bucket != buckets_.end() && bucket->bucket == number);
  bucket->excess -= value - BucketLayout::lower_bound(number);
  if (--bucket->count == 0) {
    buckets_.erase(bucket);
  } else if (bucket->count == 1) {
    bucket->min = bucket->max = BucketLayout::lower_bound(number) + bucket->excess;
  }
}

HistogramSnapshot SparseHistogram::snapshot() const {
  if (buckets_.empty()) return {};
  std::vector<HistogramSnapshot::Bucket> all;
  all.reserve(buckets_.size());
  for (const Bucket& one : buckets_) all.push_back({one.bucket, one.count, one.excess});
  const auto made = HistogramSnapshot::from(all, 0, buckets_.front().min, buckets_.back().max);
  CHECK(made.has_value());
  return *made;
}

}  // namespace seiload::stats
