#include "measure/on_chain.h"

#include <algorithm>

#include "measure/counters.h"

namespace seiload::measure {

std::uint64_t OnChainReport::not_replayed() const {
  std::uint64_t replayed = 0;
  for (const RevertReason& one : reasons) replayed += one.count;
  return reverted - std::min(reverted, replayed);
}

void OnChainReport::add_reason(const RevertReason& more) {
  const auto found = std::find_if(reasons.begin(), reasons.end(),
                                  [&](const RevertReason& one) { return one.reason == more.reason; });
  found == reasons.end() ? reasons.push_back(more) : void(found->count += more.count);
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const RevertReason& a, const RevertReason& b) { return a.count > b.count; });
}

void OnChainReport::merge(const OnChainReport& more) {
  add(*this, more, kOnChainCounters);
  gas.merge(more.gas);
  for (const RevertReason& one : more.reasons) add_reason(one);
}

}  // namespace seiload::measure
