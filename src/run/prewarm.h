#pragma once
// Before the load: one transfer of nothing to itself by each account, so that a node has every account at
// hand and its nonce is settled. Never in the load's counts.

#include <functional>

#include "measure/summary.h"
#include "run/root_funding.h"
#include "workload/accounts.h"

namespace seiload::run {

// An account whose transfer fails is counted, and the first cause logged; the load goes on. An Error:
// stopped, what approve() says of the gas limit of each, or what kept the node from being asked.
base::Result<measure::PrewarmRow> prewarm(const Environment& environment, const Payer& payer,
                                          const workload::Accounts& accounts, std::uint64_t chain_id,
                                          const std::function<base::Status(std::uint64_t gas)>& approve);

}  // namespace seiload::run
