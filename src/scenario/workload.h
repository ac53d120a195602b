#pragma once
// What transaction i is: a pure function of seed, profile and i, whatever the number of worker threads.
//
// The order: each instance of a scenario stands `weight` times in a list, shuffled once by the seed; arrival i takes
// entry i mod length. An arrival is its pool's turn k, counted from 0 in order; the pool's account k mod n sends, the
// next one receives. So every account of a pool sends, in turn, and for each account the arrivals that are its own can
// be named without walking through the others': that is how workers share a run out without talking to each other.
// With newAccountRate a fresh account takes the sender's or the receiver's place in that share of the draws.
// Thread rule: constant once built.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/uint256.h"
#include "eth/address.h"
#include "profile/profile.h"
#include "scenario/accounts.h"
#include "scenario/native_transfer.h"

namespace seiload::scenario {

// Everything of a transaction but its nonce and its signature.
struct Intent {
  std::uint16_t instance = 0;
  bool fresh_sender = false;     // then `fresh_key` signs, with nonce 0, and not the account whose turn it is
  base::Bytes32 fresh_key{};
  eth::Address sender;
  eth::Address to;
  base::Uint256 value;
  std::uint64_t gas_limit = 0;
  std::uint64_t fee_cap = 0;  // wei; the gas price where the type has no tip
  std::uint64_t tip_cap = 0;  // wei, at most fee_cap
  profile::TxType type = profile::TxType::automatic;
};

class Workload {
 public:
  // The sizes of the pools a profile asks for, in the order of their numbers; without scenarios, of the shared one.
  static std::vector<std::uint64_t> pool_sizes(const profile::Profile& profile);

  // `accounts` has pools of those sizes and must outlive the workload.
  Workload(const profile::Profile& profile, std::uint64_t seed, const Accounts& accounts);

  struct Label {
    std::string scenario;   // "EVMTransfer", or "EVMTransfer_1" for the second of two
    std::string operation;  // "transfer"
  };
  std::span<const Label> labels() const { return labels_; }

  std::size_t pools() const { return pools_.size(); }
  std::size_t pool_at(std::uint64_t arrival) const { return list_[arrival % list_.size()].pool; }
  // The account whose turn arrival i is, in the table of all accounts.
  std::size_t account_of(std::uint64_t arrival) const;
  // The n-th arrival (from 0) that is this account's turn: the inverse of account_of.
  std::uint64_t arrival_of(std::size_t pool, std::size_t account, std::uint64_t n) const;
  std::uint16_t instance_at(std::uint64_t arrival) const { return list_[arrival % list_.size()].instance; }
  bool has_fresh_sender(std::uint64_t arrival) const;
  // Which share of all arrivals is the pool's: for sharing out a rate.
  double share_of(std::size_t pool) const;

  Intent intent(std::uint64_t arrival, std::uint64_t unix_seconds) const;

 private:
  struct Instance {
    const NativeTransfer* transfer;
    std::uint32_t pool;
    double new_account_rate;
    std::optional<profile::Picker> gas, fee_cap, tip_cap;
    profile::TxType type;
  };
  struct Entry {
    std::uint16_t instance;
    std::uint32_t pool;
    std::uint32_t turn;  // how many entries before this one have the same pool
  };
  struct Pool {
    PoolRange range;
    std::vector<std::uint32_t> entries;  // the places of its entries in the list
  };

  std::uint64_t turn_of(std::uint64_t arrival) const;

  std::uint64_t seed_;
  const Accounts* accounts_;
  std::vector<Instance> instances_;
  std::vector<Label> labels_;
  std::vector<Pool> pools_;
  std::vector<Entry> list_;
};

}  // namespace seiload::scenario
