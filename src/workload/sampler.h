#pragma once
// Draws an index from 0 to n - 1: uniformly, or by the Zipfian generator of YCSB (Gray et al., "Quickly
// generating billion-record synthetic databases", SIGMOD 1994, section 3.2): index 0 is the most frequent.
// Constant once built, after the sum of n powers; drawing costs one random number and at most one power.
// Thread rule: any thread.

#include <cstdint>

#include "base/random.h"
#include "profile/profile.h"

namespace seiload::workload {

class Sampler {
 public:
  Sampler(const profile::Distribution& distribution, std::uint64_t n);  // requires n > 0

  std::uint64_t draw(base::Random& random) const;
  std::uint64_t size() const { return n_; }

 private:
  std::uint64_t n_;
  bool zipfian_;
  double alpha_ = 0, zeta_ = 0, eta_ = 0, second_ = 0;
};

}  // namespace seiload::workload
