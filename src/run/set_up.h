#pragma once
// The way from a profile to a load that can begin: accounts, the chain, what the workload needs on it, the
// accounts' nonces, the watching of blocks.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "run/chain_watch.h"
#include "run/run_state.h"
#include "run/target.h"
#include "workload/accounts.h"
#include "workload/workload.h"

namespace seiload::run {

// What set-up leaves to the load phase; as much of it as there is where it ended early. Stays where it is:
// its parts refer to each other.
struct Prepared {
  Prepared() = default;
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  std::optional<workload::Accounts> accounts;
  std::optional<workload::Workload> workload;
  Target target;                      // of a dry run: no endpoints, a chain that is made up
  std::vector<std::uint64_t> nonces;  // one an account
  std::optional<eth::Address> disperse;  // the contract that pays accounts during the load, too
  std::vector<rpc::Endpoint> block_endpoints;
  std::unique_ptr<ChainWatch> watch;  // null: the chain is not watched
};

// Code::stopped where the stop ended it: no failure.
base::Status set_up(RunState& run, Prepared& prepared);

}  // namespace seiload::run
