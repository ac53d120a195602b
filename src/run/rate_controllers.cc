#include "run/rate_controllers.h"

#include "load/rate_shape.h"
#include "profile/share.h"

namespace seiload::run {

RateControllers::RateControllers(const profile::Settings& settings, sys::TimePoint start,
                                 const Metrics& metrics, const Environment& environment)
    : settings_(settings), metrics_(metrics), environment_(environment), start_(start) {
  if (settings.ramp_up) {
    ramp_.emplace(start, load::RampSteps{settings.ramp_start, settings.ramp_step, settings.ramp_hold,
                                         settings.ramp_rest});
    rates_.emplace(ramp_->program(RampWatch::kStepsAhead));
  } else if (settings.find_limit) {
    rates_.emplace(load::RateProgram({{{start, 0}}}));
  } else if (!settings.rate_points.empty()) {
    rates_.emplace(load::rate_shape(start, settings.rate_points));
  } else if (settings.tps > 0 || settings.is_open_loop()) {
    rates_.emplace(load::RateProgram(start, settings.tps > 0 ? settings.tps : 1));
  }
}

base::Status RateControllers::start(ChainWatch* watch, std::size_t workers) {
  if (settings_.find_limit && watch != nullptr) {
    search_.emplace(
        settings_, profile::parse_share(settings_.find_resolution).value(), environment_.slo, start_, *rates_,
        *watch, [this] { return metrics_.totals(); }, environment_.clock, environment_.log,
        environment_.stop);
    watch->count_steps([steps = search_->steps()](sys::TimePoint due) { return steps->step_of(due); });
    return search_->start(workers);
  }
  if (!ramp_) return {};
  if (watch != nullptr)
    watch->count_steps([at = *ramp_](sys::TimePoint due) { return RampWatch::step_of(at, due); });
  is_judged_ = watch != nullptr;
  ramp_watch_.emplace(
      settings_, *ramp_, *rates_, watch, [this] { return metrics_.totals(); }, environment_.clock,
      environment_.log, environment_.stop);
  return ramp_watch_->start();
}

void RateControllers::finish(sys::TimePoint load_end, LoadResult& result) {
  if (ramp_watch_ && is_judged_) result.chain.ramp = ramp_watch_->finish(load_end);
  if (search_) result.search = search_->finish();
}

}  // namespace seiload::run
