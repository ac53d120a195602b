#pragma once
// Leads a search for the highest rate that holds (--find-limit), on a thread of its own: publishes a step
// at a time, watches what it sent, got accepted and included, judges it (run/search_judge.h) once the
// chain has caught up with it, and asks run/search_plan.h for the next. Between steps nothing is due, so
// that no step carries what another left behind. Its end is the run's, as planned.

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "load/rate_control.h"
#include "measure/search_report.h"
#include "measure/threshold.h"
#include "measure/window.h"
#include "profile/settings.h"
#include "run/chain_watch.h"
#include "run/search_judge.h"
#include "run/search_plan.h"
#include "sys/thread.h"

namespace seiload::run {

// When each step begins and ends: by its due time a transaction belongs to one. Thread rule: any thread.
class StepTable {
 public:
  void add(sys::TimePoint begin, sys::TimePoint end);
  std::size_t step_of(sys::TimePoint due) const;  // track::kNoStep between two

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<sys::TimePoint, sys::TimePoint>> steps_;  // guarded by mutex_
};

class SearchWatch {
 public:
  using Totals = std::function<std::optional<measure::Totals>()>;  // of the load, so far; from any thread

  // All outlive it; the watch counts by steps(). `start`: of the load, which begins with a rate of 0.
  SearchWatch(const profile::Settings& settings, double resolution, std::span<const measure::Threshold> slo,
              sys::TimePoint start, load::RateControl& rates, const ChainWatch& watch, Totals totals,
              const sys::Clock& clock, sys::Log& log, sys::Stop& stop);
  // Before the load, with so many workers.
  base::Status start(std::size_t workers);

  const std::shared_ptr<StepTable>& steps() const { return steps_; }

  // After the stop: waits for the thread.
  measure::SearchReport finish();

 private:
  enum class Phase { step, inclusion, recovery };

  void run();
  bool look(sys::TimePoint now);
  void begin_step(const SearchPlan::Try& next, sys::TimePoint now);
  void end_step(sys::TimePoint now);
  bool is_caught_up(const measure::Totals& totals, sys::TimePoint now);
  bool judge(sys::TimePoint now, bool is_clear);
  sys::Duration block_time(sys::TimePoint now) const;
  measure::Mark mark(sys::TimePoint now) const;

  const profile::Settings& settings_;
  const double resolution_;
  const std::span<const measure::Threshold> slo_;
  load::RateControl& rates_;
  const ChainWatch& watch_;
  const Totals totals_;
  const sys::Clock& clock_;
  sys::Log& log_;
  sys::Stop& stop_;
  const std::shared_ptr<StepTable> steps_ = std::make_shared<StepTable>();
  std::size_t workers_ = 1;

  // The thread's until it has ended.
  SearchPlan plan_;
  std::vector<load::RateProgram::Segment> segments_;
  std::vector<measure::SearchStep> rows_;
  Phase phase_ = Phase::step;
  sys::TimePoint begin_, end_;  // of the step
  measure::Mark before_;        // when it began
  SearchMeasure step_;
  std::uint64_t blocks_at_end_ = 0;
  sys::TimePoint inclusion_until_, recovery_until_;
  std::uint64_t last_included_ = 0, last_included_blocks_ = 0;  // when inclusion last went on
  bool was_clear_ = true;
  sys::Thread thread_;
};

}  // namespace seiload::run
