#include "run/search_watch.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "base/text.h"
#include "sys/clock.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kLook = std::chrono::milliseconds(50);
constexpr sys::Duration kLead = std::chrono::milliseconds(150);  // every worker has looked before
constexpr std::uint64_t kBlocksAfter = 2;                        // until the inclusion of a step is judged
constexpr int kBlocksOfStep = 10;                                // a step is not shorter
constexpr std::uint64_t kBlocksWithoutOurs = 5;                  // what is left will not be included
constexpr sys::Duration kRecovery = std::chrono::seconds(10);
constexpr double kPercentile = 90;

std::string rate_text(double tps) {
  return tps >= 100 ? base::format_grouped(static_cast<std::uint64_t>(std::llround(tps)))
                    : base::format_shortest(tps);
}

}  // namespace

void StepTable::add(sys::TimePoint begin, sys::TimePoint end) {
  const std::lock_guard lock(mutex_);
  steps_.emplace_back(begin, end);
}

std::size_t StepTable::step_of(sys::TimePoint due) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = steps_.size(); i-- > 0;)
    if (due >= steps_[i].first) return due < steps_[i].second ? i : track::kNoStep;
  return track::kNoStep;
}

SearchWatch::SearchWatch(const profile::Settings& settings, double resolution,
                         std::span<const measure::Threshold> slo, sys::TimePoint start,
                         load::RateControl& rates, const ChainWatch& watch, Totals totals,
                         const sys::Clock& clock, sys::Log& log, sys::Stop& stop)
    : settings_(settings),
      resolution_(resolution),
      slo_(slo),
      rates_(rates),
      watch_(watch),
      totals_(std::move(totals)),
      clock_(clock),
      log_(log),
      stop_(stop),
      plan_({static_cast<double>(settings.find_from), static_cast<double>(settings.find_to), resolution}),
      segments_{{start, 0}} {}

