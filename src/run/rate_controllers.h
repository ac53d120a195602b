#pragma once
// Who decides how many transactions are due: nobody (a closed loop without a limit), the rate that was
// asked for, a ramp, or a search. A controller that looks for a limit runs beside the load and ends it
// with its verdict.

#include <optional>

#include "load/ramp.h"
#include "load/rate_control.h"
#include "run/environment.h"
#include "run/load_result.h"
#include "run/metrics.h"
#include "run/ramp_watch.h"
#include "run/search_watch.h"

namespace seiload::run {

class RateControllers {
 public:
  // All outlive it. `start`: of the load.
  RateControllers(const profile::Settings& settings, sys::TimePoint start, const Metrics& metrics,
                  const Environment& environment);

  const load::RateControl* rates() const { return rates_ ? &*rates_ : nullptr; }  // null: no limit

  // Before the load, for the watch to know; null: what the ramp does is not judged. A search needs it.
  base::Status start(ChainWatch* watch, std::size_t workers);
  // After the load and the watching of the chain: what was found.
  void finish(sys::TimePoint load_end, LoadResult& result);

 private:
  const profile::Settings& settings_;
  const Metrics& metrics_;
  const Environment& environment_;
  const sys::TimePoint start_;
  std::optional<load::Ramp> ramp_;
  std::optional<load::RateControl> rates_;
  std::optional<RampWatch> ramp_watch_;
  std::optional<SearchWatch> search_;
  bool is_judged_ = false;
};

}  // namespace seiload::run
