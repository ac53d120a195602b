#pragma once
// What repetitions of a run could have measured, as far as the run itself tells: draws of a bootstrap.
// Samples of one interval resemble each other (a stall delays all that is in flight), so that they count for
// fewer than they are: by the design effect, how much more the intervals differ than chance alone explains
// (Kish, "Survey Sampling", 1965). The bootstrap of a quantile needs no resampling: the rank that it comes
// from has a beta distribution. Pure and deterministic: the same seed, the same draws.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/random.h"
#include "stats/histogram.h"

namespace seiload::measure {

inline constexpr std::size_t kDraws = 2000;
using Draws = std::vector<double>;  // kDraws of them, in no order; empty: nothing was measured

// Of one interval: `part` of `whole` samples, or `part` events in `whole` seconds.
struct Cluster {
  double part = 0, whole = 0;
};

// A share of samples. Without three clusters at least, the samples are taken for a hundred.
Draws draw_share(double part, double whole, const std::vector<Cluster>& clusters, base::Random random);

// Events a second. Without three clusters at least, they are taken to come at random (Poisson).
Draws draw_rate(double events, double seconds, const std::vector<Cluster>& clusters, base::Random random);

// Of one interval: a quantile of its samples and how many they were.
struct ClusterQuantile {
  std::uint64_t value = 0, count = 0;
};

// The quantile q of all samples; `clusters` have the quantile `cluster_q`. Without three clusters at least,
// the samples are taken for a hundred.
Draws draw_quantile(const stats::HistogramSnapshot& all, double q,
                    const std::vector<ClusterQuantile>& clusters, double cluster_q, base::Random random);

// Within which 99 in 100 of the draws lie; requires draws.
struct Bounds {
  double low = 0, high = 0;
};
Bounds bounds(Draws draws);

}  // namespace seiload::measure
