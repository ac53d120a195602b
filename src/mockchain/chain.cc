#include "mockchain/chain.h"

#include <algorithm>
#include <stdexcept>

namespace seiload::mockchain {

Chain::Chain(const Config& config, std::uint64_t timestamp)
    : config_(config), state_(config.balance), pool_(config), capacity_(config.capacity) {
  auto block = std::make_shared<Block>();
  block->timestamp = timestamp;
  block->gas_limit = config.gas_limit;
  block->base_fee = kInitialBaseFee;
  seal(*block);
  keep_locked(std::move(block));
}

Chain::Change::Change(Chain& chain) : chain_(chain) {
  if (chain.is_broken_) throw std::runtime_error("the chain's state was lost by an earlier failure");
}

std::optional<std::string> Chain::submit(const TransactionPtr& tx, sys::TimePoint now, bool drop) {
  if (config_.strict)
    if (auto fault = validate(*tx, config_)) return fault;
  const std::lock_guard lock(mutex_);
  const Change change(*this);
  if (included_.contains(tx->hash()) && !config_.strict) return "already known";
  return pool_.add(tx, state_.find(tx->sender()), mockchain::next_base_fee(*blocks_.back()),
                   {now, blocks_made_}, drop);
}

base::Duration Chain::take_turn(sys::TimePoint now) {
  const std::lock_guard lock(mutex_);
  return capacity_.take(now);
}

BlockPtr Chain::make_block(std::uint64_t timestamp, std::uint64_t skipped, sys::TimePoint now) {
  const std::lock_guard lock(mutex_);
  const Change change(*this);
  const Block& parent = *blocks_.back();
  auto block = std::make_shared<Block>();
  block->number = parent.number + 1 + skipped;
  block->parent = parent.hash;
  block->timestamp = std::max(timestamp, parent.timestamp);
  block->gas_limit = config_.gas_limit;
  block->base_fee = mockchain::next_base_fee(parent);
  const std::uint64_t room = capacity_.room_of_block(now);
  pool_.drain(state_, block->base_fee, {block->gas_limit, room}, [&](const TransactionPtr& tx) {
    const bool fails = config_.reverts != nullptr && config_.reverts(*tx);
    block->executions.push_back(state_.execute(*tx, block->base_fee, fails));
    block->transactions.push_back(tx);
    block->gas_used += block->executions.back().gas_used;
    return block->executions.back().gas_used;
  });
  pool_.expire(state_, {now, ++blocks_made_});
  seal(*block);
  keep_locked(block);
  return block;
}

void Chain::keep_locked(BlockPtr block) {
  numbers_[block->hash] = block->number;
  for (std::size_t i = 0; i < block->transactions.size(); ++i)
    included_[block->transactions[i]->hash()] = {block->number, static_cast<std::uint32_t>(i)};
  kept_transactions_ += block->transactions.size();
  blocks_.push_back(std::move(block));
  while (blocks_.size() > kKeptBlocks ||
         (blocks_.size() > kMinBlocks && kept_transactions_ > kKeptTransactions)) {
    const Block& old = *blocks_.front();
    numbers_.erase(old.hash);
    for (const TransactionPtr& tx : old.transactions) {
      const auto found = included_.find(tx->hash());  // not strict: the same one may be in a later block, too
      if (found != included_.end() && found->second.number == old.number) included_.erase(found);
    }
    kept_transactions_ -= old.transactions.size();
    blocks_.pop_front();
  }
}

void Chain::drop_mempool() {
  const std::lock_guard lock(mutex_);
  const Change change(*this);
  pool_.clear();
}

BlockPtr Chain::latest() const {
  const std::lock_guard lock(mutex_);
  return blocks_.back();
}

BlockPtr Chain::oldest() const {
  const std::lock_guard lock(mutex_);
  return blocks_.front();
}

std::deque<BlockPtr>::const_iterator Chain::not_before_locked(std::uint64_t number) const {
  return std::lower_bound(blocks_.begin(), blocks_.end(), number,
                          [](const BlockPtr& block, std::uint64_t wanted) { return block->number < wanted; });
}

BlockPtr Chain::block_locked(std::uint64_t number) const {
  const auto found = not_before_locked(number);
  return found == blocks_.end() || (*found)->number != number ? nullptr : *found;
}

BlockPtr Chain::block(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  return block_locked(number);
}

BlockPtr Chain::block(const base::Bytes32& hash) const {
  const std::lock_guard lock(mutex_);
  const auto found = numbers_.find(hash);
  return found == numbers_.end() ? nullptr : block_locked(found->second);
}

std::vector<BlockPtr> Chain::blocks_after(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  return {not_before_locked(number + 1), blocks_.end()};
}

std::uint64_t Chain::next_base_fee() const { return mockchain::next_base_fee(*latest()); }

std::optional<Chain::Place> Chain::find_included(const base::Bytes32& transaction) const {
  const std::lock_guard lock(mutex_);
  const auto found = included_.find(transaction);
  if (found == included_.end()) return std::nullopt;
  return Place{block_locked(found->second.number), found->second.index};
}

TransactionPtr Chain::find_waiting(const base::Bytes32& transaction) const {
  const std::lock_guard lock(mutex_);
  return pool_.find(transaction);
}

Account Chain::account(const eth::Address& address) const {
  const std::lock_guard lock(mutex_);
  return state_.find(address);
}

std::uint64_t Chain::pending_nonce(const eth::Address& address) const {
  const std::lock_guard lock(mutex_);
  return pool_.next_nonce(address, state_.find(address));
}

Pool::Counts Chain::pool_counts() const {
  const std::lock_guard lock(mutex_);
  return pool_.counts();
}

}  // namespace seiload::mockchain
