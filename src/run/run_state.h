#pragma once
// What the stages of one run share and hand on: what is known of it so far, and what serves it from beginning
// to end; 10 KB, too much for a small stack. Thread rule: the run's thread alone; Metrics and Snapshot say
// what others may do with them.

#include <optional>

#include "profile/profile.h"
#include "run/environment.h"
#include "run/load_result.h"
#include "run/metrics.h"
#include "run/services.h"
#include "run/snapshot.h"
#include "run/spending.h"
#include "run/summarize.h"

namespace seiload::run {

struct RunState {
  RunState(const profile::Profile& the_profile, const Environment& the_environment)
      : profile(the_profile), settings(the_profile.settings), environment(the_environment) {
    facts.profile = &profile;
    facts.version = environment.version;
    facts.started = environment.clock.wall_now();
    facts.tls = &tls;
    metrics.watch_tls(tls);
  }

  const profile::Profile& profile;
  const profile::Settings& settings;
  const Environment& environment;
  const sys::TimePoint started = environment.clock.now();
  Facts facts;  // filled in as they become known
  TlsMeter tls;
  Metrics metrics{environment.target, environment.clock};
  Snapshot snapshot{metrics, environment.clock, environment.stop};
  Services services{environment, metrics};
  Spending spending{settings.max_spend};
  std::optional<LoadResult> result;  // nothing: the load phase was not reached
  bool is_refused = false;           // the failure is that what was asked for is not done
};

}  // namespace seiload::run
