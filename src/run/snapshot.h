#pragma once
// What SIGUSR1 prints: the stage that the run is in, and the main lines of the report as they stand. Thread
// rule: text() on any thread, all else on the run's.

#include <mutex>
#include <string>

#include "run/chain_watch.h"
#include "run/metrics.h"
#include "run/summarize.h"

namespace seiload::run {

class Snapshot {
 public:
  // All outlive it.
  Snapshot(const Metrics& metrics, const sys::Clock& clock, const sys::Stop& stop)
      : metrics_(metrics), clock_(clock), stop_(stop), since_(clock.now()) {}

  // `facts` as they are now.
  void begin_load(sys::TimePoint start, sys::TimePoint planned_end, const Facts& facts);
  void enter(std::string stage);
  // Null: what it said last stays.
  void set_watch(const ChainWatch* watch);

  std::string text() const;

 private:
  std::string stage_locked() const;

  const Metrics& metrics_;
  const sys::Clock& clock_;
  const sys::Stop& stop_;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::string stage_;           // after the load
  sys::TimePoint since_;        // the beginning of the run, then of the load
  sys::TimePoint end_;          // of the load: as planned, then as it was
  std::optional<Facts> facts_;  // from the load on
  const ChainWatch* watch_ = nullptr;
  measure::ChainReport watched_;  // once watch_ is gone
};

}  // namespace seiload::run
