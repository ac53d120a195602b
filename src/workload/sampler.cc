#include "workload/sampler.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace seiload::workload {

Sampler::Sampler(const profile::Distribution& distribution, std::uint64_t n)
    : n_(n), zipfian_(distribution.kind == profile::Distribution::Kind::zipfian) {
  CHECK(n > 0);
  if (!zipfian_) return;
  const double theta = distribution.theta;
  for (std::uint64_t i = n; i > 0; --i)
    zeta_ += std::pow(static_cast<double>(i), -theta);  // small ones first
  second_ = 1 + std::pow(0.5, theta);
  alpha_ = 1 / (1 - theta);
  const double last = 1 - second_ / zeta_;
  if (n > 2) eta_ = (1 - std::pow(2 / static_cast<double>(n), 1 - theta)) / last;
}

std::uint64_t Sampler::draw(base::Random& random) const {
  if (!zipfian_) return random.below(n_);
  const double u = random.unit();
  const double weight = u * zeta_;
  if (weight < 1) return 0;
  if (weight < second_ || n_ <= 2) return std::min<std::uint64_t>(1, n_ - 1);
  const double at = static_cast<double>(n_) * std::pow(eta_ * u - eta_ + 1, alpha_);
  return std::min(static_cast<std::uint64_t>(at), n_ - 1);
}

}  // namespace seiload::workload
