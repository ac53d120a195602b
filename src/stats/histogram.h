#pragma once
// Log-linear latency histogram: fixed memory (68 KB), every sample counted, nothing sampled or capped.
// Buckets are 128 to each power of two (HdrHistogram's idea), and each knows the sum of its samples: a
// percentile is the mean of its bucket, so exact where the bucket holds one value, and within 0.8 % from 1 us
// to 1 h otherwise. Histograms of workers, intervals and whole fleets add up exactly, bucket by bucket. Sums
// do not overflow, whatever the samples.
//
// Thread rule: one thread records; any thread may take a snapshot meanwhile. A snapshot taken during a run
// may miss the samples of the last instant, and never shows one that was not recorded.

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/duration.h"

namespace seiload::stats {

// Buckets are numbered from 0; values are durations in ns, counted in units of 8 ns. Bucket b < 256 holds
// exactly unit b; above, 128 buckets share each power of two. What exceeds 2 h counts in the last bucket (its
// exact maximum is kept).
struct BucketLayout {
  static constexpr int kUnitBits = 3;
  static constexpr int kSubBits = 7;
  static constexpr int kOctaves = 32;
  static constexpr std::size_t kBuckets =
      (std::size_t{2} << kSubBits) + kOctaves * (std::size_t{1} << kSubBits);

  static std::size_t bucket_of(base::Duration value) noexcept;
  static base::Duration lower_bound(std::size_t bucket) noexcept;  // the smallest value counted in it
  static base::Duration upper_bound(std::size_t bucket) noexcept;  // the largest value counted in it
};

// A plain copy: what reports compute with.
class HistogramSnapshot {
 public:
  HistogramSnapshot() : counts_(BucketLayout::kBuckets), excess_(BucketLayout::kBuckets) {}

  std::uint64_t count() const { return count_; }
  // Of a whole run exact. Of an interval (since()) never above any sample, and less than 0.8 % below the
  // smallest.
  std::optional<base::Duration> min() const;
  // Of a whole run exact. Of an interval never below any sample, and less than 0.8 % above the largest.
  std::optional<base::Duration> max() const;
  std::optional<base::Duration> mean() const;  // exact
  // The value at or below which the share q of all samples lies, 0 < q <= 1; nothing without samples.
  std::optional<base::Duration> quantile(double q) const;
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  base::Duration sum() const { return total_over(1); }  // the largest duration where it does not fit

  void merge(const HistogramSnapshot& other);
  // What was recorded between `earlier` and this one, both of the same histogram.
  HistogramSnapshot since(const HistogramSnapshot& earlier) const;

 private:
  friend class Histogram;
  base::Duration total_over(std::uint64_t divisor) const;  // the sum of all samples, divided; exact
  base::Duration mean_of(std::size_t bucket) const;
  base::Duration least_of(std::size_t bucket) const;
  base::Duration most_of(std::size_t bucket) const;

  std::vector<std::uint64_t> counts_;
  std::vector<std::uint64_t>
      excess_;              // of a bucket: the sum of its samples above its lower bound, but for the last one
  double last_excess_ = 0;  // the same of the last bucket, whose samples have no bound
  std::uint64_t count_ = 0;
  base::Duration min_ = base::Duration::max();
  base::Duration max_{0};
};

class Histogram {
 public:
  void record(base::Duration value) noexcept;  // below 0 counts as 0
  void add_to(HistogramSnapshot& snapshot) const;
  HistogramSnapshot snapshot() const;

 private:
  struct Cell {  // together: one place in memory a sample
    std::atomic<std::uint64_t> count{0}, excess{0};
  };
  std::array<Cell, BucketLayout::kBuckets> cells_{};
  std::atomic<double> last_excess_{0};
  std::atomic<std::int64_t> min_{base::Duration::max().count()};
  std::atomic<std::int64_t> max_{0};
};

}  // namespace seiload::stats
