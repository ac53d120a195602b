#pragma once
// The end of a run: its report to wherever it is wanted, the conditions of --fail-if, the last metrics to
// whoever takes them.

#include "run/outputs.h"
#include "run/run_state.h"

namespace seiload::run {

// Returns the exit status.
int finish(RunState& run, Outputs& outputs);

}  // namespace seiload::run
