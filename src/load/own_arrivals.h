#pragma once
// How many arrivals are one worker's, without walking through them: at 3e8 arrivals a second they cannot be
// counted one by one. Pure arithmetic.

#include <cstdint>
#include <span>

#include "load/senders.h"
#include "workload/accounts.h"
#include "workload/arrival_order.h"

namespace seiload::load {

class OwnArrivals {
 public:
  // `order` and `pools` outlive it.
  OwnArrivals(const workload::ArrivalOrder& order, std::span<const workload::PoolRange> pools,
              Partition partition, std::uint32_t worker)
      : order_(order), pools_(pools), partition_(partition), worker_(worker) {}

  // Of the arrivals 0 to `arrival` - 1.
  std::uint64_t before(std::uint64_t arrival) const;
  std::uint64_t between(std::uint64_t first, std::uint64_t end) const { return before(end) - before(first); }

 private:
  // Of the first `count` accounts of the table.
  std::uint64_t accounts_before(std::uint64_t count) const;

  const workload::ArrivalOrder& order_;
  const std::span<const workload::PoolRange> pools_;
  const Partition partition_;
  const std::uint32_t worker_;
};

}  // namespace seiload::load
