#include "stats/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include "base/random.h"

namespace seiload::stats {
namespace {

TEST(BucketLayout, EveryBucketHoldsItsOwnBounds) {
  for (std::size_t bucket = 0; bucket < BucketLayout::kBuckets; ++bucket) {
    const std::uint64_t low = BucketLayout::lower_bound(bucket);
    EXPECT_EQ(BucketLayout::bucket_of(low), bucket);
    if (bucket == 0) continue;
    EXPECT_EQ(BucketLayout::bucket_of(low - 1), bucket - 1);
    EXPECT_EQ(BucketLayout::upper_bound(bucket - 1), low - 1);
  }
}

TEST(BucketLayout, ABucketIsLessThanOnePercentWide) {
  for (double value = 1e3; value <= 3.6e12; value *= 1.0007) {
    const std::size_t bucket = BucketLayout::bucket_of(static_cast<std::uint64_t>(value));
    const std::uint64_t width = BucketLayout::upper_bound(bucket) - BucketLayout::lower_bound(bucket);
    ASSERT_LE(static_cast<double>(width), 0.008 * value) << value;
  }
}

TEST(Histogram, IsEmptyAtFirst) {
  const HistogramSnapshot empty = Histogram().snapshot();
  EXPECT_EQ(empty.count(), 0U);
  EXPECT_FALSE(empty.min() || empty.max() || empty.mean() || empty.quantile(0.5));
}

TEST(Histogram, OneSampleIsEveryPercentileExactly) {
  Histogram histogram;
  histogram.record(1234567U);
  const auto snapshot = histogram.snapshot();
  for (const double q : {0.001, 0.5, 0.999, 1.0}) EXPECT_EQ(snapshot.quantile(q), 1234567U);
  EXPECT_EQ(snapshot.mean(), 1234567U);
}

TEST(Histogram, ExtremesAreKeptExactly) {
  Histogram histogram;
  histogram.record(0);
  histogram.record(~std::uint64_t{0});
  const auto snapshot = histogram.snapshot();
  EXPECT_EQ(snapshot.min(), 0U);
  EXPECT_EQ(snapshot.max(), ~std::uint64_t{0});
  EXPECT_EQ(snapshot.quantile(1), ~std::uint64_t{0});
  EXPECT_EQ(snapshot.count(), 2U);
}

// The p-th percentile of sorted samples, by the nearest-rank definition.
double exact_percentile(const std::vector<double>& sorted, double q) {
  return sorted[static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size()) - 1e-9)) - 1];
}

TEST(Histogram, PercentilesOfRandomSamplesAreWithinOnePercent) {
  base::Random random(7);
  Histogram histogram;
  std::vector<double> samples;
  for (int i = 0; i < 200000; ++i) {
    const double value = 1e3 * std::exp(random.unit() * std::log(3.6e9));  // log-uniform over 1 us .. 1 h
    samples.push_back(std::floor(value));
    histogram.record(static_cast<std::uint64_t>(value));
  }
  std::sort(samples.begin(), samples.end());
  const auto snapshot = histogram.snapshot();
  for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999, 0.9999}) {
    const double exact = exact_percentile(samples, q);
    EXPECT_NEAR(static_cast<double>(*snapshot.quantile(q)), exact, exact * 0.01) << q;
  }
}

TEST(Histogram, TenSamplesGiveNearestRank) {
  Histogram histogram;
  for (std::uint64_t i = 1; i <= 10; ++i) histogram.record(i * 8);
  const auto snapshot = histogram.snapshot();
  EXPECT_EQ(snapshot.quantile(0.9), 72U);
  EXPECT_EQ(snapshot.quantile(0.5), 40U);
  EXPECT_EQ(snapshot.quantile(1), 80U);
}

