#include "track/blocks.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"

namespace seiload::track {

void Blocks::on_block(const chain::Block& block) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 60;  // what a node tells may be anything
  const std::uint64_t used = std::min(block.gas_used, kMost), limit = std::min(block.gas_limit, kMost);
  if (block.time) {
    time_.record(*block.time);
    time_buckets_.record(measure::to_nanoseconds(*block.time));
  }
  gas_buckets_.record(used);
  gas_.record(used);
  if (limit > 0)
    share_.record(static_cast<std::uint64_t>(
        std::min(1e9, 1e6 * static_cast<double>(used) / static_cast<double>(limit))));
  const std::lock_guard lock(mutex_);
  const bool is_replaced =
      counts_.count > 0 && block.number < counts_.first;  // another chain, not just its newest part
  if (is_replaced) ++counts_.replaced;
  if (counts_.count++ == 0 || is_replaced) counts_.first = block.number;
  counts_.last = block.number;
  counts_.transactions += block.transactions.size();
  counts_.gas_used = base::saturating_add(counts_.gas_used, used);
  counts_.gas_limit = base::saturating_add(counts_.gas_limit, limit);
  window_.push_back({block.arrived, block.time});
  // One block always stays: it says when the last one came.
  while (window_.size() > 1 && window_.front().arrived + kWindow < block.arrived) window_.pop_front();
}

measure::BlocksReport Blocks::snapshot() const {
  measure::BlocksReport snapshot;
  {
    const std::lock_guard lock(mutex_);
    snapshot = counts_;
  }
  snapshot.time = time_.snapshot();
  snapshot.gas = gas_.snapshot();
  snapshot.share = share_.snapshot();
  return snapshot;
}

BlockBuckets Blocks::buckets() const {
  BlockBuckets all;
  time_buckets_.add_to(all.time);
  gas_buckets_.add_to(all.gas);
  return all;
}

std::optional<sys::Duration> Blocks::recent_time(double percentile, sys::TimePoint now,
                                                 bool feed_works) const {
  std::vector<sys::Duration> times;
  std::optional<sys::TimePoint> last;
  {
    const std::lock_guard lock(mutex_);
    for (const Recent& block : window_)
      if (block.time && block.arrived + kWindow >= now) times.push_back(*block.time);
    if (!window_.empty()) last = window_.back().arrived;
  }
  const auto quantile = [&]() -> std::optional<sys::Duration> {
    if (times.empty()) return std::nullopt;
    const double rank = std::ceil(percentile / 100 * static_cast<double>(times.size()));
    const std::size_t place = std::clamp<std::size_t>(static_cast<std::size_t>(rank), 1, times.size()) - 1;
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(place), times.end());
    return times[place];
  };
  const auto known = quantile();
  if (!last || !feed_works || (known && now - *last <= *known)) return known;
  times.push_back(now - *last);
  return quantile();
}

}  // namespace seiload::track