base::Status SearchWatch::start(std::size_t workers) {
  workers_ = workers;
  auto thread = sys::Thread::start(
      "search", [this] { run(); }, stop_);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

void SearchWatch::run() {
  begin_step(*plan_.next(), std::max(clock_.now(), segments_.front().begin));
  sys::TimePoint next = clock_.now();
  do {
    const sys::TimePoint now = clock_.now();
    if (!look(now)) return;
    next = std::max(next + kLook, now);
    if (phase_ == Phase::step && now < end_) next = std::min(next, end_);
  } while (!clock_.wait_for(stop_, next));
}

measure::Mark SearchWatch::mark(sys::TimePoint now) const {
  return {now, totals_().value_or(measure::Totals()), watch_.blocks().snapshot(),
          watch_.inclusion().snapshot()};
}

sys::Duration SearchWatch::block_time(sys::TimePoint now) const {
  return watch_.blocks().recent_time(kPercentile, now, watch_.feed_works()).value_or(sys::Duration(0));
}

void SearchWatch::begin_step(const SearchPlan::Try& next, sys::TimePoint now) {
  step_ = {};
  step_.tps = next.tps;
  step_.was_clear = was_clear_;
  step_.block_time = block_time(now);
  step_.length = std::max<sys::Duration>(next.confirms ? settings_.hold : settings_.hold / 4,
                                         kBlocksOfStep * step_.block_time);
  before_ = mark(now);
  begin_ = now + kLead;
  end_ = begin_ + step_.length;
  steps_->add(begin_, end_);
  segments_.push_back({begin_, next.tps});
  segments_.push_back({end_, 0});
  rates_.publish(load::RateProgram(segments_));
  phase_ = Phase::step;
  rows_.push_back({.tps = next.tps, .confirms = next.confirms, .length = step_.length});
  log_.info(cat("search: step ", rows_.size(), ", ", rate_text(next.tps), " a second for ",
                base::format_duration_rounded(step_.length), next.confirms ? ", to confirm it" : ""));
}

// Its time is over, and what it sent may still come back.
void SearchWatch::end_step(sys::TimePoint now) {
  const measure::Totals totals = totals_().value_or(measure::Totals());
  step_.offered = static_cast<std::uint64_t>(step_.tps * base::to_seconds(step_.length));
  step_.sent = totals.sent - before_.totals.sent;
  step_.busy = base::to_seconds(totals.busy - before_.totals.busy) /
               (base::to_seconds(now - before_.at) * static_cast<double>(workers_));
  blocks_at_end_ = watch_.blocks().snapshot().count;
  inclusion_until_ = now + std::max<sys::Duration>(std::chrono::seconds(1), 3 * step_.block_time);
  recovery_until_ = now + 2 * step_.length + kRecovery;
  last_included_ = 0;
  phase_ = Phase::inclusion;
}

bool SearchWatch::is_caught_up(const measure::Totals& totals, sys::TimePoint) {
  if (totals.out() > 0) return false;
  const measure::InclusionReport inclusion = watch_.inclusion().snapshot();
  const std::uint64_t blocks = watch_.blocks().snapshot().count;
  if (inclusion.included != last_included_) {
    last_included_ = inclusion.included;
    last_included_blocks_ = blocks;
  }
  return inclusion.in_flight == 0 || blocks >= last_included_blocks_ + kBlocksWithoutOurs;
}

// False: the search is over.
bool SearchWatch::look(sys::TimePoint now) {
  if (phase_ == Phase::step) {
    if (now < begin_) return true;
    const measure::Totals totals = totals_().value_or(measure::Totals());
    step_.waiting.push_back(totals.out() + watch_.inclusion().snapshot().in_flight);
    if (now < end_) return true;
    end_step(now);
  }
  if (phase_ == Phase::inclusion) {
    if (now < inclusion_until_ && watch_.blocks().snapshot().count < blocks_at_end_ + kBlocksAfter)
      return true;
    const std::vector<track::StepCount> counts = watch_.inclusion().steps();
    if (rows_.size() <= counts.size()) {
      step_.accepted = counts[rows_.size() - 1].registered;
      step_.included = counts[rows_.size() - 1].included;
    }
    phase_ = Phase::recovery;
  }
  const bool is_clear = is_caught_up(totals_().value_or(measure::Totals()), now);
  if (!is_clear && now < recovery_until_) return true;
  return judge(now, is_clear);
}

bool SearchWatch::judge(sys::TimePoint now, bool is_clear) {
  step_.window = measure::window(before_, mark(now), step_.length, static_cast<double>(step_.offered));
  const SearchJudgement found = judge_search_step(step_, slo_, resolution_);
  measure::SearchStep& row = rows_.back();
  const double seconds = base::to_seconds(step_.length);
  row.sent_tps = static_cast<double>(step_.sent) / seconds;
  row.accepted_tps = static_cast<double>(step_.accepted) / seconds;
  row.included_tps = static_cast<double>(step_.included) / seconds;
  row.p50 = step_.window.from_due.quantile(0.5);
  row.p99 = step_.window.from_due.quantile(0.99);
  row.why = found.why;
  if (found.verdict != SearchVerdict::invalid) row.held = found.verdict == SearchVerdict::held;
  log_.info(cat("search: step ", rows_.size(), ", ", rate_text(step_.tps), " a second, ",
                !row.held.has_value() ? cat("is void: ", found.why)
                : *row.held           ? std::string("held")
                                      : cat("did not hold: ", found.why)));
  if (!is_clear) log_.warning("search: the chain has not caught up with the last step; going on");
  was_clear_ = is_clear;
  plan_.judge(found.verdict);
  if (const auto next = plan_.next()) {
    begin_step(*next, now);
    return true;
  }
  const auto limit = plan_.limit();
  stop_.request(sys::StopReason::on_verdict(
      "search", "--find-limit",
      limit ? cat(rate_text(*limit), " a second held") : std::string("no rate that was tried held")));
  return false;
}

measure::SearchReport SearchWatch::finish() {
  thread_.join();
  measure::SearchReport report;
  const std::string_view outcome = plan_.outcome();
  report.outcome = outcome.empty() ? "stopped" : outcome;
  if (!outcome.empty() || plan_.is_confirmed()) report.limit_tps = plan_.limit();
  report.resolution = resolution_;
  report.from = static_cast<double>(settings_.find_from);
  if (settings_.find_to > 0) report.to = static_cast<double>(settings_.find_to);
  report.hold = settings_.hold;
  for (const measure::Threshold& one : slo_) report.conditions.push_back(one.text());
  // One that was under way at the end came to nothing.
  if (outcome.empty() && !rows_.empty()) rows_.pop_back();
  report.steps = std::move(rows_);
  return report;
}

}  // namespace seiload::run
