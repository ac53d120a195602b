#pragma once
// Looks at conditions while the run goes on: --abort-if ends it, as planned, with status 3; what is
// measured of the last whole --stats-interval is kept for conditions on that. On a thread of its own, once
// a second.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "measure/window.h"
#include "profile/settings.h"
#include "run/abort_condition.h"
#include "run/chain_watch.h"
#include "sys/thread.h"

namespace seiload::run {

class ConditionWatch {
 public:
  using Totals = std::function<std::optional<measure::Totals>()>;  // of the load, so far; from any thread

  // All outlive it; a null watch: the chain is not watched. `start`: of what is measured.
  ConditionWatch(const profile::Settings& settings, std::span<const AbortCondition> conditions,
                 sys::TimePoint start, const ChainWatch* watch, Totals totals, const sys::Clock& clock,
                 sys::Stop& stop);
  base::Status start();

  // After the stop: waits for the thread. What was measured of the last whole interval; nothing if there was
  // none.
  std::optional<measure::Summary> finish();

 private:
  void run();
  void look(sys::TimePoint now);
  bool holds_long_enough(std::size_t condition, const measure::Summary& all, sys::TimePoint now);
  measure::Mark mark(sys::TimePoint now) const;

  const profile::Settings& settings_;
  const std::span<const AbortCondition> conditions_;
  const sys::TimePoint start_;
  const ChainWatch* const watch_;
  const Totals totals_;
  const sys::Clock& clock_;
  sys::Stop& stop_;

  // The thread's until it has ended.
  measure::Mark begin_, interval_begin_;
  std::optional<measure::Summary> interval_;         // the last whole one
  std::vector<std::optional<sys::TimePoint>> since_;  // when each condition began to hold
  sys::Thread thread_;
};

}  // namespace seiload::run
