#pragma once
// --max-txs: exactly N accepted transactions over all workers. A transaction takes a ticket when it is let in
// and gives it back if it was not accepted, so that never more than N can be. Thread rule: any thread.

#include <atomic>
#include <cstdint>

namespace seiload::load {

class Quota {
 public:
  explicit Quota(std::uint64_t accepted_wanted) : limited_(accepted_wanted > 0), tickets_(accepted_wanted) {
    missing_ = accepted_wanted;
  }

  bool acquire() {
    if (!limited_) return true;
    std::uint64_t left = tickets_.load(std::memory_order_relaxed);
    while (left > 0)
      if (tickets_.compare_exchange_weak(left, left - 1, std::memory_order_relaxed)) return true;
    return false;
  }
  void release() {
    if (limited_) tickets_.fetch_add(1, std::memory_order_relaxed);
  }
  // True for the one accepted transaction that completes the number.
  bool accepted() { return limited_ && missing_.fetch_sub(1, std::memory_order_relaxed) == 1; }

 private:
  const bool limited_;
  std::atomic<std::uint64_t> tickets_;
  std::atomic<std::uint64_t> missing_{0};
};

}  // namespace seiload::load
