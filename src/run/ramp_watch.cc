#include "run/ramp_watch.h"

#include "base/text.h"
#include "sys/poll.h"

namespace seiload::run {
namespace {

constexpr sys::Duration kLook = std::chrono::milliseconds(100);

}  // namespace

RampWatch::RampWatch(const profile::Settings& settings, const load::Ramp& ramp, const ChainWatch& watch,
                     const sys::Clock& clock, sys::Log& log, sys::Stop& stop)
    : settings_(settings), ramp_(ramp), watch_(watch), clock_(clock), log_(log), stop_(stop) {}

base::Status RampWatch::start() {
  auto thread = sys::Thread::start("ramp", [this] { run(); }, stop_);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

void RampWatch::run() {
  std::uint64_t step = 0;
  log_.info(base::cat("ramp: step 1, ", ramp_.rate_of(0), " a second"));
  for (sys::TimePoint next = clock_.now() + kLook; !sys::wait_for_stop(next, stop_); next += kLook) {
    const sys::TimePoint now = clock_.now();
    block_time_ = watch_.blocks().recent_time(static_cast<double>(settings_.ramp_percentile), now, watch_.feed_works());
    if (block_time_ && *block_time_ > settings_.ramp_max_block_time) {
      if (stop_.request({sys::StopReason::Kind::planned_end, 0, {}})) reached_at_ = now;
      log_.info(base::cat("ramp: in step ", ramp_.step_at(now) + 1, " p", settings_.ramp_percentile,
                          " of the time between blocks is ", base::format_duration_rounded(*block_time_), ", above ",
                          base::format_duration(settings_.ramp_max_block_time)));
      return;
    }
    if (ramp_.step_at(now) == step) continue;
    step = ramp_.step_at(now);
    log_.info(base::cat("ramp: step ", step + 1, ", ", ramp_.rate_of(step), " a second; blocks come in ",
                        block_time_ ? base::format_duration_rounded(*block_time_) : "-"));
  }
}

report::RampReport RampWatch::finish(sys::TimePoint end) {
  thread_.join();
  report::RampReport report;
  report.start = settings_.ramp_start;
  report.step = settings_.ramp_step;
  report.percentile = settings_.ramp_percentile;
  report.hold = settings_.ramp_hold;
  report.rest = settings_.ramp_rest;
  report.most = settings_.ramp_max_block_time;
  report.reached_limit = reached_at_.has_value();
  end = reached_at_.value_or(end);
  report.steps_begun = ramp_.step_at(end) + 1;
  report.held_tps = ramp_.held_at_end(end);
  report.block_time = block_time_;
  return report;
}

}  // namespace seiload::run
