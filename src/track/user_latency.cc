#include "track/user_latency.h"

#include <algorithm>

#include "base/text.h"

namespace seiload::track {
namespace {

constexpr std::uint64_t kOldest = 3600, kAhead = 5;  // seconds

}  // namespace

base::Status UserLatency::on_round(rpc::Client& client, const sys::Event& stop, sys::TimePoint now) {
  if (!next_) next_ = now + interval_;
  if (now < *next_ || !newest_) return {};
  auto text = client.call_one("eth_getBlockByNumber",
                              base::cat("[\"", base::Uint256(*newest_).to_quantity(), "\",true]"), stop);
  if (!text) return std::move(text).error();
  auto block = chain::read_block(*text);
  if (!block) return std::move(block).error().with("eth_getBlockByNumber");
  next_ = std::max(*next_ + interval_, now);
  newest_.reset();
  if (*block) take(**block);
  return {};
}

void UserLatency::take(const chain::Block& block) {
  std::uint64_t transfers = 0;
  for (const base::Uint256& value : block.values) {
    if (!value.fits_u64()) continue;
    const std::uint64_t sent = value.low_u64();
    if (sent + kOldest < block.timestamp || sent > block.timestamp + kAhead || sent + kOldest < sent)
      continue;
    latency_.record(std::chrono::seconds(sent < block.timestamp ? block.timestamp - sent : 0));
    ++transfers;
  }
  const std::lock_guard lock(mutex_);
  ++blocks_;
  transfers_ += transfers;
}

measure::UserLatencyReport UserLatency::snapshot() const {
  measure::UserLatencyReport snapshot;
  {
    const std::lock_guard lock(mutex_);
    snapshot.blocks = blocks_;
    snapshot.transfers = transfers_;
  }
  snapshot.by_value = latency_.snapshot();
  return snapshot;
}

}  // namespace seiload::track
