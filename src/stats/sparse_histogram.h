#pragma once
// A histogram whose samples can be taken back, in the buckets of stats/histogram.h: memory only for buckets
// with samples, 40 bytes each. For what may turn out not to have happened, such as the gas of a transaction
// whose block leaves the chain. Sum, count and mean stay exact; where the smallest or the largest sample was
// taken back, and others are left in its bucket, min and max may be off by the bucket's width (0.8 %). Thread
// rule: a value, one owner.

#include <cstdint>
#include <vector>

#include "stats/histogram.h"

namespace seiload::stats {

class SparseHistogram {
 public:
  // Samples are below this: then what 2^29 of them in a bucket are above its lower bound fits 64 bits.
  static constexpr std::uint64_t kLimit = std::uint64_t{1} << 42;

  void record(std::uint64_t value);     // requires value < kLimit
  void take_back(std::uint64_t value);  // one that was recorded

  HistogramSnapshot snapshot() const;

 private:
  struct Bucket {
    std::size_t bucket = 0;
    std::uint64_t count = 0;
    std::uint64_t excess = 0;  // the sum of its samples above its lower bound
    std::uint64_t min = 0, max = 0;
  };

  std::vector<Bucket>::iterator find(std::size_t bucket);  // or where it belongs

  std::vector<Bucket> buckets_;  // those with samples, rising
};

}  // namespace seiload::stats
