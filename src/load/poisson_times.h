#pragma once
// Arrivals due at random, as a Poisson process has them: gaps between them are independent and
// exponential, within blocks of kBlock arrivals whose number is exact. So each due time is a pure function
// of the seed, the rate program and its number, and no process has to walk there from the first one. Where
// the rate changes, the gaps change with it. Keeps the last blocks. Thread rule: one owner.

#include <array>
#include <cstdint>
#include <vector>

#include "load/rate_program.h"

namespace seiload::load {

class PoissonTimes {
 public:
  static constexpr std::uint64_t kBlock = 256;

  explicit PoissonTimes(std::uint64_t seed) : seed_(seed) {}

  // As those of RateProgram, which it moves.
  sys::TimePoint due(const RateProgram& program, std::uint64_t arrival);
  std::uint64_t count_before(const RateProgram& program, sys::TimePoint time);

 private:
  struct Block {
    std::uint64_t number = ~std::uint64_t{0};
    std::vector<double> places;  // within it, rising, from 0 to below kBlock
  };
  const Block& block(std::uint64_t number);

  const std::uint64_t seed_;
  std::array<Block, 2> blocks_;  // by the last bit of the number
};

}  // namespace seiload::load
