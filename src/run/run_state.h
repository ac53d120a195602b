#pragma once
// What the stages of one run share and hand on: what is known of it so far, and what serves it from beginning
// to end. Thread rule: the run's thread alone; Metrics and Snapshot say what others may do with them.

#include <optional>

#include "profile/profile.h"
#include "run/load_result.h"
#include "run/metrics.h"
#include "run/services.h"
#include "run/snapshot.h"
#include "run/summarize.h"
#include "run/world.h"

namespace seiload::run {

struct RunState {
  RunState(const profile::Profile& the_profile, const World& the_world)
      : profile(the_profile), settings(the_profile.settings), world(the_world) {
    facts.profile = &profile;
    facts.version = world.version;
    facts.started = world.clock.wall_now();
  }

  const profile::Profile& profile;
  const profile::Settings& settings;
  const World& world;
  const sys::TimePoint started = world.clock.now();
  Facts facts;  // filled in as they become known
  Metrics metrics{world.target, world.clock};
  Snapshot snapshot{metrics, world.clock, world.stop};
  Services services{world, metrics};
  std::optional<LoadResult> result;  // nothing: the load phase was not reached
};

}  // namespace seiload::run
