#pragma once
// Before the load: puts the contracts of the profile and of its built-in scenarios on the chain, and says
// where they are.

#include <optional>

#include "chain/deploy.h"
#include "net/connection.h"
#include "run/run_state.h"
#include "run/target.h"
#include "workload/accounts.h"
#include "workload/call_environment.h"

namespace seiload::run {

// Whether the run needs contracts on the chain, and brings them there itself.
bool deploys(const profile::Profile& profile);
// Whether it needs the deployer's account: for that, or for calls of `setup` that are made once.
bool needs_deployer(const profile::Profile& profile);

// Where the contracts are: on the chain, or, with mockDeploy and in a dry run, at made-up addresses. Asks the
// first endpoint that was reached. The root key's account deploys where there is one, else the seed's.
struct Deployed {
  workload::CallEnvironment environment;
  std::optional<eth::Address> disperse;  // the one that funding needs
};
base::Result<Deployed> deploy_contracts(const RunState& run, const Target& target,
                                        const workload::Accounts& accounts,
                                        const net::ConnectionLimits& limits, bool needs_disperse = false,
                                        const chain::DeployTerms& terms = {});

}  // namespace seiload::run
