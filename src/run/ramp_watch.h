#pragma once
// Looks every 100 ms whether blocks have slowed down under a ramp, on a thread of its own, and ends the run when they
// have: as planned, since finding the limit is the point.

#include <optional>

#include "load/ramp.h"
#include "profile/settings.h"
#include "report/watched.h"
#include "run/chain_watch.h"
#include "sys/thread.h"

namespace seiload::run {

class RampWatch {
 public:
  // All outlive it.
  RampWatch(const profile::Settings& settings, const load::Ramp& ramp, const ChainWatch& watch, const sys::Clock& clock,
            sys::Log& log, sys::Stop& stop);
  base::Status start();

  // After the stop: waits for the thread. `end`: of the load.
  report::RampReport finish(sys::TimePoint end);

 private:
  void run();

  const profile::Settings& settings_;
  const load::Ramp& ramp_;
  const ChainWatch& watch_;
  const sys::Clock& clock_;
  sys::Log& log_;
  sys::Stop& stop_;
  std::optional<sys::TimePoint> reached_at_;  // the thread's until it has ended
  std::optional<sys::Duration> block_time_;   // the same
  sys::Thread thread_;
};

}  // namespace seiload::run
