#include "workload/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace seiload::workload {
namespace {

constexpr int kDraws = 200'000;

std::vector<double> shares(const profile::Distribution& distribution, std::uint64_t n, int draws) {
  const Sampler sampler(distribution, n);
  std::vector<double> counts(n);
  for (int i = 0; i < draws; ++i) {
    base::Random random(7, 1, static_cast<std::uint64_t>(i));
    counts[sampler.draw(random)] += 1.0 / draws;
  }
  return counts;
}

// Pearson's chi-squared of the draws: of n indices about n, with a standard deviation of sqrt(2 n). Five of
// those are never exceeded by chance, and the seed is fixed anyway.
void expect_shares(const std::vector<double>& got, const std::vector<double>& want) {
  double chi_squared = 0;
  for (std::size_t i = 0; i < want.size(); ++i)
    chi_squared += kDraws * (got[i] - want[i]) * (got[i] - want[i]) / want[i];
  const auto n = static_cast<double>(want.size());
  EXPECT_LT(chi_squared, n + 5 * std::sqrt(2 * n));
}

// What the generator of Gray et al. comes to: the ranks 1 and 2 by their weights, the others by the inverse
// of its power.
std::vector<double> grays_shares(double theta, const std::vector<double>& weights) {
  const auto n = static_cast<double>(weights.size());
  const double eta = (1 - std::pow(2 / n, 1 - theta)) / (1 - weights[0] - weights[1]);
  const auto below = [&](std::size_t index) {
    return (std::pow(static_cast<double>(index) / n, 1 - theta) - 1 + eta) / eta;
  };
  std::vector<double> shares = {weights[0], weights[1]};
  for (std::size_t i = 2; i < weights.size(); ++i) shares.push_back(below(i + 1) - below(i));
  return shares;
}

TEST(Sampler, UniformSharesAreEqual) {
  for (const std::size_t n : {2UL, 10UL, 1000UL})
    expect_shares(shares({profile::Distribution::Kind::uniform, 0}, n, kDraws),
                  std::vector<double>(n, 1.0 / static_cast<double>(n)));
}

// With theta 0 all are the same; else the generator gives the ranks from 3 on up to 15 % more or less than
// their power.
TEST(Sampler, ZipfianSharesFallAsTheirRanksPower) {
  constexpr std::size_t kKeys = 100;
  for (const double theta : {0.0, 0.5, 0.99}) {
    SCOPED_TRACE(theta);
    std::vector<double> weights;
    double zeta = 0;
    for (std::size_t i = 1; i <= kKeys; ++i)
      zeta += weights.emplace_back(std::pow(static_cast<double>(i), -theta));
    for (double& weight : weights) weight /= zeta;
    const std::vector<double> want = grays_shares(theta, weights);
    for (std::size_t i = 0; i < kKeys; ++i) EXPECT_NEAR(want[i] / weights[i], 1, theta == 0 ? 1e-9 : 0.15);
    expect_shares(shares({profile::Distribution::Kind::zipfian, theta}, kKeys, kDraws), want);
  }
}

TEST(Sampler, SmallKeyspacesStayWithin) {
  for (const std::uint64_t n : {1UL, 2UL, 3UL})
    EXPECT_EQ(shares({profile::Distribution::Kind::zipfian, 0.9}, n, 1000).size(), n);
}

}  // namespace
}  // namespace seiload::workload
