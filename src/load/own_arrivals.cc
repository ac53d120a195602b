#include "load/own_arrivals.h"

#include <algorithm>

namespace seiload::load {

std::uint64_t OwnArrivals::before(std::uint64_t arrival) const {
  std::uint64_t sum = 0;
  for (std::size_t pool = 0; pool < pools_.size(); ++pool) {
    const workload::PoolRange& range = pools_[pool];
    const std::uint64_t turns = order_.turns_before(pool, arrival),
                        others = partition_.count(range.first, worker_);
    sum += turns / range.count * (partition_.count(range.first + range.count, worker_) - others);
    sum += partition_.count(range.first + turns % range.count, worker_) - others;
  }
  return sum;
}

std::uint64_t OwnArrivals::first_from(std::uint64_t arrival) const {
  if (partition_.workers == 1) return arrival;
  std::uint64_t first = kNoArrival;
  for (std::size_t pool = 0; pool < pools_.size(); ++pool)
    first = std::min(first, first_of_pool(pool, arrival));
  return first;
}

// Account g is worker g mod W's (Partition), and a pool's accounts take its turns one after another.
std::uint64_t OwnArrivals::first_of_pool(std::size_t pool, std::uint64_t arrival) const {
  const workload::PoolRange& range = pools_[pool];
  const std::uint64_t workers = partition_.workers, turn = order_.turns_before(pool, arrival);
  const auto to_own = [&](std::uint64_t account) {
    return (worker_ + workers - account % workers) % workers;
  };
  const std::uint64_t place = turn % range.count;
  std::uint64_t steps = to_own(range.first + place);
  if (place + steps >= range.count) {  // in the next round
    const std::uint64_t from_first = to_own(range.first);
    if (from_first >= range.count) return kNoArrival;
    steps = range.count - place + from_first;
  }
  const std::uint64_t own = turn + steps;
  return order_.arrival_of(pool, range.first + own % range.count, own / range.count);
}

}  // namespace seiload::load
