#pragma once
// Before the load, once contracts stand: that there is code where calls go, and the access lists and gas
// limits that are asked from the node. Asking also finds a call that would revert, with its reason.

#include "net/connection.h"
#include "run/run_state.h"
#include "run/target.h"
#include "workload/workload.h"

namespace seiload::run {

// Asks the first endpoint that was reached, one question for each target and each shape of call. The limit is
// the estimate and 20 % more, never under what the data costs (EIP-7623). An Error: stopped; remote, where
// there is no code or a call would revert; else why there is no answer. The embedded chain, which executes
// nothing, is not asked for code.
base::Status prepare_calls(const RunState& run, const Target& target, const net::ConnectionLimits& limits,
                           workload::Workload& workload);

}  // namespace seiload::run
