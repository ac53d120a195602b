#pragma once
// What operation i is: a pure function of seed, profile and i (and of the time, where a scenario carries it),
// whatever the number of worker threads. workload/arrival_order.h says whose turn it is, the scenario what it
// does; with newAccountRate a fresh account takes the sender's or the receiver's place in that share of the
// draws. Thread rule: constant once built.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "profile/profile.h"
#include "workload/accounts.h"
#include "workload/arrival_order.h"
#include "workload/intent.h"
#include "workload/scenario.h"

namespace seiload::workload {

class Workload {
 public:
  // The sizes of the pools a profile asks for, in the order of their numbers; without scenarios, of the
  // shared one.
  static std::vector<std::uint64_t> pool_sizes(const profile::Profile& profile);

  // `accounts` has pools of those sizes and must outlive the workload.
  Workload(const profile::Profile& profile, std::uint64_t seed, const Accounts& accounts);

  struct Label {
    std::string scenario;   // "EVMTransfer", or "EVMTransfer_1" for the second of two
    std::string operation;  // "transfer"
  };
  std::span<const Label> labels() const { return labels_; }
  const ArrivalOrder& order() const { return order_; }

  bool has_fresh_sender(std::uint64_t arrival) const;
  // Overwrites all of the intent; the capacity of its data stays.
  void write(std::uint64_t arrival, std::uint64_t unix_seconds, Intent& intent) const;

 private:
  struct Instance {
    const Scenario* scenario;
    double new_account_rate;
    std::optional<profile::Picker> gas, fee_cap, tip_cap;
    std::optional<eth::TxType> type;
  };

  std::uint64_t seed_;
  const Accounts* accounts_;
  ArrivalOrder order_;
  std::vector<Instance> instances_;
  std::vector<Label> labels_;
};

}  // namespace seiload::workload
