#include "workload/arrival_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "base/random.h"
#include "workload/purpose.h"

namespace seiload::workload {

ArrivalOrder::ArrivalOrder(std::uint64_t seed, std::span<const Instance> instances,
                           std::span<const PoolRange> pools) {
  CHECK(!instances.empty() && instances.size() < 65536);
  for (const PoolRange& range : pools) pools_.push_back({range, {}});
  std::uint64_t divisor = 0;
  for (const Instance& instance : instances) divisor = std::gcd(divisor, instance.weight);
  CHECK(divisor > 0);
  std::vector<std::uint16_t> order;
  for (std::size_t i = 0; i < instances.size(); ++i)  // the same shares in the shortest list
    order.insert(order.end(), instances[i].weight / divisor, static_cast<std::uint16_t>(i));
  base::Random random(seed, kShuffle);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  for (const std::uint16_t instance : order) {
    const std::uint32_t pool = instances[instance].pool;
    auto& entries = pools_[pool].entries;
    list_.push_back({instance, pool, static_cast<std::uint32_t>(entries.size())});
    entries.push_back(static_cast<std::uint32_t>(list_.size() - 1));
  }
}

// Two divisions: they are what it costs.
ArrivalOrder::Turn ArrivalOrder::turn_at(std::uint64_t arrival) const {
  const Entry& entry = entry_at(arrival);
  const Pool& pool = pools_[entry.pool];
  const std::uint64_t turn = arrival / list_.size() * pool.entries.size() + entry.turn;
  const std::size_t sender = static_cast<std::size_t>(turn % pool.range.count);
  const std::size_t receiver = sender + 1 == pool.range.count ? 0 : sender + 1;
  return {pool.range.first + sender, pool.range.first + receiver, turn / pool.range.count};
}

std::uint64_t ArrivalOrder::arrival_of(std::size_t pool, std::size_t account, std::uint64_t n) const {
  const Pool& of = pools_[pool];
  const std::uint64_t turn = account - of.range.first + n * of.range.count;
  return turn / of.entries.size() * list_.size() + of.entries[turn % of.entries.size()];
}

std::uint64_t ArrivalOrder::turns_before(std::size_t pool, std::uint64_t arrival) const {
  const auto& entries = pools_[pool].entries;  // ascending
  const auto in_round =
      std::lower_bound(entries.begin(), entries.end(), arrival % list_.size()) - entries.begin();
  return arrival / list_.size() * entries.size() + static_cast<std::uint64_t>(in_round);
}

std::uint64_t ArrivalOrder::first_of(std::uint16_t instance) const {
  const auto is_of = [&](const Entry& entry) { return entry.instance == instance; };
  return static_cast<std::uint64_t>(std::find_if(list_.begin(), list_.end(), is_of) - list_.begin());
}

double ArrivalOrder::share_of(std::size_t pool) const {
  return static_cast<double>(pools_[pool].entries.size()) / static_cast<double>(list_.size());
}

}  // namespace seiload::workload
