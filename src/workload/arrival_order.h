#pragma once
// Whose turn operation i is: which scenario and which account, without any state.
//
// Each instance of a scenario is listed `weight` times (over the weights' greatest common divisor), and the
// list is shuffled once by the seed; operation i takes entry i mod length. An operation is its pool's turn k,
// counted from 0 in order, and account k mod n of the pool sends. So every account of a pool sends, in turn,
// and the operations of one account can be named without walking through the others': workers share a run
// without talking to each other. Thread rule: constant once built.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "workload/accounts.h"

namespace seiload::workload {

class ArrivalOrder {
 public:
  struct Instance {
    std::uint64_t weight;  // > 0
    std::uint32_t pool;
  };
  // Requires an instance or more (fewer than 65536), and every pool used by one.
  ArrivalOrder(std::uint64_t seed, std::span<const Instance> instances, std::span<const PoolRange> pools);

  std::size_t pools() const { return pools_.size(); }
  std::uint16_t instance_at(std::uint64_t arrival) const { return entry_at(arrival).instance; }
  std::size_t pool_at(std::uint64_t arrival) const { return entry_at(arrival).pool; }
  // Whose turn it is.
  struct Turn {
    std::size_t sender, receiver;  // in the table of all accounts; the receiver is the next of the pool
    std::uint64_t number;          // how many of the sender's turns came before this one
  };
  Turn turn_at(std::uint64_t arrival) const;
  std::size_t account_of(std::uint64_t arrival) const { return turn_at(arrival).sender; }
  // The n-th arrival (from 0) that is this account's turn: the inverse of account_of.
  std::uint64_t arrival_of(std::size_t pool, std::size_t account, std::uint64_t n) const;
  // How many of the arrivals before this one are the pool's turns.
  std::uint64_t turns_before(std::size_t pool, std::uint64_t arrival) const;
  // The first arrival of an instance.
  std::uint64_t first_of(std::uint16_t instance) const;
  // Which share of all arrivals is the pool's.
  double share_of(std::size_t pool) const;

 private:
  struct Entry {
    std::uint16_t instance;
    std::uint32_t pool;
    std::uint32_t turn;  // how many entries before this one have the same pool
  };
  struct Pool {
    PoolRange range;
    std::vector<std::uint32_t> entries;  // where its entries are in the list
  };

  const Entry& entry_at(std::uint64_t arrival) const { return list_[arrival % list_.size()]; }

  std::vector<Pool> pools_;
  std::vector<Entry> list_;
};

}  // namespace seiload::workload
