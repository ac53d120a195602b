#include "chain/fork_tracker.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "base/text.h"
#include "support/made_block.h"

namespace seiload::test {
namespace {

using base::cat;

constexpr std::uint64_t kTop = ~std::uint64_t{0}, kHalf = std::uint64_t{1} << 63;

// What a node has: one block a height, each the parent of the next one that there is.
class MadeChain {
 public:
  // Blocks first to last of this kind in place of all from `first` on.
  void set(std::uint64_t first, std::uint64_t last, std::uint8_t kind = 1) {
    blocks_.erase(blocks_.lower_bound(first), blocks_.end());
    for (std::uint64_t number = first;; ++number) {
      chain::Block block = made_block(number, {}, kind);
      if (!blocks_.empty()) block.parent = blocks_.rbegin()->second.hash;
      blocks_[number] = block;
      if (number == last) return;
    }
  }
  void leave_out(std::uint64_t number) {
    const auto next = blocks_.upper_bound(number);
    if (next != blocks_.end()) next->second.parent = blocks_.at(number).parent;
    blocks_.erase(number);
  }
  void hide(std::uint64_t number) { blocks_.erase(number); }
  const chain::Block& at(std::uint64_t number) const { return blocks_.at(number); }
  std::uint64_t newest() const { return blocks_.rbegin()->first; }

  std::vector<chain::Block> get(chain::ForkTracker::Range range) const {
    std::vector<chain::Block> found;
    for (auto it = blocks_.lower_bound(range.first);
         it != blocks_.end() && it->first - range.first < range.count; ++it)
      found.push_back(it->second);
    return found;
  }

