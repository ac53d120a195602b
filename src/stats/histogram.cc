#include "stats/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/check.h"

namespace seiload::stats {
namespace {

constexpr std::size_t kSub = std::size_t{1} << BucketLayout::kSubBits;
constexpr std::size_t kLinear = 2 * kSub, kLast = BucketLayout::kBuckets - 1;

__extension__ using Wide = unsigned __int128;

Wide wide(base::Duration value) { return static_cast<std::uint64_t>(value.count()); }

base::Duration narrow(Wide value) {
  constexpr auto kMost = static_cast<Wide>(base::Duration::max().count());
  return base::Duration(static_cast<std::int64_t>(std::min(value, kMost)));
}

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
  const std::size_t bucket = kLinear + static_cast<std::size_t>(octave - 1) * kSub +
                             static_cast<std::size_t>((units >> octave) - kSub);
  return std::min(bucket, kBuckets - 1);
}

base::Duration BucketLayout::lower_bound(std::size_t bucket) noexcept {
  if (bucket < kLinear) return base::Duration(static_cast<std::int64_t>(bucket) << kUnitBits);
  const std::size_t octave = (bucket - kLinear) / kSub + 1;
  const std::size_t step = (bucket - kLinear) % kSub + kSub;
  return base::Duration(static_cast<std::int64_t>(step << octave) << kUnitBits);
}

base::Duration BucketLayout::upper_bound(std::size_t bucket) noexcept {
  return bucket == kLast ? base::Duration::max() : lower_bound(bucket + 1) - base::Duration(1);
}

std::optional<base::Duration> HistogramSnapshot::min() const {
  if (count_ == 0) return std::nullopt;
  return min_;
}

std::optional<base::Duration> HistogramSnapshot::max() const {
  if (count_ == 0) return std::nullopt;
  return max_;
}

base::Duration HistogramSnapshot::total_over(std::uint64_t divisor) const {
  auto sum = static_cast<Wide>(last_excess_);
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket)
    sum += counts_[bucket] * wide(BucketLayout::lower_bound(bucket)) + excess_[bucket];
  return narrow(sum / divisor);
}

std::optional<base::Duration> HistogramSnapshot::mean() const {
  if (count_ == 0) return std::nullopt;
  return total_over(count_);
}

// While samples are recorded a bucket's sum may be one ahead of its count: what is shown stays within the
// bucket.
base::Duration HistogramSnapshot::mean_of(std::size_t bucket) const {
  const auto excess = bucket == kLast ? static_cast<Wide>(last_excess_) : Wide{excess_[bucket]};
  const base::Duration mean = narrow(wide(BucketLayout::lower_bound(bucket)) + excess / counts_[bucket]);
  return std::min(mean, BucketLayout::upper_bound(bucket));
}

// One sample that is the bucket's lower bound leaves all of the excess to the others, and the reverse.
base::Duration HistogramSnapshot::most_of(std::size_t bucket) const {
  const auto excess = bucket == kLast ? static_cast<Wide>(last_excess_) : Wide{excess_[bucket]};
  return std::min(narrow(wide(BucketLayout::lower_bound(bucket)) + excess),
                  BucketLayout::upper_bound(bucket));
}

base::Duration HistogramSnapshot::least_of(std::size_t bucket) const {
  const base::Duration low = BucketLayout::lower_bound(bucket);
  if (counts_[bucket] == 1) return mean_of(bucket);
  if (bucket == kLast) return low;
  const Wide others = (counts_[bucket] - 1) * (wide(BucketLayout::upper_bound(bucket)) - wide(low));
  return excess_[bucket] > others ? narrow(wide(low) + (excess_[bucket] - others)) : low;
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
    if (seen >= rank) return std::min(std::max(mean_of(bucket), min_), max_);
  }
  return max_;
}

void HistogramSnapshot::merge(const HistogramSnapshot& other) {
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    counts_[bucket] += other.counts_[bucket];
    excess_[bucket] += other.excess_[bucket];
  }
  last_excess_ += other.last_excess_;
  count_ += other.count_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

HistogramSnapshot HistogramSnapshot::since(const HistogramSnapshot& earlier) const {
  HistogramSnapshot difference;
  difference.last_excess_ = std::max(0.0, last_excess_ - earlier.last_excess_);
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    CHECK(counts_[bucket] >= earlier.counts_[bucket]);
    const std::uint64_t count = counts_[bucket] - earlier.counts_[bucket];
    difference.excess_[bucket] = excess_[bucket] - earlier.excess_[bucket];
    if (count == 0) continue;
    difference.counts_[bucket] = count;
    difference.count_ += count;
    if (difference.count_ == count) difference.min_ = std::max(min_, difference.least_of(bucket));
    difference.max_ = std::min(max_, difference.most_of(bucket));
  }
  // A new extreme of the whole run must have come in this interval, and is known exactly.
  if (difference.count_ > 0 && max_ > earlier.max_) difference.max_ = max_;
  if (difference.count_ > 0 && min_ < earlier.min_) difference.min_ = min_;
  return difference;
}

void Histogram::record(base::Duration value) noexcept {
  const std::int64_t nanoseconds = std::max<std::int64_t>(0, value.count());
  if (nanoseconds < min_.load(std::memory_order_relaxed)) min_.store(nanoseconds, std::memory_order_relaxed);
  if (nanoseconds > max_.load(std::memory_order_relaxed)) max_.store(nanoseconds, std::memory_order_relaxed);
  const std::size_t bucket = BucketLayout::bucket_of(value);
  const std::int64_t excess = nanoseconds - BucketLayout::lower_bound(bucket).count();
  if (bucket == kLast)
    bump(last_excess_, static_cast<double>(excess));
  else
    bump(cells_[bucket].excess, static_cast<std::uint64_t>(excess));
  bump<std::uint64_t>(cells_[bucket].count, 1);
}

void Histogram::add_to(HistogramSnapshot& snapshot) const {
  std::uint64_t total = 0;
  for (std::size_t bucket = 0; bucket < cells_.size(); ++bucket) {
    const std::uint64_t count = cells_[bucket].count.load(std::memory_order_relaxed);
    snapshot.counts_[bucket] += count;
    snapshot.excess_[bucket] += cells_[bucket].excess.load(std::memory_order_relaxed);
    total += count;
  }
  snapshot.last_excess_ += last_excess_.load(std::memory_order_relaxed);
  snapshot.count_ += total;
  snapshot.min_ = std::min(snapshot.min_, base::Duration(min_.load(std::memory_order_relaxed)));
  snapshot.max_ = std::max(snapshot.max_, base::Duration(max_.load(std::memory_order_relaxed)));
}

HistogramSnapshot Histogram::snapshot() const {
  HistogramSnapshot copy;
  add_to(copy);
  return copy;
}

}  // namespace seiload::stats
