#include "stats/sparse_histogram.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"

namespace seiload::stats {
namespace {

TEST(SparseHistogram, IsAnotherHistogramOfTheSameSamples) {
  base::Random random(7);
  Histogram all;
  SparseHistogram sparse;
  EXPECT_EQ(sparse.snapshot(), HistogramSnapshot());
  for (int i = 0; i < 5000; ++i) {
    const std::uint64_t value = random.next() >> (22 + random.below(40));
    all.record(value);
    sparse.record(value);
  }
  sparse.record(SparseHistogram::kLimit - 1);
  all.record(SparseHistogram::kLimit - 1);
  EXPECT_EQ(sparse.snapshot(), all.snapshot());
}

TEST(SparseHistogram, WhatWasTakenBackIsGone) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(seed);
    base::Random random(seed);
    SparseHistogram sparse;
    Histogram kept;
    std::vector<std::uint64_t> gone;
    for (int i = 0; i < 1000; ++i) {
      const std::uint64_t value = 21'000 + random.below(1'000'000);
      sparse.record(value);
      if (random.below(3) == 0)
        gone.push_back(value);
      else
        kept.record(value);
    }
    for (const std::uint64_t value : gone) sparse.take_back(value);
    const HistogramSnapshot left = sparse.snapshot(), want = kept.snapshot();
    EXPECT_EQ(left.count(), want.count());
    EXPECT_EQ(left.sum(), want.sum());
    EXPECT_EQ(left.quantile(0.5), want.quantile(0.5));
    EXPECT_GE(*left.max(), *want.max());
    EXPECT_LE(static_cast<double>(*left.max()), 1.008 * static_cast<double>(*want.max()));
    EXPECT_LE(*left.min(), *want.min());
    EXPECT_GE(static_cast<double>(*left.min()), 0.992 * static_cast<double>(*want.min()));
  }
}

TEST(SparseHistogram, OfOneValueItIsExactAndThenEmptyAgain) {
  SparseHistogram sparse;
  for (int i = 0; i < 3; ++i) sparse.record(21'000);
  sparse.record(1'000'000);
  sparse.take_back(1'000'000);
  sparse.take_back(21'000);
  EXPECT_EQ(sparse.snapshot().count(), 2U);
  EXPECT_EQ(sparse.snapshot().max(), 21'000U);
  EXPECT_EQ(sparse.snapshot().min(), 21'000U);
  sparse.take_back(21'000);
  sparse.take_back(21'000);
  EXPECT_EQ(sparse.snapshot(), HistogramSnapshot());
}

}  // namespace
}  // namespace seiload::stats
