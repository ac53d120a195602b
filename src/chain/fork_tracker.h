#pragma once
// Which blocks the chain has, as far as they were read. Is told of heads and given the blocks that it asks
// for; says which to fetch next, which were reorganised away, and which heights are lost. Pure: it knows no
// node and no clock. Thread rule: one owner.
//
// A look goes from the newest known block up to the newest head, a few blocks at once. Where the first one's
// parent is not the block known below it, the chain was reorganised: the look goes back, one block at a time,
// until a parent is known, or is older than any. A height without a block is passed over if the block above
// it has the one below it as its parent.

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "chain/block.h"

namespace seiload::chain {

class ForkTracker {
 public:
  struct Limits {
    std::size_t known = 1024;           // how deep a reorganisation can be followed
    std::uint64_t most_fetched = 4096;  // heights read in one look; older ones are lost
    std::uint64_t at_once = 32;         // blocks asked for together
  };
  struct Known {
    std::uint64_t number;
    base::Bytes32 hash;
  };
  struct Range {
    std::uint64_t first, count;
  };
  // What a step has found out.
  struct Change {
    std::vector<Known> orphans;  // newest first
    std::vector<Block> blocks;   // the new ones, each the parent of the next
    std::size_t replacing = 0;   // of these, the first ones: their heights had other blocks
    std::uint64_t skipped = 0;   // heights before the first block, too many to fetch; nothing below is known
    std::uint64_t left_out = 0;  // heights among the blocks that have none
  };

  explicit ForkTracker(const Limits& limits) : limits_(limits) {}

  void start_at(const Known& newest);  // required before all others

  // The newest height, known by whatever means, in the order in which they come; with a hash other than that
  // of the block known there it is looked at again.
  void on_head(std::uint64_t number, const std::optional<base::Bytes32>& hash = {});
  std::uint64_t head() const { return head_; }
  const Known& tip() const { return known_.back(); }  // the newest known block

  bool is_done() const { return looked_at_ == head_; }  // the last look reached the newest head
  // The last look did not reach the head that it went for: the node does not have that block yet.
  bool is_behind() const { return !looked_at_; }

  // A look: begin_look(), then each range of next() is fetched and given to take(), until there is none.
  // Heads told meanwhile are for the next look.
  void begin_look();
  std::optional<Range> next() const;
  // The blocks of that range that the node has, rising. An Error ends the look: Code::protocol, the node has
  // no block of the height that it told, or the chain changed meanwhile.
  base::Result<Change> take(std::vector<Block> found);
  // Whatever ends a look before its end: all of it is to be looked at again.
  void abandon_look();

 private:
  enum class Step { none, verify, forward, back };

  base::Result<Change> connect();
  Change join();
  const Known* known_at(std::uint64_t number) const;
  const Known* known_below(std::uint64_t number) const;  // the newest one under that height

  const Limits limits_;
  std::deque<Known> known_;  // heights rising, each the parent of the next
  std::uint64_t head_ = 0;
  std::optional<std::uint64_t> looked_at_;  // the head that the last look reached

  // The look.
  Step step_ = Step::none;
  std::uint64_t target_ = 0;
  std::uint64_t next_ = 0, left_ = 0;  // heights to be fetched
  std::uint64_t skipped_ = 0;
  std::vector<Block> blocks_;  // fetched last, to be connected with what is known
  std::vector<Block> older_;   // before these, newest first
};

}  // namespace seiload::chain
