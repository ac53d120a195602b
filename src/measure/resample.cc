#include "measure/resample.h"

#include <algorithm>
#include <cmath>

namespace seiload::measure {
namespace {

constexpr std::size_t kMinClusters = 3;
constexpr double kUnknownSize = 100;  // for so many samples a run counts whose noise is not known

// Standard normal, by the polar method (Marsaglia, Bray, 1964).
double draw_normal(base::Random& random) {
  for (;;) {
    const double x = 2 * random.unit() - 1, y = 2 * random.unit() - 1, s = x * x + y * y;
    if (s > 0 && s < 1) return x * std::sqrt(-2 * std::log(s) / s);
  }
}

// Gamma of scale 1 (Marsaglia, Tsang, "A simple method for generating gamma variables", 2000).
double draw_gamma(double shape, base::Random& random) {
  if (shape < 1) {
    const double smaller = std::pow(1 - random.unit(), 1 / shape);
    return draw_gamma(shape + 1, random) * smaller;
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = draw_normal(random), v = std::pow(1 + c * x, 3);
    if (v <= 0) continue;
    if (std::log(1 - random.unit()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double draw_beta(double a, double b, base::Random& random) {
  const double x = draw_gamma(a, random), y = draw_gamma(b, random);
  return x + y > 0 ? x / (x + y) : 0.5;
}

// The square of what the clusters are off, by what chance explains; of a share `variance` is p(1-p), of a
// rate the rate.
double design_effect(const std::vector<Cluster>& clusters, double mean, double variance) {
  double sum = 0;
  for (const Cluster& one : clusters) {
    const double off = one.part - mean * one.whole;
    sum += off * off / (variance * one.whole);
  }
  return sum / static_cast<double>(clusters.size() - 1);
}

std::vector<Cluster> usable(const std::vector<Cluster>& clusters) {
  std::vector<Cluster> some;
  std::copy_if(clusters.begin(), clusters.end(), std::back_inserter(some),
               [](const Cluster& one) { return one.whole > 0; });
  return some;
}

// The samples by their values.
class Ranks {
 public:
  explicit Ranks(const stats::HistogramSnapshot& all) : count_(static_cast<double>(all.count())) {
    double below = 0;
    for (const auto& one : all.buckets()) {
      const auto lower = static_cast<double>(stats::BucketLayout::lower_bound(one.bucket));
      const bool is_last = one.bucket + 1 == stats::BucketLayout::kBuckets;
      const double excess = is_last ? all.last_excess() : static_cast<double>(one.excess);
      const double value = lower + excess / static_cast<double>(one.count);
      below += static_cast<double>(one.count);
      cells_.push_back({one.bucket, below, value});
    }
  }

  double value_at(double share) const {
    const auto cell = std::lower_bound(cells_.begin(), cells_.end(), share * count_,
                                       [](const Cell& one, double rank) { return one.end < rank; });
    return cell == cells_.end() ? cells_.back().value : cell->value;
  }

  // How far from q, as a share of the samples, is what has this value; 0 where its bucket has q.
  double off(std::uint64_t value, double q) const {
    const std::size_t bucket = stats::BucketLayout::bucket_of(value);
    const auto cell = std::lower_bound(cells_.begin(), cells_.end(), bucket,
                                       [](const Cell& one, std::size_t b) { return one.bucket < b; });
    const double begin = cell == cells_.begin() ? 0 : std::prev(cell)->end / count_;
    const double end = cell == cells_.end() || cell->bucket != bucket ? begin : cell->end / count_;
    return q < begin ? begin - q : q > end ? q - end : 0;
  }

 private:
  struct Cell {
    std::size_t bucket;
    double end;  // samples in it and below
    double value;
  };
  double count_;
  std::vector<Cell> cells_;
};

}  // namespace

Draws draw_share(double part, double whole, const std::vector<Cluster>& clusters, base::Random random) {
  if (!(whole > 0)) return {};
  part = std::min(part, whole);
  const double p = part / whole, variance = p * (1 - p);
  const std::vector<Cluster> some = usable(clusters);
  double size = std::min(whole, kUnknownSize);
  if (some.size() >= kMinClusters)
    size = variance > 0 ? whole / std::max(1.0, design_effect(some, p, variance)) : whole;
  Draws draws(kDraws);
  // The half on both sides is Jeffreys' prior: what was never seen may still be.
  for (double& one : draws) one = draw_beta(p * size + 0.5, (1 - p) * size + 0.5, random);
  return draws;
}

Draws draw_rate(double events, double seconds, const std::vector<Cluster>& clusters, base::Random random) {
  if (!(seconds > 0)) return {};
  events = std::max(0.0, events);
  const double rate = events / seconds;
  const std::vector<Cluster> some = usable(clusters);
  double effect = 1;
  // A paced load is far more even than chance.
  if (some.size() >= kMinClusters && rate > 0) effect = std::max(1e-6, design_effect(some, rate, rate));
  if (!std::isfinite(effect)) effect = 1;  // reports come from elsewhere
  Draws draws(kDraws);
  for (double& one : draws) one = draw_gamma(events / effect + 0.5, random) * effect / seconds;
  return draws;
}

Draws draw_quantile(const stats::HistogramSnapshot& all, double q,
                    const std::vector<ClusterQuantile>& clusters, double cluster_q, base::Random random) {
  if (all.count() == 0) return {};
  const Ranks ranks(all);
  double sum = 0, some = 0;
  for (const ClusterQuantile& one : clusters) {
    if (one.count < 10) continue;
    const double off = ranks.off(one.value, cluster_q);
    sum += static_cast<double>(one.count) * off * off;
    ++some;
  }
  const auto count = static_cast<double>(all.count());
  double size = std::min(count, kUnknownSize);
  if (some >= kMinClusters) size = count / std::max(1.0, sum / (some - 1) / (cluster_q * (1 - cluster_q)));
  Draws draws(kDraws);
  for (double& one : draws) one = ranks.value_at(draw_beta(q * size + 0.5, (1 - q) * size + 0.5, random));
  return draws;
}

Bounds bounds(Draws draws) {
  std::sort(draws.begin(), draws.end());
  constexpr std::size_t kOut = kDraws / 200;
  return {draws[kOut - 1], draws[draws.size() - kOut]};
}

}  // namespace seiload::measure
