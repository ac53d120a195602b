#include "stats/fixed_histogram.h"

#include <gtest/gtest.h>

#include <limits>
#include <thread>

namespace seiload::stats {
namespace {

constexpr std::uint64_t kBounds[] = {10, 20, 50};

std::vector<std::uint64_t> after(std::initializer_list<std::uint64_t> values) {
  FixedHistogram histogram(kBounds);
  for (const std::uint64_t value : values) histogram.record(value);
  FixedCounts counts;
  histogram.add_to(counts);
  return counts.buckets;
}

TEST(FixedHistogram, ABoundBelongsToItsOwnBucket) {
  using Counts = std::vector<std::uint64_t>;
  EXPECT_EQ(after({}), (Counts{0, 0, 0, 0}));
  EXPECT_EQ(after({0, 9, 10}), (Counts{3, 0, 0, 0}));
  EXPECT_EQ(after({11, 20}), (Counts{0, 2, 0, 0}));
  EXPECT_EQ(after({21, 49, 50}), (Counts{0, 0, 3, 0}));
  EXPECT_EQ(after({51, std::numeric_limits<std::uint64_t>::max()}), (Counts{0, 0, 0, 2}));
}

TEST(FixedHistogram, AddsUp) {
  FixedHistogram one(kBounds), two(kBounds);
  one.record(5);
  two.record(30);
  two.record(100);
  FixedCounts sum, other;
  one.add_to(sum);
  two.add_to(other);
  sum.merge(other);
  sum.merge(FixedCounts());
  EXPECT_EQ(sum.buckets, (std::vector<std::uint64_t>{1, 0, 1, 1}));
  EXPECT_EQ(sum.sum, 135u);
  EXPECT_EQ(sum.count(), 3u);
  FixedCounts empty;
  empty.merge(sum);
  EXPECT_EQ(empty.buckets, sum.buckets);
}

TEST(FixedHistogram, IsReadWhileItIsWritten) {
  FixedHistogram histogram(kBounds);
  std::jthread writer([&] {
    for (int i = 0; i < 20'000; ++i) histogram.record(static_cast<std::uint64_t>(i % 60));
  });
  std::uint64_t before = 0;
  while (before < 20'000) {
    FixedCounts counts;
    histogram.add_to(counts);
    ASSERT_GE(counts.count(), before);
    before = counts.count();
  }
}

TEST(FixedHistogram, SumsStayAtTheLargestValue) {
  constexpr std::uint64_t kOneBound[] = {10};
  FixedHistogram histogram(kOneBound);
  for (int i = 0; i < 20; ++i) histogram.record(std::uint64_t{1} << 60);
  FixedCounts counts;
  histogram.add_to(counts);
  histogram.add_to(counts);
  EXPECT_EQ(counts.sum, ~std::uint64_t{0});
  counts.merge(counts);
  EXPECT_EQ(counts.sum, ~std::uint64_t{0});
  EXPECT_EQ(counts.count(), 80U);
}

}  // namespace
}  // namespace seiload::stats
