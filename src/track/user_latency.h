#pragma once
// User latency: transfers of EVMTransfer carry the second of their making as their value, so that the chain
// itself tells how old they were when their block was made. Once an interval the newest block is read with
// its transactions. Only values that can be such a time count: at most an hour before the block's, and not
// after it by more than clocks differ. Thread rule: the feed's thread, but for snapshot().

#include <mutex>
#include <optional>

#include "chain/block_feed.h"
#include "measure/chain_report.h"

namespace seiload::track {

class UserLatency final : public chain::BlockListener {
 public:
  explicit UserLatency(sys::Duration interval) : interval_(interval) {}

  void on_block(const chain::Block& block) override { newest_ = block.number; }
  base::Status on_round(rpc::Client& client, const sys::Event& stop, sys::TimePoint now) override;

  measure::UserLatencyReport snapshot() const;  // but for that of ours

 private:
  void take(const chain::Block& block);

  const sys::Duration interval_;
  std::optional<std::uint64_t> newest_;  // not looked at yet
  std::optional<sys::TimePoint> next_;
  mutable std::mutex mutex_;
  std::uint64_t blocks_ = 0, transfers_ = 0;  // guarded by mutex_
  measure::TimeHistogram latency_;
};

}  // namespace seiload::track
