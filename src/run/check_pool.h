#pragma once
// Before the load: how many accounts cannot pay for a single transaction. A word of warning, nothing more: a
// node that does not tell balances is not asked twice.

#include "run/root_funding.h"
#include "run/target.h"
#include "workload/workload.h"

namespace seiload::run {

// Asks the first endpoint that was reached, for the first kMostChecked accounts at most.
inline constexpr std::size_t kMostChecked = 20'000;
void check_pool(const RunState& run, const Target& target, const workload::Accounts& accounts,
                const workload::Workload& workload);

}  // namespace seiload::run
