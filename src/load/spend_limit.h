#pragma once
// --max-spend: as many transactions over all workers as the money allows that set-up has left. What one may
// cost at most is taken when it is admitted, and given back once it surely did not get in, so that never more
// can be spent. Amounts are counted in units of 64 bits, rounded so that the limit holds: of 1 wei up to 9
// ether. Thread rule: any thread.

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "base/uint256.h"

namespace seiload::load {

class SpendLimit {
 public:
  // In wei: what there is, and what a transaction of each label costs at most.
  SpendLimit(const base::Uint256& limit, std::span<const base::Uint256> costs);

  bool acquire(std::uint16_t label) {
    const std::uint64_t cost = costs_[label];
    std::uint64_t left = left_.load(std::memory_order_relaxed);
    while (left >= cost)
      if (left_.compare_exchange_weak(left, left - cost, std::memory_order_relaxed)) return true;
    return false;
  }
  // What was acquired has ended: it may have got in, or surely did not.
  void end(std::uint16_t label, bool may_be_in) {
    (may_be_in ? spent_ : left_).fetch_add(costs_[label], std::memory_order_relaxed);
  }
  // Not one more of the label can be, whatever becomes of those in flight.
  bool is_exhausted(std::uint16_t label) const {
    return costs_[label] > limit_ - spent_.load(std::memory_order_relaxed);
  }

 private:
  std::uint64_t limit_;
  std::vector<std::uint64_t> costs_;  // by label; 2^64 - 1: more than any limit
  std::atomic<std::uint64_t> left_, spent_{0};
};

}  // namespace seiload::load
