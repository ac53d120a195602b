#pragma once
// One run from start to finish: outputs opened, background services, set-up (run/set_up.h), load phase
// (run/load_phase.h), report and last metrics (run/finish.h). The exit status comes from the reason of the
// stop and from nothing else.

#include "profile/profile.h"
#include "run/environment.h"

namespace seiload::run {

inline constexpr int kExitOk = 0;       // the run ended as asked: planned end, deadline or a stop by signal
inline constexpr int kExitFailure = 1;  // something really failed; it has been logged
inline constexpr int kExitUsage = 2;    // what was asked for is refused
inline constexpr int kExitCrossed = 3;  // it ended as asked, and a condition of --fail-if holds

// Returns the exit status.
int execute(const profile::Profile& profile, const Environment& environment);

}  // namespace seiload::run
