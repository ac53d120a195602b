#pragma once
// Which accounts may send next: those with room in flight and no nonce in doubt, in the order in which they
// became free, one queue an endpoint (open loop: of those with arrivals waiting) or a pool and endpoint
// (closed loop). Thread rule: the worker alone.

#include <cstdint>
#include <utility>
#include <vector>

#include "load/worker_state.h"

namespace seiload::load {

class AccountTurns {
 public:
  explicit AccountTurns(WorkerState& state);

  std::size_t endpoints() const { return endpoints_; }  // 1 in a dry run
  std::size_t pool_of(std::uint32_t sender) const { return pools_.empty() ? 0 : pools_[sender]; }

  // The account waits for its turn from now on, if it may send and does not wait yet.
  void add(std::uint32_t sender);
  bool empty(std::size_t pool, std::size_t endpoint) const {
    return queues_[pool * endpoints_ + endpoint].empty();
  }
  std::uint32_t take(std::size_t pool, std::size_t endpoint);  // requires !empty()

  // Closed loop: accounts with an operation that was withdrawn and may go on. They need no room in flight,
  // which it still takes, so they do not wait for their turn. An account may be listed twice.
  std::vector<std::uint32_t> take_resumed() { return std::exchange(resumed_, {}); }

  // All queues, to be read; their elements are linked by Sender::next.
  const std::vector<Queue<std::vector<Sender>>>& queues() const { return queues_; }
  // Empties them and adds all accounts again.
  void rebuild();

 private:
  WorkerState& state_;
  const std::size_t endpoints_;
  std::vector<std::uint16_t> pools_;  // of each sender; empty with one pool, and in open loop
  std::vector<Queue<std::vector<Sender>>> queues_;
  std::vector<std::uint32_t> resumed_;
};

}  // namespace seiload::load
