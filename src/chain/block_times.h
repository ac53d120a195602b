#pragma once
// When each new block arrived, and the time since the one before it: from the news of heads, which are
// stamped when they come, however long the blocks themselves take to be read. Blocks that arrived together
// share the time since the one before them. Pure. Thread rule: one owner.

#include <cstdint>
#include <deque>
#include <optional>
#include <span>

#include "chain/block.h"
#include "chain/block_pace.h"
#include "sys/clock.h"

namespace seiload::chain {

class BlockTimes {
 public:
  // So many heights at most arrive together.
  explicit BlockTimes(std::uint64_t most_together) : most_together_(most_together) {}

  void start_at(std::uint64_t timestamp) { last_timestamp_ = timestamp; }  // of the newest known block

  // News of a height. Heights from here on that were told of before are no longer those of the chain.
  void on_head(std::uint64_t number, sys::TimePoint arrived);

  void on_lost() { after_lost_ = true; }  // heights are missing before the next block

  // Fills in `arrived` and `time` of new blocks, rising. The first `replacing` stand in for others and have
  // no time of their own: they arrived with the newest news. Returns how many of the others arrived together
  // with the block before them. `now`: of blocks that no news told of.
  std::uint64_t set(std::span<Block> blocks, std::size_t replacing, sys::TimePoint now);

  sys::Duration usual() const { return pace_.usual(); }  // between blocks; 0: not known yet

 private:
  struct Stamp {
    std::uint64_t number;
    sys::TimePoint arrived;
  };

  const Stamp* stamp_of(std::uint64_t number) const;
  std::uint64_t still_to_come(std::uint64_t number) const;
  void share(std::span<Block> blocks);

  const std::uint64_t most_together_;
  // Heights rising: what is at or below one, and above the one before, arrived with it.
  std::deque<Stamp> stamps_;
  BlockPace pace_;
  // With some that arrived together still to be read: what they share begins here.
  std::optional<sys::TimePoint> last_arrival_;
  sys::TimePoint newest_arrival_;  // of the last new block
  std::uint64_t last_timestamp_ = 0;
  bool after_lost_ = false;
};

}  // namespace seiload::chain
