#pragma once
// The transactions that wait for a block, by sender and nonce. An account's first one is executable if its nonce is the
// account's, the ones after it if no nonce is missing; the rest is queued until the gap is closed. What is in the pool
// can be paid: the costs of an account's transactions together never exceed its balance. Not for several threads at
// once: see chain.h.

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "mockchain/state.h"
#include "mockchain/transaction.h"

namespace seiload::mockchain {

class Pool {
 public:
  Pool(std::size_t most, bool strict) : most_(most), strict_(strict) {}

  // Nothing if the transaction was taken, or the error message that geth gives. `account` is the sender's.
  std::optional<std::string> add(TransactionPtr tx, const Account& account, std::uint64_t base_fee);

  // Hands executable transactions over, the best paid a gas first, among equals the first come first (not strict: in
  // the order they came), as long as their gas limits fit into what is left of gas_limit; they are out of the pool
  // then. execute returns the gas used.
  void drain(const State& state, std::uint64_t base_fee, std::uint64_t gas_limit,
             const std::function<std::uint64_t(const TransactionPtr&)>& execute);

  TransactionPtr find(const base::Bytes32& hash) const;  // null if it is not here
  std::uint64_t next_nonce(const eth::Address& sender, const Account& account) const;  // behind the executable ones

  struct Counts {
    std::size_t pending = 0, queued = 0;

    friend bool operator==(const Counts&, const Counts&) = default;
  };
  Counts counts(const State& state) const;
  std::size_t size() const { return by_hash_.size(); }
  void clear();

 private:
  struct Waiting {
    TransactionPtr tx;
    std::uint64_t arrival = 0;
  };
  struct Sender {
    std::map<std::uint64_t, Waiting> by_nonce;
    base::Uint256 cost;  // of all of them
  };

  std::optional<std::string> check_funds(const Transaction& tx, const Account& account, const Sender* sender,
                                         const Transaction* replaced) const;
  void drain_in_order(std::uint64_t gas_limit, const std::function<std::uint64_t(const TransactionPtr&)>& execute);

  const std::size_t most_;
  const bool strict_;
  std::uint64_t arrivals_ = 0;
  std::unordered_map<base::Bytes32, TransactionPtr, base::HashOfBytes32> by_hash_;
  std::unordered_map<eth::Address, Sender> senders_;  // strict; none is empty
  std::deque<TransactionPtr> in_order_;               // not strict
};

}  // namespace seiload::mockchain
