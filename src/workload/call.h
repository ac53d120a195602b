#pragma once
// Scenarios Call and Deploy and every built-in one that calls a contract: a target, or none where the
// contract is created, a value, prepared data and a gas limit. What a transaction is to do is a CallPlan,
// whether a profile, the command line or a built-in row (workload/call_row.h) says so. Thread rule: constant
// once made.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "profile/profile.h"
#include "workload/call_compiler.h"
#include "workload/scenario.h"

namespace seiload::workload {

// One operation of a scenario.
struct CallPlan {
  std::string operation;     // the label
  std::uint64_t weight = 1;  // among the scenario's operations
  profile::CallConfig call;
  std::uint64_t gas_per_sized_byte = 0;
  std::uint64_t tip_cap = 0, fee_cap = 0;  // wei
};

// The operations of a scenario that is a call, with a weight above 0; empty if it is none. Of Call: the
// profile's; of others: the rows.
std::vector<CallPlan> plan_calls(const profile::ScenarioConfig& scenario);

class Call final : public Scenario {
 public:
  // The context's scenario is the one that the plan is of. Nothing, and a problem, if the plan is wrong.
  static std::optional<Call> make(const CallPlan& plan, const CompileContext& context, CallProblem& problem);

  bool needs_receiver() const override { return needs_receiver_; }
  bool needs_estimate() const override { return estimated_; }
  bool has_given_gas() const override { return given_gas_; }
  std::optional<eth::Address> code_at() const override;
  Most most() const override;
  void write(const Operation& operation, Intent& intent) const override;

  bool uses_nonce() const;  // {nonce}, in its value or data
  // The least gas limit that every call of this shape may have: EIP-7623's floor of its data, or what init
  // code (EIP-3860) and a given access list cost.
  std::uint64_t gas_bound() const { return data_.gas_bound(creates_, list_gas_); }
  std::uint64_t gas() const { return gas_; }  // the limit; of an estimated one: gas_bound()

 private:
  Call() = default;
  bool set_gas(const CallPlan& plan, const CompileContext& context, CallProblem& problem);

  CompiledWord to_, value_;
  CallTemplate data_;
  std::uint64_t gas_ = 0, gas_per_sized_byte_ = 0, list_gas_ = 0, tip_cap_ = 0, fee_cap_ = 0;
  bool needs_receiver_ = false, estimated_ = false, calls_function_ = false, creates_ = false,
       given_gas_ = false;
};

}  // namespace seiload::workload
