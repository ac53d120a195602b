#pragma once
// A histogram over bounds chosen beforehand, for exposition: every sample is counted in exactly the bucket
// that its value belongs to, so the buckets are exact and add up over workers. Values are whole numbers
// (nanoseconds, gas).
//
// Thread rule: one thread records; any thread may read meanwhile. The count is the sum of the buckets, so the
// two never contradict each other; the sum of a histogram that is being written may be a sample behind. Sums
// stay at the largest value where they do not fit: what a node answers may be anything.

#include <cstdint>
#include <span>
#include <vector>

#include "stats/counter.h"

namespace seiload::stats {

// A plain copy, or the sum of several over the same bounds. Bucket i holds what is at most bounds[i] and
// above bounds[i - 1]; the last one, what is above all bounds. Empty until something is added.
struct FixedCounts {
  std::vector<std::uint64_t> buckets;
  std::uint64_t sum = 0;

  std::uint64_t count() const;
  void merge(const FixedCounts& other);  // the same bounds, or one of the two empty
};

class FixedHistogram {
 public:
  // `bounds` ascend and outlive the histogram.
  explicit FixedHistogram(std::span<const std::uint64_t> bounds)
      : bounds_(bounds), buckets_(bounds.size() + 1) {}

  std::size_t record(std::uint64_t value) noexcept;  // the bucket
  void add_to(FixedCounts& counts) const;

 private:
  std::span<const std::uint64_t> bounds_;
  std::vector<Counter> buckets_;
  Counter sum_;
};

}  // namespace seiload::stats
