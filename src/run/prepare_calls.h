#pragma once
// Before the load, once contracts stand: that there is code where calls go, and the gas limits of those that
// ask for an estimate. An estimate also finds a call that would revert, with its reason.

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

// "scenario Call, swap: the call would fail: 'too low'".
base::Error call_would_fail(const workload::Workload::Label& label, std::string_view message,
                            std::string_view data, const profile::Profile& profile);

}  // namespace seiload::run
