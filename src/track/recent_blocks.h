#pragma once
// The newest blocks that the feed handed on, and their transactions, found by hash: for what is told of a
// transaction after its block was seen. One entry a transaction, of ours or not, in the order of the chain; a
// hash that stands there twice counts where it stood first. The memory of what is forgotten serves for what
// comes. Thread rule: one thread at a time.

#include <deque>
#include <memory_resource>

#include "chain/accepted.h"
#include "chain/block.h"
#include "track/hash_index.h"

namespace seiload::track {

enum class ReceiptStatus : std::uint8_t { unknown, succeeded, reverted };

struct RecentTransaction {
  chain::Accepted tx;  // of what is not ours the hash alone
  std::uint32_t block = 0;
  ReceiptStatus fate = ReceiptStatus::unknown;
  bool is_ours = false;
  bool is_unanswered = false;  // ours too, and it was never answered whether a node took it
  static constexpr std::uint64_t kNoGas = ~std::uint64_t{0};
  std::uint64_t gas_used = kNoGas;  // once its receipt was read, where that says it
};
static_assert(sizeof(RecentTransaction) == 80);

// Why receipts of a block will not be read any more.
enum class Unread : std::uint8_t { no, sampled, failed };

struct RecentBlock {
  std::uint64_t number = 0;
  base::Bytes32 hash{};
  sys::TimePoint arrived;
  std::uint32_t id = 0;                // what its transactions call it
  std::uint32_t first = 0, count = 0;  // places of its transactions
  std::size_t ours = 0;                // of these, told by the load
  bool has_receipts = false;           // all of them
  bool was_read = false;               // all receipts that were wanted at that time
  std::size_t wanted = 0;              // of ours, receipts to be read
  std::size_t reverted = 0;            // of ours
  std::size_t given_up = 0;            // of ours, receipts that will not be read, for the reason below
  Unread unread = Unread::no;
  int attempts = 0;
  sys::TimePoint retry_at;  // not before
};

class RecentBlocks {
 public:
  struct Transactions {
    std::pmr::deque<RecentTransaction>::iterator first, behind_last;
    auto begin() const { return first; }
    auto end() const { return behind_last; }
  };

  // It outlives this.
  explicit RecentBlocks(std::pmr::memory_resource* memory) : blocks_(memory), transactions_(memory) {}

  RecentBlock& add(const chain::Block& block);
  void forget_oldest();
  void forget_newest();

  // Of all blocks that are kept; null if none has it. Good until a block is added or forgotten, like
  // references to blocks.
  RecentTransaction* find(const base::Bytes32& hash);
  RecentBlock* find_block(std::uint64_t number, const base::Bytes32& hash);  // null: it is not kept
  RecentBlock& block_of(const RecentTransaction& transaction) {
    return blocks_[transaction.block - first_block_];
  }
  Transactions transactions_of(const RecentBlock& block) {
    const auto first = transactions_.begin() + static_cast<std::ptrdiff_t>(block.first - first_place_);
    return {first, first + static_cast<std::ptrdiff_t>(block.count)};
  }

  std::pmr::deque<RecentBlock>& blocks() { return blocks_; }
  std::size_t transactions() const { return transactions_.size(); }

 private:
  std::pmr::deque<RecentBlock> blocks_;
  std::pmr::deque<RecentTransaction> transactions_;
  std::uint32_t first_block_ = 0, first_place_ = 0;  // of those kept; ids and places wrap around
  HashIndex index_;
};

}  // namespace seiload::track
