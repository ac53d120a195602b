#pragma once
// One run from start to finish: accounts, endpoints, nonces, load, report. The exit status comes from the
// reason of the stop and from nothing else.

#include <span>
#include <string_view>

#include "measure/threshold.h"
#include "profile/profile.h"
#include "report/metrics_text.h"
#include "run/otlp_push.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/signals.h"
#include "sys/stop.h"

namespace seiload::run {

inline constexpr int kExitOk = 0;       // the run ended as asked: planned end, deadline or a stop by signal
inline constexpr int kExitFailure = 1;  // something really failed; it has been logged
inline constexpr int kExitCrossed = 3;  // it ended as asked, and a condition of --fail-if holds

// What a run may touch of the world around it. All of it outlives the run.
struct World {
  std::string_view version;
  const sys::Clock& clock;
  sys::Log& log;
  sys::Stop& stop;
  int stdout_fd;
  report::MetricLabels target = {};  // of target_info; empty: none
  bool live_progress = false;        // the log goes to a terminal: one line redrawn in place instead of many
  OtlpSettings otlp = {};            // where metrics are pushed
  sys::SnapshotHook* snapshots = nullptr;            // what SIGUSR1 asks; null: nothing does
  std::span<const measure::Threshold> fail_if = {};  // on the final report
};

// Returns the exit status.
int execute(const profile::Profile& profile, const World& world);

}  // namespace seiload::run
