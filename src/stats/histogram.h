#pragma once
// Log-linear histogram of whole numbers, whatever their unit: fixed memory (68 KB), every sample counted,
// nothing sampled or capped. Buckets are 128 to each power of two (HdrHistogram's idea), and each knows the
// sum of its samples: a percentile is the mean of its bucket, so exact where the bucket holds one value, and
// within 0.8 % from 1,000 to 3.6e12 (of nanoseconds, 1 us to 1 h) otherwise. Histograms of workers, intervals
// and whole fleets add up exactly, bucket by bucket. Sums do not overflow, whatever the samples.
//
// Thread rule: one thread records; any thread may take a snapshot meanwhile. A snapshot taken during a run
// may miss the samples of the last instant, and never shows one that was not recorded.

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

namespace seiload::stats {

// Buckets are numbered from 0 and count in units of 8. Bucket b < 256 holds exactly unit b; above, 128
// buckets share each power of two. What exceeds 8.7e12 (of nanoseconds, 2.4 h) counts in the last bucket (its
// exact maximum is kept).
struct BucketLayout {
  static constexpr int kUnitBits = 3;
  static constexpr int kSubBits = 7;
  static constexpr int kOctaves = 32;
  static constexpr std::size_t kBuckets =
      (std::size_t{2} << kSubBits) + kOctaves * (std::size_t{1} << kSubBits);

  static std::size_t bucket_of(std::uint64_t value) noexcept;
  static std::uint64_t lower_bound(std::size_t bucket) noexcept;  // the smallest value counted in it
  static std::uint64_t upper_bound(std::size_t bucket) noexcept;  // the largest value counted in it
};

// A plain copy: what reports compute with.
class HistogramSnapshot {
 public:
  struct Bucket {
    std::size_t bucket = 0;
    std::uint64_t count = 0;
    std::uint64_t excess = 0;  // the sum of its samples above its lower bound
  };
  // What buckets() and the like gave: buckets rise and have samples. Nothing where that cannot have been.
  static std::optional<HistogramSnapshot> from(const std::vector<Bucket>& buckets, double last_excess,
                                               std::uint64_t min, std::uint64_t max);
  std::vector<Bucket> buckets() const;                 // those with samples
  double last_excess() const { return last_excess_; }  // of the last bucket, whose samples have no bound

  std::uint64_t count() const { return count_; }
  // Of a whole run exact. Of an interval (since()) never above any sample, and less than 0.8 % below the
  // smallest.
  std::optional<std::uint64_t> min() const;
  // Of a whole run exact. Of an interval never below any sample, and less than 0.8 % above the largest.
  std::optional<std::uint64_t> max() const;
  std::optional<std::uint64_t> mean() const;  // exact
  // The value at or below which the share q of all samples lies, 0 < q <= 1; nothing without samples.
  std::optional<std::uint64_t> quantile(double q) const;
  std::uint64_t sum() const { return total_over(1); }  // the largest value where it does not fit

  void merge(const HistogramSnapshot& other);
  // What was recorded between `earlier` and this one, both of the same histogram.
  HistogramSnapshot since(const HistogramSnapshot& earlier) const;

  bool operator==(const HistogramSnapshot&) const = default;

 private:
  friend class Histogram;
  void resize();                                          // to hold samples
  std::uint64_t total_over(std::uint64_t divisor) const;  // the sum of all samples, divided; exact
  std::uint64_t mean_of(std::size_t bucket) const;
  std::uint64_t least_of(std::size_t bucket) const;
  std::uint64_t most_of(std::size_t bucket) const;

  std::vector<std::uint64_t> counts_;  // empty without samples
  std::vector<std::uint64_t> excess_;  // as Bucket::excess, but for the last one
  double last_excess_ = 0;             // the same of the last bucket, whose samples have no bound
  std::uint64_t count_ = 0;
  std::uint64_t min_ = ~std::uint64_t{0};
  std::uint64_t max_ = 0;
};

class Histogram {
 public:
  void record(std::uint64_t value) noexcept;
  void add_to(HistogramSnapshot& snapshot) const;
  HistogramSnapshot snapshot() const;

 private:
  struct Cell {  // together: one place in memory a sample
    std::atomic<std::uint64_t> count{0}, excess{0};
  };
  std::array<Cell, BucketLayout::kBuckets> cells_{};
  std::atomic<double> last_excess_{0};
  std::atomic<std::uint64_t> min_{~std::uint64_t{0}};
  std::atomic<std::uint64_t> max_{0};
};

}  // namespace seiload::stats
