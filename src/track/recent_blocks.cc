#include "track/recent_blocks.h"

#include <algorithm>

namespace seiload::track {

RecentBlock& RecentBlocks::add(const chain::Block& block) {
  RecentBlock& added = blocks_.emplace_back();
  added.number = block.number;
  added.hash = block.hash;
  added.arrived = block.arrived;
  added.id = first_block_ + static_cast<std::uint32_t>(blocks_.size() - 1);
  added.first = first_place_ + static_cast<std::uint32_t>(transactions_.size());
  added.count = static_cast<std::uint32_t>(block.transactions.size());
  std::uint32_t place = added.first;
  for (const base::Bytes32& hash : block.transactions) {
    transactions_.push_back({.tx = {hash, {}, {}}, .block = added.id});
    if (find(hash) == nullptr) index_.insert(hash, place);
    ++place;
  }
  return added;
}

void RecentBlocks::forget_oldest() {
  for (std::uint32_t i = blocks_.front().count; i > 0; --i) {
    index_.erase(transactions_.front().tx.hash, first_place_++);
    transactions_.pop_front();
  }
  blocks_.pop_front();
  ++first_block_;
}

void RecentBlocks::forget_newest() {
  std::uint32_t place = blocks_.back().first + blocks_.back().count;
  for (std::uint32_t i = blocks_.back().count; i > 0; --i) {
    index_.erase(transactions_.back().tx.hash, --place);
    transactions_.pop_back();
  }
  blocks_.pop_back();
}

RecentTransaction* RecentBlocks::find(const base::Bytes32& hash) {
  const auto at = [&](std::uint32_t place) -> RecentTransaction& {
    return transactions_[place - first_place_];
  };
  const auto place = index_.find(hash, [&](std::uint32_t one) { return at(one).tx.hash == hash; });
  return place ? &at(*place) : nullptr;
}

RecentBlock* RecentBlocks::find_block(std::uint64_t number, const base::Bytes32& hash) {
  const auto found =
      std::lower_bound(blocks_.begin(), blocks_.end(), number,
                       [](const RecentBlock& block, std::uint64_t wanted) { return block.number < wanted; });
  return found != blocks_.end() && found->number == number && found->hash == hash ? &*found : nullptr;
}

}  // namespace seiload::track
