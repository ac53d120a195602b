#include "load/poisson_times.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "workload/purpose.h"

namespace seiload::load {

// As many points, uniform over the block: those of a Poisson process of which their number is known. Sums of
// exponential gaps, scaled to the block, are such points in order.
const PoissonTimes::Block& PoissonTimes::block(std::uint64_t number) {
  Block& block = blocks_[number % 2];
  if (block.number == number) return block;
  block.number = number;
  block.places.resize(kBlock);
  base::Random random(seed_, workload::kArrivalTimes, number);
  double sum = 0;
  for (double& place : block.places) place = sum -= std::log(1 - random.unit());
  sum -= std::log(1 - random.unit());
  for (double& place : block.places)
    place = std::min(place * (kBlock / sum), std::nextafter(double{kBlock}, 0.0));
  return block;
}

sys::TimePoint PoissonTimes::due(const RateProgram& program, std::uint64_t arrival) {
  const double place = block(arrival / kBlock).places[arrival % kBlock];
  const double whole = std::floor(place);
  return program.due(arrival / kBlock * kBlock + static_cast<std::uint64_t>(whole), place - whole);
}

std::uint64_t PoissonTimes::count_before(const RateProgram& program, sys::TimePoint time) {
  const std::uint64_t even = program.count_before(time);
  if (even == 0) return 0;
  // All blocks before that of the last one are due before it.
  const std::uint64_t number = (even - 1) / kBlock;
  std::uint64_t low = number * kBlock, high = low + kBlock;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (due(program, middle) < time)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

}  // namespace seiload::load
