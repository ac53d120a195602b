#pragma once
// How fast a chain makes blocks, from what is known of it: timestamps in whole seconds before a run, arrivals
// during it. Pure arithmetic.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "sys/clock.h"

namespace seiload::chain {

// The time between blocks that have these timestamps, of consecutive heights, rising; 0 if they do not tell.
// A genesis without a time tells nothing, nor does one long pause among the others.
sys::Duration block_time_of(std::span<const std::uint64_t> timestamps);

// How blocks that arrived together share the time since the one before them: each has the usual time, and
// what is more belongs to one of them, the one that the chain's own clock shows to have been late (its number
// of seconds after the block before is the largest). Evenly where they were faster than usual, or `usual` is
// 0. The sum is `total`.
std::vector<sys::Duration> share_time(sys::Duration total, sys::Duration usual,
                                      std::span<const std::uint64_t> seconds);

// The middle one of the last times between blocks. Thread rule: a value, one owner.
class BlockPace {
 public:
  void add(sys::Duration time);
  sys::Duration usual() const;  // 0 before the first

 private:
  static constexpr std::size_t kMost = 31;
  std::deque<sys::Duration> times_;
};

}  // namespace seiload::chain
