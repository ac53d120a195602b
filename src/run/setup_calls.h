#pragma once
// The calls of a profile's `setup`, such as mint and approve: made in their order after deployment and before
// the load, in every run again. Those made once are the deployer's; those for each account are sent and paid
// by the accounts themselves, a bounded number in flight. Blocks its thread; wakes immediately for the stop.

#include <cstdint>
#include <vector>

#include "net/connection.h"
#include "run/run_state.h"
#include "run/target.h"
#include "workload/accounts.h"
#include "workload/call_environment.h"

namespace seiload::run {

// Whether the run makes any: not with mockDeploy, and not in a dry run.
bool has_setup_calls(const RunState& run);

// What they cost at most, in wei; at least where gas limits are still to be estimated.
struct SetupCost {
  base::Uint256 wei;
  bool is_least = false;
};
SetupCost cost_of_setup_calls(RunState& run, const Target& target, const workload::Accounts& accounts);

// Before any transaction, deployment included: an Error (remote) where the deployer or accounts own less than
// the calls take at least, with how many accounts and how much. What an estimate will be is not known yet.
base::Status check_setup_balances(RunState& run, const Target& target,
                                  const workload::Accounts& accounts, const net::ConnectionLimits& limits);

// Every receipt is checked before the next entry begins. The result is the lowest nonce that an account may
// have now, one an account; empty without such calls. Errors name the entry, "setup[1], approve", and the
// account: stopped; invalid_input, where --max-spend forbids more; remote, where there is no code or a call
// reverts, with its reason; timeout.
base::Result<std::vector<std::uint64_t>> make_setup_calls(RunState& run, const Target& target,
                                                          const workload::Accounts& accounts,
                                                          const workload::CallEnvironment& environment,
                                                          const net::ConnectionLimits& limits);

}  // namespace seiload::run
