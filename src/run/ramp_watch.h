#pragma once
// Leads a ramp on a thread of its own: publishes its steps ahead of time, and watches what each offered,
// sent, got accepted and included, and how fast blocks came. The first step that does not hold
// (run/ramp_judge.h) ends the run: as planned, since finding the limit is the point. Inclusion is judged once
// two more blocks have come after the step, so that its last transactions have had their turn.

#include <functional>
#include <optional>
#include <vector>

#include "load/ramp.h"
#include "load/rate_control.h"
#include "measure/chain_report.h"
#include "measure/ledger.h"
#include "profile/settings.h"
#include "run/chain_watch.h"
#include "run/ramp_judge.h"
#include "sys/thread.h"

namespace seiload::run {

class RampWatch {
 public:
  // How many steps are published before they begin: far more than begin before the next look.
  static constexpr std::uint64_t kStepsAhead = 4096;

  using Totals = std::function<std::optional<measure::Totals>()>;  // of the load, so far; from any thread

  // All outlive it. The watch counts by step_of(); null, as in a dry run: no step is judged.
  RampWatch(const profile::Settings& settings, const load::Ramp& ramp, load::RateControl& rates,
            const ChainWatch* watch, Totals totals, const sys::Clock& clock, sys::Log& log, sys::Stop& stop);
  base::Status start();

  // The step that a transaction belongs to by its due time; those of the rests belong to none.
  static std::size_t step_of(const load::Ramp& ramp, sys::TimePoint due);

  // After the stop and the end of the watching, which must not be null: waits for the thread. `end`: of the
  // load.
  measure::RampReport finish(sys::TimePoint end);

 private:
  void run();
  bool look(sys::TimePoint now);
  void begin_step(std::uint64_t step);
  void end_hold();
  void add_chain_counts(std::size_t step);
  bool judge_waiting(sys::TimePoint now);
  void fail(std::size_t step, const RampVerdict& verdict, sys::TimePoint now);

  const profile::Settings& settings_;
  const load::Ramp& ramp_;
  load::RateControl& rates_;
  const ChainWatch* const watch_;
  const Totals totals_;
  const sys::Clock& clock_;
  sys::Log& log_;
  sys::Stop& stop_;

  // The thread's until it has ended.
  std::vector<measure::RampStep> steps_;
  std::uint64_t sent_before_ = 0;  // the step that goes on
  measure::Times latency_before_;
  bool in_hold_ = true;
  struct Waiting {
    std::size_t step;
    std::uint64_t blocks;  // seen when its time was over
    sys::TimePoint until;
  };
  std::optional<Waiting> waiting_;      // for blocks, before its inclusion is judged
  std::optional<RampVerdict> verdict_;  // of the step that did not hold
  std::optional<sys::TimePoint> failed_at_;
  sys::Thread thread_;
};

}  // namespace seiload::run
