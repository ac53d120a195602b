#pragma once
// The load phase: the workers and what goes on beside them, started in its order, and the wait for the last
// transactions to be included.

#include "run/run_state.h"
#include "run/set_up.h"

namespace seiload::run {

// Leaves the result in `run`, and the rows of endpoints that came and went. An Error where something cannot
// be started; what fails later requests the stop.
base::Status run_load_phase(RunState& run, Prepared& prepared);

}  // namespace seiload::run
