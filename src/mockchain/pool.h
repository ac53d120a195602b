#pragma once
// The transactions that wait for a block, by sender and nonce. An account's first one is executable if its
// nonce is the account's, the ones after it if no nonce is missing; the rest is queued until the gap is
// closed. What is in the pool can be paid: the costs of an account's transactions together never exceed its
// balance. Not for several threads at once: see chain.h.
//
// Beyond Config::max_pool transactions are refused, or (Overflow::drop, as geth behaves when it is
// overloaded) accepted and dropped: an executable one where so many are executable, any other where
// kMaxQueuedOfAccount of its account or a quarter of max_pool are queued. What is dropped leaves a gap behind
// which the account's later ones are queued. Nobody is notified of a dropped transaction.

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "mockchain/config.h"
#include "mockchain/state.h"
#include "mockchain/transaction.h"
#include "sys/clock.h"

namespace seiload::mockchain {

inline constexpr std::size_t kMaxQueuedOfAccount = 64;  // with Overflow::drop; geth's AccountQueue

// When a transaction came: what Config::pool_ttl and pool_ttl_blocks count from.
struct Arrival {
  sys::TimePoint time{};
  std::uint64_t blocks = 0;  // made by then
};

class Pool {
 public:
  explicit Pool(const Config& config)
      : max_size_(config.max_pool),
        strict_(config.strict),
        overflow_(config.pool_overflow),
        ttl_(config.pool_ttl),
        ttl_blocks_(config.pool_ttl_blocks) {}

  // Nothing if the transaction was accepted, or the error message that geth gives. `account` is the sender's.
  // With `drop` it is accepted, if it would be, and never enters the pool.
  std::optional<std::string> add(TransactionPtr tx, const Account& account, std::uint64_t base_fee,
                                 const Arrival& arrival = {}, bool drop = false);

  // Hands executable transactions over, the best paid a gas first, among equals the first come first (not
  // strict: in the order they came), as long as their gas limits fit into what is left of the room; they
  // are out of the pool then. execute returns the gas used.
  struct Room {
    std::uint64_t gas_limit;
    std::uint64_t transactions = ~std::uint64_t{0};
  };
  void drain(const State& state, std::uint64_t base_fee, Room room,
             const std::function<std::uint64_t(const TransactionPtr&)>& execute);

  // Drops what has waited too long.
  void expire(const State& state, const Arrival& now);

  TransactionPtr find(const base::Bytes32& hash) const;  // null if it is not here
  std::uint64_t next_nonce(const eth::Address& sender,
                           const Account& account) const;  // behind the executable ones

  struct Counts {
    std::size_t pending = 0, queued = 0;

    friend bool operator==(const Counts&, const Counts&) = default;
  };
  Counts counts() const;
  std::size_t size() const { return by_hash_.size(); }
  void clear();

 private:
  struct Waiting {
    TransactionPtr tx;
    std::uint64_t order = 0;  // of arrival
    Arrival arrival;
  };
  struct Sender {
    std::map<std::uint64_t, Waiting> by_nonce;
    base::Uint256 cost;          // of all of them
    std::size_t executable = 0;  // from the account's nonce on, without a gap
  };
  struct Key {
    eth::Address sender;
    std::uint64_t nonce = 0;
  };

  std::optional<std::string> check_funds(const Transaction& tx, const Account& account, const Sender* sender,
                                         const Transaction* replaced) const;
  void drain_in_order(Room room,
                      const std::function<std::uint64_t(const TransactionPtr&)>& execute);
  bool has_room(const Sender& sender, bool executable) const;  // with Overflow::drop
  bool is_expired(const Arrival& arrival, const Arrival& now) const;
  bool has_ttl() const { return ttl_.count() != 0 || ttl_blocks_ != 0; }

  const std::size_t max_size_;
  const bool strict_;
  const Config::Overflow overflow_;
  const base::Duration ttl_;
  const std::uint64_t ttl_blocks_;
  std::uint64_t arrivals_ = 0;
  std::size_t executable_ = 0;  // of all senders
  std::unordered_map<base::Bytes32, TransactionPtr, base::HashOfBytes32> by_hash_;
  std::unordered_map<eth::Address, Sender> senders_;  // strict; none is empty
  std::map<std::uint64_t, Key> by_order_;  // strict, of what is in senders_, where there is a time to live
  std::deque<Waiting> in_order_;           // not strict
};

}  // namespace seiload::mockchain
