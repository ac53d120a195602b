#include "run/rate_controllers.h"

namespace seiload::run {

RateControllers::RateControllers(const profile::Settings& settings, sys::TimePoint start,
                                 const Metrics& metrics, const Environment& environment)
    : settings_(settings), metrics_(metrics), environment_(environment) {
  if (settings.ramp_up) {
    ramp_.emplace(start, load::RampSteps{settings.ramp_start, settings.ramp_step, settings.ramp_hold,
                                         settings.ramp_rest});
    rates_.emplace(ramp_->program(RampWatch::kStepsAhead));
  } else if (settings.tps > 0 || settings.arrival_model == profile::ArrivalModel::open_loop) {
    rates_.emplace(load::RateProgram(start, settings.tps > 0 ? settings.tps : 1));
  }
}

base::Status RateControllers::start(ChainWatch* watch) {
  if (!ramp_) return {};
  if (watch != nullptr)
    watch->count_steps([at = *ramp_](sys::TimePoint due) { return RampWatch::step_of(at, due); });
  is_judged_ = watch != nullptr;
  ramp_watch_.emplace(
      settings_, *ramp_, *rates_, watch, [this] { return metrics_.totals(); }, environment_.clock,
      environment_.log, environment_.stop);
  return ramp_watch_->start();
}

void RateControllers::finish(sys::TimePoint load_end, measure::ChainReport& report) {
  if (ramp_watch_ && is_judged_) report.ramp = ramp_watch_->finish(load_end);
}

}  // namespace seiload::run
