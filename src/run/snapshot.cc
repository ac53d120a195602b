#include "run/snapshot.h"

#include <algorithm>

#include "base/text.h"
#include "report/text_report.h"

namespace seiload::run {

using base::cat;

void Snapshot::begin_load(sys::TimePoint start, sys::TimePoint planned_end, const Facts& facts) {
  const std::lock_guard lock(mutex_);
  since_ = start;
  end_ = planned_end;
  facts_ = facts;
}

void Snapshot::enter(std::string stage) {
  const std::lock_guard lock(mutex_);
  stage_ = std::move(stage);
  end_ = std::min(end_, clock_.now());
}

void Snapshot::set_watch(const ChainWatch* watch) {
  const std::lock_guard lock(mutex_);
  if (watch == nullptr && watch_ != nullptr) watched_ = watch_->report();
  watch_ = watch;
}

std::string Snapshot::stage_locked() const {
  if (!stage_.empty()) return stage_;
  if (!facts_) return "set-up";
  return stop_.requested() ? "drain" : "load";
}

std::string Snapshot::text() const {
  const sys::TimePoint now = clock_.now();
  const auto totals = metrics_.totals();
  const std::lock_guard lock(mutex_);
  const std::string elapsed = base::format_duration_rounded(std::max(sys::Duration(0), now - since_));
  if (!facts_ || !totals)
    return cat("seiload: SIGUSR1: ", stage_locked(), ", for ", elapsed, "; nothing is sent yet\n");
  LoadResult result;
  result.load = std::max(sys::Duration(0), std::min(now, end_) - since_);
  result.totals = *totals;
  result.accepted_in_load = totals->counts().accepted;
  result.examples.resize(measure::kOutcomes);
  measure::Summary summary = summarize(*facts_, sys::StopReason(), &result);
  summary.in_flight = totals->out();
  summary.chain = watch_ != nullptr ? watch_->report() : watched_;
  return cat("seiload: SIGUSR1: ", stage_locked(), ", ", elapsed, " since the load began\n",
             report::main_lines(summary));
}

}  // namespace seiload::run
