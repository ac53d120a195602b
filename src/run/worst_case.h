#pragma once
// The worst case of a run, put together at set-up: what deployments, funding, set-up calls, prewarming and
// the load may cost, shown in one line before the first transaction and held against --max-spend
// (run/spending.h). None in a dry run; on the embedded chain, whose coin is play money, only --max-spend asks
// for it; with --txs-dir, without --max-spend, none either. Blocks its thread where it asks a node.

#include "run/root_funding.h"
#include "run/run_state.h"
#include "run/target.h"
#include "workload/accounts.h"
#include "workload/workload.h"

namespace seiload::run {

// Whether set-up sends transactions.
bool sends_set_up(const RunState& run);

// Limits what a set-up transaction pays a gas to twice what it would pay now, if there are any: the worst
// case is made with that.
base::Status limit_fees(RunState& run, const Target& target);

// Before the first transaction; `deployment` is what that costs at most, in wei; funding is planned, null:
// none. An Error where --max-spend refuses the run.
base::Status approve_worst_case(RunState& run, const Target& target, const workload::Accounts& accounts,
                                const RootFunding* funding, const base::Uint256& deployment);
// The same once all gas limits of the load are known.
base::Status approve_load(RunState& run, const workload::Workload& workload);
// The same where a part of it turns out to cost more.
base::Status approve_part(RunState& run, Spending::Part part, const base::Uint256& wei);

}  // namespace seiload::run
