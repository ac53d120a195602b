#pragma once
// The chain: accounts, pool and the latest blocks under one lock. It knows no clock: who owns it says when a
// block is due. Thread rule: every member may be called from any thread.
//
// Memory stays bounded by what is kept: the newest kKeptBlocks blocks, fewer (but kMinBlocks) where they
// hold more than kKeptTransactions transactions. What is older reads as if it had never been: null. Accounts
// stay (see state.h).

#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "mockchain/block.h"
#include "mockchain/capacity.h"
#include "mockchain/config.h"
#include "mockchain/pool.h"
#include "mockchain/state.h"

namespace seiload::mockchain {

inline constexpr std::size_t kKeptBlocks = 256;
inline constexpr std::size_t kMinBlocks = 8;
inline constexpr std::size_t kKeptTransactions = 100'000;

class Chain {
 public:
  // Starts with block 0, empty, of that time (seconds since 1970).
  Chain(const Config& config, std::uint64_t timestamp);

  // Nothing if it was accepted, or the message of the error. `now` is what the pool's time to live counts
  // from; with `drop` the transaction is accepted and forgotten.
  std::optional<std::string> submit(const TransactionPtr& tx, sys::TimePoint now = {}, bool drop = false);

  // A transaction came that has to be looked at: how much later its answer is due, by Config::capacity.
  base::Duration take_turn(sys::TimePoint now);

  // The next block, from what is in the pool; its height is `skipped` more than the next one. What has been
  // in the pool for too long at `now`, and is not in the block, is dropped.
  BlockPtr make_block(std::uint64_t timestamp, std::uint64_t skipped = 0, sys::TimePoint now = {});
  void drop_mempool();

  const Config& config() const { return config_; }
  BlockPtr latest() const;
  BlockPtr oldest() const;
  BlockPtr block(std::uint64_t number) const;  // null: not there, or not any more
  BlockPtr block(const base::Bytes32& hash) const;
  std::vector<BlockPtr> blocks_after(std::uint64_t number) const;  // those that are kept, in order
  std::uint64_t next_base_fee() const;                             // of the block that comes next

  struct Place {
    BlockPtr block;
    std::size_t index = 0;
  };
  std::optional<Place> find_included(const base::Bytes32& transaction) const;
  TransactionPtr find_waiting(const base::Bytes32& transaction) const;

  Account account(const eth::Address& address) const;  // as of the latest block
  std::uint64_t pending_nonce(const eth::Address& address) const;
  Pool::Counts pool_counts() const;

 private:
  // Around a change of the state. One that ends by an exception (want of memory) leaves the state in pieces:
  // from then on every change throws. Requires the lock.
  class Change {
   public:
    explicit Change(Chain& chain);
    ~Change() { chain_.is_broken_ |= std::uncaught_exceptions() > exceptions_; }
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;

   private:
    Chain& chain_;
    const int exceptions_ = std::uncaught_exceptions();
  };

  struct Index {
    std::uint64_t number = 0;
    std::uint32_t index = 0;
  };

  std::deque<BlockPtr>::const_iterator not_before_locked(std::uint64_t number) const;
  BlockPtr block_locked(std::uint64_t number) const;
  void keep_locked(BlockPtr block);

  const Config config_;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  bool is_broken_ = false;
  State state_;
  Pool pool_;
  Capacity capacity_;
  std::deque<BlockPtr> blocks_;  // by number; never empty
  std::size_t kept_transactions_ = 0;
  std::uint64_t blocks_made_ = 0;                                                  // heights may be skipped
  std::unordered_map<base::Bytes32, std::uint64_t, base::HashOfBytes32> numbers_;  // of the kept blocks
  std::unordered_map<base::Bytes32, Index, base::HashOfBytes32> included_;  // transactions of the kept blocks
};

}  // namespace seiload::mockchain
