#pragma once
// Log-linear latency histogram: fixed memory (34 KB), every sample counted, nothing sampled or capped. The relative
// error of a percentile is at most 0.4 % from 1 us to 1 h (the layout follows HdrHistogram's idea: 128 equal buckets
// to each power of two). Histograms of workers, intervals and whole fleets add up exactly, bucket by bucket.
//
// Thread rule: one thread records; any thread may take a snapshot meanwhile. A snapshot taken during a run may miss
// the samples of the last instant, and never shows one that was not recorded.

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/duration.h"

namespace seiload::stats {

// Buckets are numbered from 0; values are durations in ns, counted in units of 8 ns. Bucket b < 256 holds exactly unit
// b; above, 128 buckets share each power of two. What exceeds 1 h counts in the last bucket (its exact maximum is kept).
struct BucketLayout {
  static constexpr int kUnitBits = 3;
  static constexpr int kSubBits = 7;
  static constexpr int kOctaves = 32;
  static constexpr std::size_t kBuckets = (std::size_t{2} << kSubBits) + kOctaves * (std::size_t{1} << kSubBits);

  static std::size_t bucket_of(base::Duration value) noexcept;
  static base::Duration lower_bound(std::size_t bucket) noexcept;  // the smallest value counted in it
  static base::Duration middle(std::size_t bucket) noexcept;
};

// A plain copy: what reports compute with.
class HistogramSnapshot {
 public:
  HistogramSnapshot() : counts_(BucketLayout::kBuckets) {}

  std::uint64_t count() const { return count_; }
  std::optional<base::Duration> min() const;   // exact, but for an interval's: then its bucket's bound
  std::optional<base::Duration> max() const;   // the same
  std::optional<base::Duration> mean() const;  // exact
  // The value at or below which the share q of all samples lies, 0 < q <= 1; nothing without samples.
  std::optional<base::Duration> quantile(double q) const;
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  base::Duration sum() const { return sum_; }

  void merge(const HistogramSnapshot& other);
  // What was recorded between `earlier` and this one, both of the same histogram.
  HistogramSnapshot since(const HistogramSnapshot& earlier) const;

 private:
  friend class Histogram;
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  base::Duration sum_{0};
  base::Duration min_ = base::Duration::max();
  base::Duration max_{0};
};

class Histogram {
 public:
  void record(base::Duration value) noexcept;  // below 0 counts as 0
  void add_to(HistogramSnapshot& snapshot) const;
  HistogramSnapshot snapshot() const;

 private:
  std::array<std::atomic<std::uint64_t>, BucketLayout::kBuckets> counts_{};
  std::atomic<std::int64_t> sum_{0};
  std::atomic<std::int64_t> min_{base::Duration::max().count()};
  std::atomic<std::int64_t> max_{0};
};

}  // namespace seiload::stats
