#pragma once
// When sends are due, from start and rate alone. Pure arithmetic: `now` is handed in, nothing waits here.
// Thread rule: values, one owner each.

#include <cstdint>
#include <optional>

#include "load/ramp.h"
#include "sys/clock.h"

namespace seiload::load {

// Open loop: arrival i is due at start + i / rate, whatever the target does, so a slow answer never shifts a later
// send and latency counted from due() shows a stall in full (no coordinated omission).
class Schedule {
 public:
  Schedule(sys::TimePoint start, double per_second);  // requires per_second > 0
  explicit Schedule(const Ramp& ramp);                // by the ramp's rates instead

  sys::TimePoint due(std::uint64_t arrival) const;
  // The first arrival, not before `from`, that is due at `time` or later. No walk: due times only rise.
  std::uint64_t first_due_at(sys::TimePoint time, std::uint64_t from) const;

 private:
  sys::TimePoint start_;
  double interval_ns_ = 0;
  std::optional<Ramp> ramp_;
};

// Closed loop: at most `per_second` starts a second, evenly spaced. What was missed because the target had no room is
// not made up for, but for kSlack: after a stall the pace goes on, it does not burst. What a thread missed because it
// woke late it still owes, and catches up.
class Pacer {
 public:
  static constexpr sys::Duration kSlack = std::chrono::milliseconds(10);

  Pacer(sys::TimePoint start, double per_second);  // per_second 0: no limit

  // When the next start may be made, as seen at `now`; at or before `now` if it may be made at once.
  sys::TimePoint next(sys::TimePoint now);
  void started() {
    ++started_;
    blocked_ = false;
  }
  // A start was due, and the target had no room for it.
  void blocked() { blocked_ = true; }
  // Another pace from now on.
  void set_rate(double per_second, sys::TimePoint now);

 private:
  sys::TimePoint origin_;
  double interval_ns_;  // 0: no limit
  std::uint64_t started_ = 0;
  bool blocked_ = false;  // since the last start
};

}  // namespace seiload::load
