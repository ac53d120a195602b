#include "run/condition_watch.h"

#include <algorithm>

#include "base/text.h"
#include "sys/clock.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kLook = std::chrono::seconds(1);
constexpr std::string_view kFor = ",for=";

}  // namespace

base::Result<AbortCondition> AbortCondition::parse(std::string_view text) {
  const std::size_t at = text.find(kFor);
  base::Duration lasting{0};
  if (at != std::string_view::npos) {
    const auto time = base::parse_duration(text.substr(at + kFor.size()));
    if (!time)
      return base::invalid_input(cat("expected a duration such as for=10s, got ", base::quote(text)));
    lasting = *time;
  }
  auto condition = measure::Threshold::parse(text.substr(0, at));
  if (!condition) return std::move(condition).error();
  if (condition->needs_end())
    return base::invalid_input(cat(base::quote(condition->text()), " is known only at the end of a run"));
  return AbortCondition{std::move(*condition), lasting, std::string(text)};
}

ConditionWatch::ConditionWatch(const profile::Settings& settings, std::span<const AbortCondition> conditions,
                               sys::TimePoint start, const ChainWatch* watch, Totals totals,
                               const sys::Clock& clock, sys::Stop& stop)
    : settings_(settings),
      conditions_(conditions),
      start_(start),
      watch_(watch),
      totals_(std::move(totals)),
      clock_(clock),
      stop_(stop),
      since_(conditions.size()) {}

base::Status ConditionWatch::start() {
  auto thread = sys::Thread::start(
      "conditions", [this] { run(); }, stop_);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

measure::Mark ConditionWatch::mark(sys::TimePoint now) const {
  measure::Mark made{now, totals_().value_or(measure::Totals()), {}, {}};
  if (watch_ != nullptr) {
    made.blocks = watch_->blocks().snapshot();
    made.inclusion = watch_->inclusion().snapshot();
  }
  return made;
}

void ConditionWatch::run() {
  if (clock_.wait_for(stop_, start_)) return;
  begin_ = interval_begin_ = mark(start_);
  sys::TimePoint next = start_;
  do {
    next = std::min(std::max(next, clock_.now() - kLook) + kLook,
                    interval_begin_.at + settings_.stats_interval);
    if (clock_.wait_for(stop_, next)) return;
    look(clock_.now());
  } while (!stop_.requested());
}

void ConditionWatch::look(sys::TimePoint now) {
  measure::Mark at = mark(now);
  const auto due = [&](const measure::Mark& from) {
    return settings_.tps * base::to_seconds(now - from.at);  // 0 where no steady rate says
  };
  if (now >= interval_begin_.at + settings_.stats_interval) {
    interval_ = measure::window(interval_begin_, at, now - interval_begin_.at, due(interval_begin_));
    interval_begin_ = at;
  }
  if (conditions_.empty()) return;
  const measure::Summary all = measure::window(begin_, at, now - begin_.at, due(begin_));
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    if (!holds_long_enough(i, all, now)) continue;
    const AbortCondition& one = conditions_[i];
    const std::string why = cat(*one.condition.crossed(one.condition.is_of_interval() ? *interval_ : all),
                                one.lasting.count() > 0
                                    ? cat(", for ", base::format_duration(one.lasting))
                                    : std::string());
    stop_.request(sys::StopReason::on_verdict("abort", "--abort-if", why));
    return;
  }
}

// What is not measured does not hold: there is nothing to give up for yet.
bool ConditionWatch::holds_long_enough(std::size_t condition, const measure::Summary& all,
                                       sys::TimePoint now) {
  const AbortCondition& one = conditions_[condition];
  std::optional<sys::TimePoint>& since = since_[condition];
  const bool is_known = !one.condition.is_of_interval() || interval_.has_value();
  if (!is_known || !one.condition.holds(one.condition.is_of_interval() ? *interval_ : all).value_or(false)) {
    since.reset();
    return false;
  }
  if (!since) since = now;
  return now - *since >= one.lasting;
}

std::optional<measure::Summary> ConditionWatch::finish() {
  thread_.join();
  return std::move(interval_);
}

}  // namespace seiload::run
