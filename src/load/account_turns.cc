#include "load/account_turns.h"

#include <algorithm>

namespace seiload::load {

AccountTurns::AccountTurns(WorkerState& state)
    : state_(state), endpoints_(std::max<std::size_t>(1, state.run.endpoints.size())) {
  const std::size_t pools = state.is_open_loop() ? 1 : state.run.workload.order().pools();
  queues_.resize(pools * endpoints_);
  if (pools == 1) return;
  pools_.reserve(state.senders.size());
  for (std::size_t pool = 0; pool < pools; ++pool) {
    const workload::PoolRange& range = state.run.accounts.pools()[pool];
    for (std::size_t account = range.first; account < range.first + range.count; ++account)
      if (state.run.partition.worker_of(account) == state.index)
        pools_.push_back(static_cast<std::uint16_t>(pool));
  }
}

void AccountTurns::add(std::uint32_t index) {
  Sender& sender = state_.senders[index];
  if (sender.resting) return;
  if (!state_.is_open_loop() && !sender.pending.empty() && !sender.must_read) resumed_.push_back(index);
  if (sender.queued || sender.must_read || sender.in_flight >= state_.run.settings.account_in_flight) return;
  if (state_.is_open_loop() && sender.pending.empty()) return;
  sender.queued = true;
  queues_[pool_of(index) * endpoints_ + sender.endpoint].push(state_.senders, index);
}

std::uint32_t AccountTurns::take(std::size_t pool, std::size_t endpoint) {
  const std::uint32_t sender = queues_[pool * endpoints_ + endpoint].pop(state_.senders);
  state_.senders[sender].queued = false;
  return sender;
}

void AccountTurns::rebuild() {
  for (auto& queue : queues_)
    while (!queue.empty()) state_.senders[queue.pop(state_.senders)].queued = false;
  for (std::uint32_t sender = 0; sender < state_.senders.size(); ++sender) add(sender);
}

}  // namespace seiload::load
