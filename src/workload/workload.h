#pragma once
// What operation i is: a pure function of seed, profile and i (and of the time, where a scenario carries it),
// whatever the number of worker threads. workload/arrival_order.h says whose turn it is, the scenario what it
// does; with newAccountRate a fresh account takes the sender's or the receiver's place in that share of the
// draws. Thread rule: constant once built.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "profile/profile.h"
#include "workload/accounts.h"
#include "workload/arrival_order.h"
#include "workload/call_environment.h"
#include "workload/intent.h"
#include "workload/scenario.h"

namespace seiload::workload {

class Workload {
 public:
  // One for each operation of each scenario of the profile, in its order.
  struct Label {
    std::string scenario;   // "EVMTransfer", or "EVMTransfer_1" for the second of two
    std::string operation;  // "transfer"
  };

  // The sizes of the pools a profile asks for, in the order of their numbers; without scenarios, of the
  // shared one.
  static std::vector<std::uint64_t> pool_sizes(const profile::Profile& profile);

  // `accounts` has pools of those sizes and must outlive the workload. The profile's calls were checked
  // (workload/call_check.h), and what they need of the environment is there.
  Workload(const profile::Profile& profile, std::uint64_t seed, const Accounts& accounts,
           const CallEnvironment& environment = {});

  // Of a corpus: all that there is to say of its transactions is this label. Requires one pool, which may be
  // empty; nothing is asked of it but labels() and label_of().
  Workload(Label recorded, const Accounts& accounts);

  std::span<const Label> labels() const { return labels_; }
  const ArrivalOrder& order() const { return order_; }
  std::uint16_t label_of(std::uint64_t arrival) const;

  // Where calls with data go, if that is known before they are drawn: there must be code.
  struct CodeTarget {
    std::uint16_t label;
    eth::Address address;
  };
  std::vector<CodeTarget> code_targets() const;

  // The labels whose gas limit is to be estimated: write_example() gives a transaction of each, and
  // set_gas() the limit, before any thread reads the workload.
  std::vector<std::uint16_t> unestimated() const;
  void write_example(std::uint16_t label, std::uint64_t unix_seconds, Intent& intent) const;
  void set_gas(std::uint16_t label, std::uint64_t limit) { operations_[label].gas = limit; }

  // Likewise the labels whose limit was measured by the rules of today (workload/call_row.cc): raise_gas()
  // adds to it where a chain charges more.
  std::vector<std::uint16_t> measured() const;
  void raise_gas(std::uint16_t label, std::uint64_t by) { operations_[label].raised_gas += by; }

  // Likewise the labels whose access list the node is asked for. Its gas is added to the limit unless the
  // user gave that.
  std::vector<std::uint16_t> without_access_list() const;
  void set_access_list(std::uint16_t label, std::vector<eth::AccessEntry> entries);

  // What no transaction of the label costs more than: gas limit * fee cap + value, in wei. Where the gas
  // limit is still to be estimated it may be more.
  struct CostBound {
    base::Uint256 wei;
    bool is_estimated_later = false;
  };
  CostBound cost_bound(std::uint16_t label) const;

  bool has_fresh_sender(std::uint64_t arrival) const;
  // Requires label == label_of(arrival), which whoever admitted the arrival knows. Overwrites all of the
  // intent; the capacity of its data stays.
  void write(std::uint16_t label, std::uint64_t arrival, std::uint64_t unix_seconds, Intent& intent) const;

 private:
  struct Instance {
    double new_account_rate = 0;
    std::optional<profile::Picker> gas, fee_cap, tip_cap;
    std::optional<eth::TxType> type;
    std::uint16_t first_label = 0;
    std::vector<std::uint64_t> weights;  // of its operations, added up; empty: there is one
  };
  struct OperationOf {
    const Scenario* scenario;
    std::uint16_t instance;
    std::uint64_t gas = 0;  // the limit, instead of the scenario's; 0: none
    bool creates_access_list = false;
    std::vector<eth::AccessEntry> access_list = {};
    std::uint64_t list_gas = 0;    // on top of the scenario's limit
    std::uint64_t raised_gas = 0;  // likewise
  };

  void add(const profile::ScenarioConfig& config, const CallEnvironment& environment);
  void add_operation(const profile::ScenarioConfig& config, const Scenario* scenario, std::string_view name);

  std::uint64_t seed_;
  const Accounts* accounts_;
  ArrivalOrder order_;
  std::vector<Instance> instances_;
  bool draws_fresh_ = false;             // some instance has fresh accounts
  std::vector<OperationOf> operations_;  // by label
  std::vector<std::unique_ptr<const Scenario>> calls_;
  std::vector<Label> labels_;
};

}  // namespace seiload::workload
