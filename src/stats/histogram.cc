#include "stats/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/check.h"

namespace seiload::stats {
namespace {

constexpr std::size_t kSub = std::size_t{1} << BucketLayout::kSubBits;
constexpr std::size_t kLinear = 2 * kSub;

// Single writer: a relaxed load and store are enough and cost no locked instruction.
template <class T>
void bump(std::atomic<T>& counter, T by) {
  counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

}  // namespace

std::size_t BucketLayout::bucket_of(base::Duration value) noexcept {
  if (value.count() <= 0) return 0;
  const auto units = static_cast<std::uint64_t>(value.count()) >> kUnitBits;
  if (units < kLinear) return static_cast<std::size_t>(units);
  const int octave = static_cast<int>(std::bit_width(units)) - kSubBits - 1;  // 1 and up
  const std::size_t bucket =
      kLinear + static_cast<std::size_t>(octave - 1) * kSub + static_cast<std::size_t>((units >> octave) - kSub);
  return std::min(bucket, kBuckets - 1);
}

base::Duration BucketLayout::lower_bound(std::size_t bucket) noexcept {
  if (bucket < kLinear) return base::Duration(static_cast<std::int64_t>(bucket) << kUnitBits);
  const std::size_t octave = (bucket - kLinear) / kSub + 1;
  const std::size_t step = (bucket - kLinear) % kSub + kSub;
  return base::Duration(static_cast<std::int64_t>(step << octave) << kUnitBits);
}

base::Duration BucketLayout::middle(std::size_t bucket) noexcept {
  if (bucket + 1 == kBuckets) return lower_bound(bucket);
  return (lower_bound(bucket) + lower_bound(bucket + 1)) / 2;
}

std::optional<base::Duration> HistogramSnapshot::min() const {
  if (count_ == 0) return std::nullopt;
  return min_;
}

std::optional<base::Duration> HistogramSnapshot::max() const {
  if (count_ == 0) return std::nullopt;
  return max_;
}

std::optional<base::Duration> HistogramSnapshot::mean() const {
  if (count_ == 0) return std::nullopt;
  return sum_ / static_cast<std::int64_t>(count_);
}

std::optional<base::Duration> HistogramSnapshot::quantile(double q) const {
  CHECK(q > 0 && q <= 1);
  if (count_ == 0) return std::nullopt;
  // The tolerance keeps 0.9 * 10 (9.000000000000002 for some q) from asking for the tenth sample.
  const auto rank = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(count_) * (1 - 1e-12))));
  if (rank >= count_) return max_;
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    seen += counts_[bucket];
    if (seen >= rank) return std::min(std::max(BucketLayout::middle(bucket), min_), max_);
  }
  return max_;
}

void HistogramSnapshot::merge(const HistogramSnapshot& other) {
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) counts_[bucket] += other.counts_[bucket];
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

HistogramSnapshot HistogramSnapshot::since(const HistogramSnapshot& earlier) const {
  HistogramSnapshot difference;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    CHECK(counts_[bucket] >= earlier.counts_[bucket]);
    const std::uint64_t count = counts_[bucket] - earlier.counts_[bucket];
    if (count == 0) continue;
    difference.counts_[bucket] = count;
    difference.count_ += count;
    difference.min_ = std::min(difference.min_, std::max(min_, BucketLayout::lower_bound(bucket)));
    difference.max_ = std::min(max_, BucketLayout::middle(bucket));
  }
  // A new extreme of the whole run must have come in this interval, and is known exactly.
  if (difference.count_ > 0 && max_ > earlier.max_) difference.max_ = max_;
  if (difference.count_ > 0 && min_ < earlier.min_) difference.min_ = min_;
  difference.sum_ = sum_ - earlier.sum_;
  return difference;
}

void Histogram::record(base::Duration value) noexcept {
  const std::int64_t nanoseconds = std::max<std::int64_t>(0, value.count());
  bump<std::int64_t>(sum_, nanoseconds);
  if (nanoseconds < min_.load(std::memory_order_relaxed)) min_.store(nanoseconds, std::memory_order_relaxed);
  if (nanoseconds > max_.load(std::memory_order_relaxed)) max_.store(nanoseconds, std::memory_order_relaxed);
  bump<std::uint64_t>(counts_[BucketLayout::bucket_of(value)], 1);
}

void Histogram::add_to(HistogramSnapshot& snapshot) const {
  std::uint64_t total = 0;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    const std::uint64_t count = counts_[bucket].load(std::memory_order_relaxed);
    snapshot.counts_[bucket] += count;
    total += count;
  }
  snapshot.count_ += total;
  snapshot.sum_ += base::Duration(sum_.load(std::memory_order_relaxed));
  snapshot.min_ = std::min(snapshot.min_, base::Duration(min_.load(std::memory_order_relaxed)));
  snapshot.max_ = std::max(snapshot.max_, base::Duration(max_.load(std::memory_order_relaxed)));
}

HistogramSnapshot Histogram::snapshot() const {
  HistogramSnapshot copy;
  add_to(copy);
  return copy;
}

}  // namespace seiload::stats
