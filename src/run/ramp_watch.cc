#include "run/ramp_watch.h"

#include <algorithm>

#include "base/text.h"
#include "sys/clock.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kLook = std::chrono::milliseconds(100);
constexpr std::uint64_t kBlocksAfter = 2;  // until the inclusion of a step is judged

std::string held_text(const measure::RampStep& step) {
  return cat(step.offered, " offered, ", step.sent, " sent, ", step.accepted, " accepted, ", step.included,
             " included; blocks come in ",
             step.block_time ? base::format_duration_rounded(*step.block_time) : "-");
}

}  // namespace

RampWatch::RampWatch(const profile::Settings& settings, const load::Ramp& ramp, load::RateControl& rates,
                     const ChainWatch* watch, Totals totals, const sys::Clock& clock, sys::Log& log,
                     sys::Stop& stop)
    : settings_(settings),
      ramp_(ramp),
      rates_(rates),
      watch_(watch),
      totals_(std::move(totals)),
      clock_(clock),
      log_(log),
      stop_(stop) {}

base::Status RampWatch::start() {
  auto thread = sys::Thread::start(
      "ramp", [this] { run(); }, stop_);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

std::size_t RampWatch::step_of(const load::Ramp& ramp, sys::TimePoint due) {
  const std::uint64_t step = ramp.step_at(due);
  return due < ramp.hold_end_of(step) ? static_cast<std::size_t>(step) : track::kNoStep;
}

void RampWatch::run() {
  begin_step(0);
  sys::TimePoint next = clock_.now();
  do {
    const sys::TimePoint now = clock_.now();
    if (!look(now)) return;
    next = std::min(std::max(next + kLook, now), ramp_.next_change(now));
  } while (!clock_.wait_for(stop_, next));
}

void RampWatch::begin_step(std::uint64_t step) {
  // Half of what was published before is used up: what follows is added.
  if (step > 0 && step % (kStepsAhead / 2) == 0) rates_.publish(ramp_.program(step + kStepsAhead));
  steps_.push_back({.tps = ramp_.rate_of(step), .offered = ramp_.offered_in(step)});
  const measure::Totals totals = totals_().value_or(measure::Totals());
  sent_before_ = totals.sent;
  latency_before_ = totals.from_due;
  in_hold_ = true;
  log_.info(cat("ramp: step ", step + 1, ", ", ramp_.rate_of(step), " a second"));
}

void RampWatch::end_hold() {
  const measure::Totals totals = totals_().value_or(measure::Totals());
  const measure::Times latency = totals.from_due.since(latency_before_);
  measure::RampStep& step = steps_.back();
  step.sent = totals.sent - sent_before_;
  step.p50 = latency.quantile(0.5);
  step.p99 = latency.quantile(0.99);
  in_hold_ = false;
}

void RampWatch::add_chain_counts(std::size_t step) {
  const std::vector<track::StepCount> counts = watch_->inclusion().steps();
  if (step >= counts.size()) return;
  steps_[step].accepted = counts[step].registered;
  steps_[step].included = counts[step].included;
}

// False: the ramp is over.
bool RampWatch::look(sys::TimePoint now) {
  const std::size_t current = steps_.size() - 1;
  if (watch_ == nullptr) {
    if (ramp_.step_at(now) > current) begin_step(current + 1);
    return true;
  }
  if (in_hold_ && now >= ramp_.hold_end_of(current)) end_hold();
  steps_[current].block_time =
      watch_->blocks().recent_time(static_cast<double>(settings_.ramp_percentile), now, watch_->feed_works());
  if (const auto slow =
          judge_block_time(steps_[current], settings_.ramp_percentile, settings_.ramp_max_block_time)) {
    fail(current, *slow, now);
    return false;
  }
  if (!judge_waiting(now)) return false;
  if (ramp_.step_at(now) == current) return true;
  add_chain_counts(current);
  steps_[current].is_whole = true;
  if (const auto short_of = judge_sending(steps_[current])) {
    fail(current, *short_of, now);
    return false;
  }
  const sys::Duration grace =
      std::max<sys::Duration>(std::chrono::seconds(1), 2 * settings_.ramp_max_block_time);
  waiting_ = Waiting{current, watch_->blocks().snapshot().count, now + grace};
  begin_step(current + 1);
  return judge_waiting(now);
}

// The step before, once its blocks have come.
bool RampWatch::judge_waiting(sys::TimePoint now) {
  if (!waiting_) return true;
  const std::size_t step = waiting_->step;
  add_chain_counts(step);
  const auto behind = judge_inclusion(steps_[step]);
  if (behind && now < waiting_->until && watch_->blocks().snapshot().count < waiting_->blocks + kBlocksAfter)
    return true;
  if (behind && now < waiting_->until && !watch_->feed_works()) return true;
  waiting_.reset();
  if (behind) {
    fail(step, *behind, now);
    return false;
  }
  log_.info(cat("ramp: step ", step + 1, " held: ", held_text(steps_[step])));
  return true;
}

void RampWatch::fail(std::size_t step, const RampVerdict& verdict, sys::TimePoint now) {
  steps_[step].failed = verdict.reason;
  waiting_.reset();
  verdict_ = verdict;
  if (stop_.request(sys::StopReason::on_verdict("ramp", "--ramp-up", verdict.why))) failed_at_ = now;
  log_.info(cat("ramp: step ", step + 1, ", ", steps_[step].tps, " a second, did not hold: ", verdict.why));
}

measure::RampReport RampWatch::finish(sys::TimePoint end) {
  thread_.join();
  // What was under way at the end: its counts are final now, and a step whose time was over is judged by
  // them.
  if (in_hold_) {
    end_hold();
    const double held =
        base::to_seconds(std::max(sys::Duration(0), std::min(end, ramp_.hold_end_of(steps_.size() - 1)) -
                                                        ramp_.begin_of(steps_.size() - 1)));
    steps_.back().offered = std::min(
        steps_.back().offered, static_cast<std::uint64_t>(held * static_cast<double>(steps_.back().tps)));
  }
  for (std::size_t step = 0; step < steps_.size(); ++step)
    if (steps_[step].failed.empty()) add_chain_counts(step);
  const auto judge = [&](std::size_t step, const std::optional<RampVerdict>& verdict) {
    if (!verdict || verdict_) return;
    steps_[step].failed = verdict->reason;
    verdict_ = verdict;
  };
  if (waiting_) judge(waiting_->step, judge_inclusion(steps_[waiting_->step]));
  if (const std::size_t last = steps_.size() - 1; end >= ramp_.begin_of(last + 1) && !steps_[last].is_whole) {
    steps_[last].is_whole = true;
    judge(last, judge_sending(steps_[last]));
    judge(last, judge_inclusion(steps_[last]));
  }
  measure::RampReport report;
  report.start = settings_.ramp_start;
  report.step = settings_.ramp_step;
  report.percentile = settings_.ramp_percentile;
  report.hold = settings_.ramp_hold;
  report.rest = settings_.ramp_rest;
  report.most = settings_.ramp_max_block_time;
  report.reached_limit = verdict_.has_value();
  report.ended_run = failed_at_.has_value();
  report.steps_begun = steps_.size();
  for (const measure::RampStep& step : steps_) {
    if (!step.is_whole || !step.failed.empty()) break;
    report.held_tps = step.tps;
  }
  report.block_time = steps_.back().block_time;
  if (verdict_) {
    report.reason = verdict_->reason;
    report.why = verdict_->why;
  }
  report.steps = std::move(steps_);
  return report;
}

}  // namespace seiload::run
