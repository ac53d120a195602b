#pragma once
// Who decides how many transactions are due: nobody (a closed loop without a limit), the rate that was asked
// for, or a ramp. A controller that looks for a limit runs beside the load and ends it with its verdict.

#include <optional>

#include "load/ramp.h"
#include "load/rate_control.h"
#include "run/environment.h"
#include "run/metrics.h"
#include "run/ramp_watch.h"

namespace seiload::run {

class RateControllers {
 public:
  // All outlive it. `start`: of the load.
  RateControllers(const profile::Settings& settings, sys::TimePoint start, const Metrics& metrics,
                  const Environment& environment);

  const load::RateControl* rates() const { return rates_ ? &*rates_ : nullptr; }  // null: no limit

  // Before the load, for the watch to know; null: what the ramp does is not judged.
  base::Status start(ChainWatch* watch);
  // After the load and the watching of the chain: what was found.
  void finish(sys::TimePoint load_end, measure::ChainReport& report);

 private:
  const profile::Settings& settings_;
  const Metrics& metrics_;
  const Environment& environment_;
  std::optional<load::Ramp> ramp_;
  std::optional<load::RateControl> rates_;
  std::optional<RampWatch> ramp_watch_;
  bool is_judged_ = false;
};

}  // namespace seiload::run