TEST(HistogramSnapshot, MergeIsTheHistogramOfAllSamples) {
  base::Random random(11);
  Histogram left, right, both;
  for (int i = 0; i < 5000; ++i) {
    const std::uint64_t value = random.below(1'000'000'000);
    (i % 3 == 0 ? left : right).record(value);
    both.record(value);
  }
  HistogramSnapshot merged = left.snapshot();
  merged.merge(right.snapshot());
  const auto expected = both.snapshot();
  EXPECT_EQ(merged, expected);
  EXPECT_EQ(merged.min(), expected.min());
  EXPECT_EQ(merged.max(), expected.max());
  EXPECT_EQ(merged.mean(), expected.mean());
}

TEST(HistogramSnapshot, SinceGivesTheIntervalAlone) {
  Histogram histogram;
  histogram.record(5000);
  const auto first = histogram.snapshot();
  histogram.record(1000);
  histogram.record(2000);
  const auto interval = histogram.snapshot().since(first);
  EXPECT_EQ(interval.count(), 2U);
  EXPECT_EQ(interval.mean(), 1500U);
  EXPECT_EQ(interval.min(), 1000U);
  EXPECT_EQ(interval.max(), 2000U);
}

// "min 3.000s, max 2.995s": the extremes of an interval never lie on the wrong side of a sample, and are
// exact where their bucket has one.
TEST(HistogramSnapshot, ExtremesOfAnIntervalHoldEverySample) {
  base::Random random(3);
  for (int round = 0; round < 200; ++round) {
    Histogram histogram;
    histogram.record(1);
    histogram.record(360'000'000'000'000);
    const auto first = histogram.snapshot();
    const auto number = 1 + random.below(5);
    const auto around = 1 + random.below(10'000'000'000);
    std::uint64_t least = ~std::uint64_t{0}, most = 0, sum = 0;
    for (std::uint64_t i = 0; i < number; ++i) {
      const std::uint64_t value = around + random.below(1 + around / 100);
      histogram.record(value);
      least = std::min(least, value);
      most = std::max(most, value);
      sum += value;
    }
    const auto interval = histogram.snapshot().since(first);
    EXPECT_LE(*interval.min(), least);
    EXPECT_GE(*interval.max(), most);
    EXPECT_GE(static_cast<double>(*interval.min()), 0.992 * static_cast<double>(least) - 8);
    EXPECT_LE(static_cast<double>(*interval.max()), 1.008 * static_cast<double>(most) + 8);
    EXPECT_LE(*interval.min(), *interval.quantile(0.5));
    EXPECT_LE(*interval.quantile(0.5), *interval.max());
    EXPECT_EQ(interval.sum(), sum);
    if (number > 1) continue;
    EXPECT_EQ(*interval.min(), least);
    EXPECT_EQ(*interval.max(), most);
  }
}

TEST(Histogram, ABucketWithOneValueGivesItExactly) {
  Histogram histogram;
  for (int i = 0; i < 100; ++i) histogram.record(0);
  for (int i = 0; i < 100; ++i) histogram.record(3'001'234'567);
  histogram.record(5'000'000'000);
  const auto snapshot = histogram.snapshot();
  EXPECT_EQ(snapshot.quantile(0.25), 0U);
  EXPECT_EQ(snapshot.quantile(0.9), 3'001'234'567U);
}

TEST(Histogram, SumsDoNotOverflow) {
  Histogram histogram;
  constexpr std::uint64_t kHuge = std::uint64_t{1} << 60;
  for (int i = 0; i < 100; ++i) histogram.record(kHuge);
  auto snapshot = histogram.snapshot();
  EXPECT_EQ(snapshot.mean(), kHuge);
  EXPECT_EQ(snapshot.quantile(0.5), kHuge);
  EXPECT_EQ(snapshot.sum(), ~std::uint64_t{0});
  for (int i = 0; i < 100; ++i) snapshot.merge(histogram.snapshot());
  EXPECT_EQ(snapshot.mean(), kHuge);
  const auto interval = histogram.snapshot().since(Histogram().snapshot());
  EXPECT_EQ(interval.min(), kHuge);
  EXPECT_EQ(interval.max(), kHuge);
}

TEST(Histogram, SnapshotsDuringRecordingNeverRunAhead) {
  Histogram histogram;
  constexpr std::uint64_t kSamples = 200000;
  std::jthread writer([&] {
    for (std::uint64_t i = 0; i < kSamples; ++i) histogram.record(i);
  });
  std::uint64_t last = 0;
  for (int i = 0; i < 50; ++i) {
    const std::uint64_t seen = histogram.snapshot().count();
    EXPECT_GE(seen, last);
    EXPECT_LE(seen, kSamples);
    last = seen;
  }
  writer.join();
  EXPECT_EQ(histogram.snapshot().count(), kSamples);
}

// What a report writes of it is all there is.
TEST(HistogramSnapshot, IsMadeFromItsBuckets) {
  base::Random random(5);
  Histogram histogram;
  const auto again = [](const HistogramSnapshot& one) {
    return HistogramSnapshot::from(one.buckets(), one.last_excess(), one.min().value_or(0),
                                   one.max().value_or(0));
  };
  EXPECT_EQ(again(histogram.snapshot()), HistogramSnapshot());
  for (int i = 0; i < 1000; ++i) histogram.record(random.next() >> random.below(64));
  EXPECT_EQ(again(histogram.snapshot()), histogram.snapshot());
}

TEST(HistogramSnapshot, IsNotMadeFromWhatCannotBe) {
  EXPECT_TRUE(HistogramSnapshot::from({{1, 2, 3}, {4, 1, 0}}, 0, 9, 32));
  EXPECT_FALSE(HistogramSnapshot::from({{4, 1, 0}, {1, 2, 3}}, 0, 9, 32));  // does not rise
  EXPECT_FALSE(HistogramSnapshot::from({{1, 2, 3}, {1, 2, 3}}, 0, 9, 9));
  EXPECT_FALSE(HistogramSnapshot::from({{1, 0, 3}}, 0, 9, 9));  // no sample
  EXPECT_FALSE(HistogramSnapshot::from({{BucketLayout::kBuckets, 1, 0}}, 0, 9, 9));
  EXPECT_FALSE(HistogramSnapshot::from({{1, 1, 0}}, 1, 9, 9));  // of a bucket that is empty
  EXPECT_FALSE(HistogramSnapshot::from({{1, 1, 0}}, 0, 9, 8));
  EXPECT_FALSE(
      HistogramSnapshot::from({{1, ~std::uint64_t{0}, 0}, {2, 1, 0}}, 0, 9, 16));  // more than can be counted
  EXPECT_FALSE(HistogramSnapshot::from({{BucketLayout::kBuckets - 1, 1, 0}}, 1e300, 9, ~std::uint64_t{0}));
  EXPECT_FALSE(HistogramSnapshot::from({{1, 1, 0}}, 0, 16, 17));  // above its bucket
  EXPECT_FALSE(HistogramSnapshot::from({{1, 1, 0}}, 0, 0, 7));    // below it
}

}  // namespace
}  // namespace seiload::stats
