#include "load/own_arrivals.h"

namespace seiload::load {

// Account g is worker g mod W's (Partition).
std::uint64_t OwnArrivals::accounts_before(std::uint64_t count) const {
  return count / partition_.workers + (worker_ < count % partition_.workers ? 1 : 0);
}

std::uint64_t OwnArrivals::before(std::uint64_t arrival) const {
  std::uint64_t sum = 0;
  for (std::size_t pool = 0; pool < pools_.size(); ++pool) {
    const workload::PoolRange& range = pools_[pool];
    const std::uint64_t turns = order_.turns_before(pool, arrival), others = accounts_before(range.first);
    sum += turns / range.count * (accounts_before(range.first + range.count) - others);
    sum += accounts_before(range.first + turns % range.count) - others;
  }
  return sum;
}

}  // namespace seiload::load
