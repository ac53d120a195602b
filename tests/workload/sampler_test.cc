#include "workload/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace seiload::workload {
namespace {

std::vector<double> shares(const profile::Distribution& distribution, std::uint64_t n, int draws) {
  const Sampler sampler(distribution, n);
  std::vector<double> counts(n);
  for (int i = 0; i < draws; ++i) {
    base::Random random(7, 1, static_cast<std::uint64_t>(i));
    counts[sampler.draw(random)] += 1.0 / draws;
  }
  return counts;
}

TEST(Sampler, UniformSharesAreEqual) {
  for (const double share : shares({profile::Distribution::Kind::uniform, 0}, 10, 20'000))
    EXPECT_NEAR(share, 0.1, 0.01);
}

// The first two are exact in Gray's generator, the rest a good approximation.
TEST(Sampler, ZipfianSharesFallAsTheirRanksPower) {
  for (const double theta : {0.0, 0.5, 0.99}) {
    double zeta = 0;
    for (int i = 1; i <= 100; ++i) zeta += std::pow(i, -theta);
    const auto got = shares({profile::Distribution::Kind::zipfian, theta}, 100, 100'000);
    EXPECT_NEAR(got[0], 1 / zeta, 0.005);
    EXPECT_NEAR(got[1], std::pow(2, -theta) / zeta, 0.005);
    double first_ten = 0, want = 0;
    for (int i = 0; i < 10; ++i) {
      first_ten += got[static_cast<std::size_t>(i)];
      want += std::pow(i + 1, -theta) / zeta;
    }
    EXPECT_NEAR(first_ten, want, 0.03);
  }
}

TEST(Sampler, SmallKeyspacesStayWithin) {
  for (const std::uint64_t n : {1UL, 2UL, 3UL})
    EXPECT_EQ(shares({profile::Distribution::Kind::zipfian, 0.9}, n, 1000).size(), n);
}

}  // namespace
}  // namespace seiload::workload
