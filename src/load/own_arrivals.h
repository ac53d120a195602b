#pragma once
// Which arrivals are one worker's, and how many, without walking through others': at 3e8 arrivals a second
// they cannot be looked at one by one. Pure arithmetic.

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
  // The first that is not before `arrival`; kNoArrival if there is none.
  std::uint64_t first_from(std::uint64_t arrival) const;

  static constexpr std::uint64_t kNoArrival = ~std::uint64_t{0};

 private:
  std::uint64_t first_of_pool(std::size_t pool, std::uint64_t arrival) const;

  const workload::ArrivalOrder& order_;
  const std::span<const workload::PoolRange> pools_;
  const Partition partition_;
  const std::uint32_t worker_;
};

}  // namespace seiload::load
