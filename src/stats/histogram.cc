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

std::uint64_t narrow(Wide value) {
  return static_cast<std::uint64_t>(std::min(value, Wide{~std::uint64_t{0}}));
}

// Single writer: a relaxed load and store are enough and cost no locked instruction.
template <class T>
void bump(std::atomic<T>& counter, T by) {
  counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

}  // namespace

std::size_t BucketLayout::bucket_of(std::uint64_t value) noexcept {
  const std::uint64_t units = value >> kUnitBits;
  if (units < kLinear) return static_cast<std::size_t>(units);
  const int octave = static_cast<int>(std::bit_width(units)) - kSubBits - 1;  // 1 and up
  const std::size_t bucket = kLinear + static_cast<std::size_t>(octave - 1) * kSub +
                             static_cast<std::size_t>((units >> octave) - kSub);
  return std::min(bucket, kBuckets - 1);
}

std::uint64_t BucketLayout::lower_bound(std::size_t bucket) noexcept {
  if (bucket < kLinear) return std::uint64_t{bucket} << kUnitBits;
  const std::size_t octave = (bucket - kLinear) / kSub + 1;
  const std::uint64_t step = (bucket - kLinear) % kSub + kSub;
  return step << octave << kUnitBits;
}

std::uint64_t BucketLayout::upper_bound(std::size_t bucket) noexcept {
  return bucket == kLast ? ~std::uint64_t{0} : lower_bound(bucket + 1) - 1;
}

std::optional<HistogramSnapshot> HistogramSnapshot::from(const std::vector<Bucket>& buckets,
                                                         double last_excess, std::uint64_t min,
                                                         std::uint64_t max) {
  HistogramSnapshot made;
  if (buckets.empty()) return made;
  made.resize();
  std::size_t next = 0;
  for (const Bucket& one : buckets) {
    if (one.bucket < next || one.bucket > kLast || one.count == 0) return std::nullopt;
    if (__builtin_add_overflow(made.count_, one.count, &made.count_)) return std::nullopt;
    next = one.bucket + 1;
    made.counts_[one.bucket] = one.count;
    made.excess_[one.bucket] = one.excess;
  }
  const bool has_last = made.counts_[kLast] > 0;
  if (made.excess_[kLast] != 0 || (!has_last && last_excess != 0)) return std::nullopt;
  if (!(last_excess >= 0 && last_excess < 0x1p127)) return std::nullopt;
  if (min > max || BucketLayout::bucket_of(max) < buckets.back().bucket ||
      BucketLayout::bucket_of(min) > buckets.front().bucket)
    return std::nullopt;
  made.last_excess_ = last_excess;
  made.min_ = min;
  made.max_ = max;
  return made;
}

std::vector<HistogramSnapshot::Bucket> HistogramSnapshot::buckets() const {
  std::vector<Bucket> all;
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket)
    if (counts_[bucket] > 0) all.push_back({bucket, counts_[bucket], excess_[bucket]});
  return all;
}

void HistogramSnapshot::resize() {
  counts_.resize(BucketLayout::kBuckets);
  excess_.resize(BucketLayout::kBuckets);
}

std::optional<std::uint64_t> HistogramSnapshot::min() const {
  if (count_ == 0) return std::nullopt;
  return min_;
}

std::optional<std::uint64_t> HistogramSnapshot::max() const {
  if (count_ == 0) return std::nullopt;
  return max_;
}

std::uint64_t HistogramSnapshot::total_over(std::uint64_t divisor) const {
  auto sum = static_cast<Wide>(last_excess_);
  for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket)
    sum += Wide{counts_[bucket]} * BucketLayout::lower_bound(bucket) + excess_[bucket];
  return narrow(sum / divisor);
}

std::optional<std::uint64_t> HistogramSnapshot::mean() const {
  if (count_ == 0) return std::nullopt;
  return total_over(count_);
}

// While samples are recorded a bucket's sum may be one ahead of its count: what is shown stays within the
// bucket.
std::uint64_t HistogramSnapshot::mean_of(std::size_t bucket) const {
  const auto excess = bucket == kLast ? static_cast<Wide>(last_excess_) : Wide{excess_[bucket]};
  const std::uint64_t mean = narrow(BucketLayout::lower_bound(bucket) + excess / counts_[bucket]);
  return std::min(mean, BucketLayout::upper_bound(bucket));
}

// One sample that is the bucket's lower bound leaves all of the excess to the others, and the reverse.
std::uint64_t HistogramSnapshot::most_of(std::size_t bucket) const {
  const auto excess = bucket == kLast ? static_cast<Wide>(last_excess_) : Wide{excess_[bucket]};
  return std::min(narrow(BucketLayout::lower_bound(bucket) + excess), BucketLayout::upper_bound(bucket));
}

std::uint64_t HistogramSnapshot::least_of(std::size_t bucket) const {
  const std::uint64_t low = BucketLayout::lower_bound(bucket);
  if (counts_[bucket] == 1) return mean_of(bucket);
  if (bucket == kLast) return low;
  const Wide others = Wide{counts_[bucket] - 1} * (BucketLayout::upper_bound(bucket) - low);
  return excess_[bucket] > others ? narrow(low + (excess_[bucket] - others)) : low;
}

std::optional<std::uint64_t> HistogramSnapshot::quantile(double q) const {
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
  if (other.count_ == 0) return;
  resize();
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
  CHECK(count_ >= earlier.count_);
  if (count_ == earlier.count_) return difference;
  if (earlier.count_ == 0) return *this;
  difference.resize();
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
  if (max_ > earlier.max_) difference.max_ = max_;
  if (min_ < earlier.min_) difference.min_ = min_;
  return difference;
}

void Histogram::record(std::uint64_t value) noexcept {
  if (value < min_.load(std::memory_order_relaxed)) min_.store(value, std::memory_order_relaxed);
  if (value > max_.load(std::memory_order_relaxed)) max_.store(value, std::memory_order_relaxed);
  const std::size_t bucket = BucketLayout::bucket_of(value);
  const std::uint64_t excess = value - BucketLayout::lower_bound(bucket);
  if (bucket == kLast)
    bump(last_excess_, static_cast<double>(excess));
  else
    bump(cells_[bucket].excess, excess);
  bump<std::uint64_t>(cells_[bucket].count, 1);
}

void Histogram::add_to(HistogramSnapshot& snapshot) const {
  std::uint64_t total = 0;
  snapshot.resize();
  for (std::size_t bucket = 0; bucket < cells_.size(); ++bucket) {
    const std::uint64_t count = cells_[bucket].count.load(std::memory_order_relaxed);
    snapshot.counts_[bucket] += count;
    snapshot.excess_[bucket] += cells_[bucket].excess.load(std::memory_order_relaxed);
    total += count;
  }
  snapshot.last_excess_ += last_excess_.load(std::memory_order_relaxed);
  snapshot.count_ += total;
  if (snapshot.count_ == 0) {
    snapshot = {};
    return;
  }
  snapshot.min_ = std::min(snapshot.min_, min_.load(std::memory_order_relaxed));
  snapshot.max_ = std::max(snapshot.max_, max_.load(std::memory_order_relaxed));
}

HistogramSnapshot Histogram::snapshot() const {
  HistogramSnapshot copy;
  add_to(copy);
  return copy;
}

}  // namespace seiload::stats
