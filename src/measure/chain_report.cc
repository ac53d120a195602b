#include "measure/chain_report.h"

#include <algorithm>

namespace seiload::measure {
namespace {

std::uint64_t more(std::uint64_t before, std::uint64_t now) { return std::max(now, before) - before; }

std::optional<double> part_of(std::uint64_t used, std::uint64_t limit) {
  if (limit == 0) return std::nullopt;
  return static_cast<double>(used) / static_cast<double>(limit);
}

}  // namespace

std::optional<double> BlocksReport::gas_share() const { return part_of(gas_used, gas_limit); }

std::optional<double> BlocksInterval::gas_share() const { return part_of(gas_used, gas_limit); }

BlocksReport BlocksReport::since(const BlocksReport& earlier) const {
  BlocksReport difference = *this;
  difference.count -= earlier.count;
  if (earlier.count > 0) difference.first = earlier.last + 1;
  difference.transactions -= earlier.transactions;
  difference.ours = more(earlier.ours, ours);
  difference.gas_used -= earlier.gas_used;
  difference.gas_limit -= earlier.gas_limit;
  difference.time = time.since(earlier.time);
  difference.gas = gas.since(earlier.gas);
  difference.share = share.since(earlier.share);
  return difference;
}

UserLatencyReport UserLatencyReport::since(const UserLatencyReport& earlier) const {
  return {blocks - earlier.blocks, transfers - earlier.transfers, by_value.since(earlier.by_value),
          ours.since(earlier.ours)};
}

BlocksInterval interval(const BlocksReport& before, const BlocksReport& now) {
  const BlocksReport all = now.since(before);
  return {.count = all.count,
          .last = all.last,
          .transactions = all.transactions,
          .ours = all.ours,
          .gas_used = all.gas_used,
          .gas_limit = all.gas_limit,
          .time = quantiles(all.time),
          .gas = quantiles(all.gas)};
}

InclusionInterval interval(const InclusionReport& before, const InclusionReport& now) {
  return {.included = more(before.included, now.included),
          .reverted = more(before.reverted, now.reverted),
          .dropped = more(before.dropped, now.dropped),
          .expired = more(before.expired, now.expired),
          .in_flight = now.in_flight,
          .from_due = quantiles(now.from_due.since(before.from_due))};
}

}  // namespace seiload::measure
