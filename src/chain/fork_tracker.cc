#include "chain/fork_tracker.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace seiload::chain {

void ForkTracker::start_at(const Known& newest) {
  known_.assign(1, newest);
  head_ = newest.number;
  looked_at_ = head_;
  step_ = Step::none;
}

void ForkTracker::on_head(std::uint64_t number, const std::optional<base::Bytes32>& hash) {
  if (const Known* known = known_at(number); known != nullptr && hash && known->hash != *hash)
    looked_at_.reset();
  head_ = number;
}

void ForkTracker::begin_look() {
  CHECK(!known_.empty());
  const std::uint64_t tip = known_.back().number;
  looked_at_.reset();
  target_ = head_;
  next_ = target_ > tip ? tip + 1 : target_;
  left_ = target_ - next_ + 1;
  skipped_ = 0;
  blocks_.clear();
  older_.clear();
  // So far ahead a height is believed only where there is its block.
  step_ = target_ > tip && left_ > limits_.most_fetched ? Step::verify : Step::forward;
}

void ForkTracker::abandon_look() {
  looked_at_.reset();
  step_ = Step::none;
}

std::optional<ForkTracker::Range> ForkTracker::next() const {
  switch (step_) {
    case Step::verify:
      return Range{target_, 1};
    case Step::back:
      return Range{(older_.empty() ? blocks_.front() : older_.back()).number - 1, 1};
    case Step::forward:
      if (left_ > 0) return Range{next_, std::min(limits_.at_once, left_)};
      break;
    case Step::none:
      break;
  }
  return std::nullopt;
}

base::Result<ForkTracker::Change> ForkTracker::take(std::vector<Block> found) {
  const auto range = next();
  CHECK(range);
  if (step_ == Step::verify) {
    if (found.empty()) {
      abandon_look();
      return base::Error{base::Code::protocol,
                         base::cat("eth_blockNumber: the node has no block of its height ", target_)};
    }
    skipped_ = left_ - limits_.most_fetched;
    next_ += skipped_;
    left_ = limits_.most_fetched;
    step_ = Step::forward;
    return Change{};
  }
  if (step_ == Step::back) {
    const Block& lowest = older_.empty() ? blocks_.front() : older_.back();
    if (found.empty() && known_below(lowest.number)->number + 1 < lowest.number) {
      abandon_look();  // the node does not have that yet
      return Change{};
    }
    if (found.empty() || found.front().hash != lowest.parent) {
      abandon_look();
      return base::Error{base::Code::protocol, "the chain changed while it was read"};
    }
    older_.push_back(std::move(found.front()));
    return connect();
  }
  next_ += range->count;
  left_ -= range->count;
  for (Block& block : found) {
    // The chain changed between two answers, or the node lacks a block that there is: what follows is looked
    // at again the next time.
    if (!blocks_.empty() && block.parent != blocks_.back().hash) {
      left_ = 0;
      break;
    }
    blocks_.push_back(std::move(block));
  }
  if (blocks_.empty()) return Change{};
  if (skipped_ > 0) known_.clear();
  return connect();
}

// Goes back until the lowest block's parent is a known one, or older than any.
base::Result<ForkTracker::Change> ForkTracker::connect() {
  const Block& lowest = older_.empty() ? blocks_.front() : older_.back();
  const Known* below = known_below(lowest.number);
  if (below == nullptr || below->hash == lowest.parent) return join();
  step_ = Step::back;
  return Change{};
}

ForkTracker::Change ForkTracker::join() {
  Change change;
  std::vector<Block> blocks(std::make_move_iterator(older_.rbegin()), std::make_move_iterator(older_.rend()));
  blocks.insert(blocks.end(), std::make_move_iterator(blocks_.begin()),
                std::make_move_iterator(blocks_.end()));
  older_.clear();
  blocks_.clear();
  step_ = Step::forward;
  change.skipped = std::exchange(skipped_, 0);
  if (blocks.back().number == target_) looked_at_ = target_;
  // A node that lags behind, or is asked again, tells of blocks that are known.
  const auto is_known = [this](const Block& block) {
    const Known* known = known_at(block.number);
    return known != nullptr && known->hash == block.hash;
  };
  blocks.erase(blocks.begin(), std::find_if_not(blocks.begin(), blocks.end(), is_known));
  if (blocks.empty()) return change;
  while (!known_.empty() && known_.back().number >= blocks.front().number) {
    change.orphans.push_back(known_.back());
    known_.pop_back();
  }
  if (!change.orphans.empty()) {
    const std::uint64_t tip = change.orphans.front().number;
    change.replacing = static_cast<std::size_t>(std::count_if(
        blocks.begin(), blocks.end(), [tip](const Block& block) { return block.number <= tip; }));
  }
  for (const Block& block : blocks) {
    if (!known_.empty()) change.left_out += block.number - known_.back().number - 1;
    known_.push_back({block.number, block.hash});
    if (known_.size() > limits_.known) known_.pop_front();
  }
  change.blocks = std::move(blocks);
  return change;
}

const ForkTracker::Known* ForkTracker::known_below(std::uint64_t number) const {
  const auto found =
      std::lower_bound(known_.begin(), known_.end(), number,
                       [](const Known& known, std::uint64_t wanted) { return known.number < wanted; });
  return found == known_.begin() ? nullptr : &*std::prev(found);
}

const ForkTracker::Known* ForkTracker::known_at(std::uint64_t number) const {
  const auto found =
      std::lower_bound(known_.begin(), known_.end(), number,
                       [](const Known& known, std::uint64_t wanted) { return known.number < wanted; });
  return found != known_.end() && found->number == number ? &*found : nullptr;
}

}  // namespace seiload::chain