 private:
  std::map<std::uint64_t, chain::Block> blocks_;
};

std::string show(std::uint64_t number, const base::Bytes32& hash) {
  return hash[31] == 1 ? cat(' ', number) : cat(' ', number, static_cast<char>('a' + hash[31] - 2));
}

// Blocks of kind 1 are shown as their numbers, of kind 2 as "7a".
std::string show(const chain::ForkTracker::Change& change) {
  std::string out;
  if (change.skipped > 0) out += cat(" skipped ", change.skipped);
  for (const auto& orphan : change.orphans) out += cat(" -", show(orphan.number, orphan.hash).substr(1));
  for (std::size_t i = 0; i < change.blocks.size(); ++i)
    out += cat(i == change.replacing ? " |" : "", show(change.blocks[i].number, change.blocks[i].hash));
  if (change.left_out > 0) out += cat(" left out ", change.left_out);
  return out;
}

// "get 8+3: 8 9 10"; orphans have a minus, replacing blocks stand before the bar.
std::string look(chain::ForkTracker& tracker, const MadeChain& chain) {
  std::string out;
  tracker.begin_look();
  while (const auto range = tracker.next()) {
    if (!out.empty()) out += "; ";
    out += cat("get ", range->first);
    if (range->count > 1) out += cat('+', range->count);
    auto change = tracker.take(chain.get(*range));
    if (!change) return out + "! " + change.error().message;
    const std::string text = show(*change);
    if (!text.empty()) out += ":" + text;
  }
  return out;
}

chain::ForkTracker::Known known(std::uint64_t number, std::uint8_t kind = 1) {
  return {number, hash(number, kind)};
}

TEST(ForkTracker, ReadsWhatFollowsTheKnownBlock) {
  MadeChain node;
  node.set(1, 20);
  chain::ForkTracker tracker({.at_once = 4});
  tracker.start_at(known(7));
  EXPECT_TRUE(tracker.is_done());
  EXPECT_FALSE(tracker.next());
  tracker.on_head(10);
  EXPECT_FALSE(tracker.is_done());
  EXPECT_EQ(look(tracker, node), "get 8+3: | 8 9 10");
  EXPECT_TRUE(tracker.is_done());
  EXPECT_EQ(tracker.tip().number, 10U);
  tracker.on_head(20);
  EXPECT_EQ(look(tracker, node), "get 11+4: | 11 12 13 14; get 15+4: | 15 16 17 18; get 19+2: | 19 20");
  EXPECT_TRUE(tracker.is_done());
}

TEST(ForkTracker, AHeadThatComesTwiceIsNoNews) {
  MadeChain node;
  node.set(1, 9);
  chain::ForkTracker tracker({});
  tracker.start_at(known(8));
  tracker.on_head(8);
  EXPECT_TRUE(tracker.is_done());
  tracker.on_head(9, hash(9, 1));
  EXPECT_EQ(look(tracker, node), "get 9: | 9");
  tracker.on_head(9);
  tracker.on_head(9, hash(9, 1));
  EXPECT_TRUE(tracker.is_done());
  EXPECT_EQ(look(tracker, node), "get 9");  // asked for nevertheless, it is known
}

TEST(ForkTracker, TheSameHeightWithAnotherHashIsLookedAtAgain) {
  MadeChain node;
  node.set(1, 9);
  chain::ForkTracker tracker({});
  tracker.start_at(known(8));
  tracker.on_head(9);
  look(tracker, node);
  node.set(9, 9, 2);
  tracker.on_head(9, hash(9, 2));
  EXPECT_FALSE(tracker.is_done());
  EXPECT_EQ(look(tracker, node), "get 9: -9 9a");
  EXPECT_TRUE(tracker.is_done());
}

TEST(ForkTracker, ReorganisationsOfEveryDepth) {
  constexpr std::uint64_t kFirst = 100, kDeepest = 40;
  for (std::uint64_t depth = 1; depth <= kDeepest; ++depth) {
    SCOPED_TRACE(depth);
    MadeChain node;
    node.set(1, kFirst + kDeepest);
    chain::ForkTracker tracker({});
    tracker.start_at(known(kFirst));
    tracker.on_head(kFirst + kDeepest);
    look(tracker, node);
    const std::uint64_t tip = kFirst + kDeepest;
    node.set(tip - depth + 1, tip + 1, 2);
    tracker.on_head(tip + 1);
    std::string want = cat("get ", tip + 1), orphans, blocks;
    for (std::uint64_t i = 0; i < depth; ++i) {
      want += cat("; get ", tip - i);
      orphans += cat(" -", tip - i);
      blocks = cat(' ', tip - i, 'a', blocks);
    }
    EXPECT_EQ(look(tracker, node), cat(want, ':', orphans, blocks, " | ", tip + 1, 'a'));
    EXPECT_TRUE(tracker.is_done());
  }
}

TEST(ForkTracker, AReorganisationDeeperThanIsRememberedEndsAtTheOldestKnownBlock) {
  MadeChain node;
  node.set(1, 20);
  chain::ForkTracker tracker({.known = 3});
  tracker.start_at(known(10));
  tracker.on_head(20);
  look(tracker, node);
  node.set(5, 21, 2);
  tracker.on_head(21);
  EXPECT_EQ(look(tracker, node), "get 21; get 20; get 19; get 18: -20 -19 -18 18a 19a 20a | 21a");
}

TEST(ForkTracker, ALowerHeadIsAReorganisationOnlyWithAnotherBlock) {
  MadeChain node;
  node.set(1, 12);
  chain::ForkTracker tracker({});
  tracker.start_at(known(8));
  tracker.on_head(12);
  look(tracker, node);
  tracker.on_head(10);  // of a node that is behind
  EXPECT_FALSE(tracker.is_done());
  EXPECT_EQ(look(tracker, node), "get 10");
  EXPECT_TRUE(tracker.is_done());
  EXPECT_EQ(tracker.tip().number, 12U);
  node.set(10, 10, 2);
  tracker.on_head(10, hash(10, 2));
  EXPECT_EQ(look(tracker, node), "get 10: -12 -11 -10 10a");
  EXPECT_EQ(tracker.tip().number, 10U);
}

TEST(ForkTracker, HeightsWithoutABlockArePassedOver) {
  MadeChain node;
  node.set(1, 14);
  node.leave_out(10);
  node.leave_out(11);
  chain::ForkTracker tracker({.at_once = 3});
  tracker.start_at(known(9));
  tracker.on_head(14);
  EXPECT_EQ(look(tracker, node), "get 10+3: | 12 left out 2; get 13+2: | 13 14");
  EXPECT_TRUE(tracker.is_done());
  tracker.on_head(17);
  node.set(15, 17);
  node.leave_out(16);
  EXPECT_EQ(look(tracker, node), "get 15+3: | 15 17 left out 1");
  EXPECT_TRUE(tracker.is_done());
}

TEST(ForkTracker, ABlockThatTheNodeLacksForNowIsReadLater) {
  MadeChain node;
  node.set(1, 13);
  MadeChain behind = node;
  behind.hide(11);
  chain::ForkTracker tracker({});
  tracker.start_at(known(9));
  tracker.on_head(13);
  EXPECT_EQ(look(tracker, behind), "get 10+4: | 10");  // 12 is not the child of 10
  EXPECT_TRUE(tracker.is_behind());
  behind.hide(10);
  EXPECT_EQ(look(tracker, behind), "get 11+3; get 11");  // known above, and not there
  EXPECT_TRUE(tracker.is_behind());
  EXPECT_EQ(look(tracker, node), "get 11+3: | 11 12 13");
  tracker.on_head(14);
  EXPECT_EQ(look(tracker, node), "get 14");
  EXPECT_TRUE(tracker.is_behind());
  EXPECT_FALSE(tracker.is_done());
}

TEST(ForkTracker, AChainThatChangesWhileItIsRead) {
  MadeChain old, changed;
  old.set(1, 20);
  changed = old;
  changed.set(12, 20, 2);
  chain::ForkTracker tracker({});
  tracker.start_at(known(9));
  tracker.on_head(13);
  tracker.begin_look();
  ASSERT_EQ(tracker.next()->count, 4U);
  std::vector<chain::Block> mixed = {old.at(10), old.at(11), changed.at(13)};
  EXPECT_EQ(show(*tracker.take(mixed)), " | 10 11");
  EXPECT_FALSE(tracker.next());
  EXPECT_TRUE(tracker.is_behind());
  EXPECT_EQ(look(tracker, old), "get 12+2: | 12 13");
  // Going back it meets another chain than it came from.
  tracker.on_head(14);
  tracker.begin_look();
  EXPECT_EQ(show(*tracker.take({changed.at(14)})), "");
  EXPECT_EQ(tracker.next()->first, 13U);
  const auto broken = tracker.take({old.at(13)});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, base::Code::protocol);
  EXPECT_EQ(broken.error().message, "the chain changed while it was read");
  EXPECT_FALSE(tracker.next());
  EXPECT_EQ(look(tracker, changed), "get 14; get 13; get 12: -13 -12 12a 13a | 14a");
}

TEST(ForkTracker, ALookThatWasAbandonedBeginsAgain) {
  MadeChain node;
  node.set(1, 20);
  chain::ForkTracker tracker({.at_once = 4});
  tracker.start_at(known(9));
  tracker.on_head(16);
  tracker.begin_look();
  EXPECT_EQ(show(*tracker.take(node.get(*tracker.next()))), " | 10 11 12 13");
  tracker.abandon_look();
  EXPECT_FALSE(tracker.next());
  EXPECT_TRUE(tracker.is_behind());
  EXPECT_EQ(look(tracker, node), "get 14+3: | 14 15 16");
}

TEST(ForkTracker, TooManyHeightsAreSkippedWhereTheHeadIsThere) {
  MadeChain node;
  node.set(1, 99);
  chain::ForkTracker tracker({.most_fetched = 5, .at_once = 3});
  tracker.start_at(known(9));
  tracker.on_head(100);
  EXPECT_EQ(look(tracker, node), "get 100! eth_blockNumber: the node has no block of its height 100");
  EXPECT_TRUE(tracker.is_behind());
  node.set(100, 100);
  EXPECT_EQ(look(tracker, node), "get 100; get 96+3: skipped 86 | 96 97 98; get 99+2: | 99 100");
  EXPECT_TRUE(tracker.is_done());
  tracker.on_head(105);
  node.set(101, 105);
  EXPECT_EQ(look(tracker, node), "get 101+3: | 101 102 103; get 104+2: | 104 105");
}

TEST(ForkTracker, HeightsUpToTheGreatest) {
  for (const std::uint64_t top : {kHalf, kTop}) {
    SCOPED_TRACE(top);
    MadeChain node;
    node.set(top - 9, top);
    chain::ForkTracker tracker({.most_fetched = 4, .at_once = 2});
    tracker.start_at(known(top - 3));
    tracker.on_head(top);
    EXPECT_EQ(look(tracker, node),
              cat("get ", top - 2, "+2: | ", top - 2, ' ', top - 1, "; get ", top, ": | ", top));
    EXPECT_TRUE(tracker.is_done());
    tracker.on_head(top);
    EXPECT_TRUE(tracker.is_done());
    node.set(top - 1, top, 2);
    tracker.on_head(top, hash(top, 2));
    EXPECT_EQ(look(tracker, node),
              cat("get ", top, "; get ", top - 1, ": -", top, " -", top - 1, ' ', top - 1, "a ", top, 'a'));
    // From the genesis to there, and back.
    tracker.start_at(known(0));
    tracker.on_head(top);
    EXPECT_EQ(look(tracker, node),
              cat("get ", top, "; get ", top - 3, "+2: skipped ", top - 4, " | ", top - 3, ' ', top - 2,
                  "; get ", top - 1, "+2: | ", top - 1, "a ", top, 'a'));
    MadeChain young;
    young.set(0, 1, 3);
    tracker.on_head(1);
    EXPECT_EQ(look(tracker, young),
              cat("get 1: -", top, "a -", top - 1, "a -", top - 2, " -", top - 3, " 1b"));
  }
}

// Whatever a node does, what was handed on less what was taken back is its chain.
TEST(ForkTracker, FollowsAnyChain) {
  std::mt19937_64 random(7);
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  for (int run = 0; run < 200; ++run) {
    MadeChain node;
    node.set(1, 50);
    chain::ForkTracker tracker({.known = 30, .at_once = 1 + below(5)});
    tracker.start_at(known(50));
    std::vector<base::Bytes32> mine = {hash(50, 1)};
    std::uint8_t kind = 1;
    for (int turn = 0; turn < 30; ++turn) {
      const std::uint64_t depth = below(4) == 0 ? below(std::min<std::uint64_t>(mine.size(), 12)) : 0;
      if (depth > 0) ++kind;
      const std::uint64_t first = node.newest() + 1 - depth;
      node.set(first, first + depth + below(6), kind);
      tracker.on_head(node.newest());
      tracker.begin_look();
      while (const auto range = tracker.next()) {
        const auto change = tracker.take(node.get(*range));
        ASSERT_TRUE(change);
        for (const auto& orphan : change->orphans) {
          ASSERT_EQ(orphan.hash, mine.back());
          mine.pop_back();
        }
        for (const chain::Block& block : change->blocks) mine.push_back(block.hash);
      }
      ASSERT_TRUE(tracker.is_done());
      ASSERT_EQ(mine.back(), node.at(node.newest()).hash);
      for (std::size_t i = 0; i < mine.size(); ++i)
        ASSERT_EQ(mine[mine.size() - 1 - i], node.at(node.newest() - i).hash);
    }
  }
}

}  // namespace
}  // namespace seiload::test
