#pragma once
// When sends are due, from start and rate alone. Pure arithmetic: `now` is handed in, nothing waits here.
// Thread rule: values, one owner each.

#include <cstdint>
#include <optional>

#include "load/ramp.h"
#include "sys/clock.h"

namespace seiload::load {

// Open loop: arrival i is due at start + i / rate, whatever the target does, so a slow answer never shifts a
// later send and latency counted from due() shows a stall in full (no coordinated omission).
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

// Closed loop: at most `per_second` starts a second, evenly spaced. What was missed because the target had no
// room is not made up for, but for kSlack: after a stall the pace goes on, it does not burst. What a thread
// missed because it woke late is caught up as far as it was due within the last kCatchUp; the rest is given
// up, in whole intervals, so that the starts of several workers stay spread over an interval.
class Pacer {
 public:
  static constexpr sys::Duration kSlack = std::chrono::milliseconds(10),
                                 kCatchUp = std::chrono::milliseconds(100);

  // per_second 0: no limit. The first start is due `phase` of an interval after the beginning, 0 <= phase
  // < 1.
  Pacer(sys::TimePoint start, double per_second, double phase = 0);

  // When the next start may be made, as seen at `now`; at or before `now` if it may be made immediately.
  sys::TimePoint next(sys::TimePoint now);
  // How many starts next() has given up so far.
  double given_up() const { return given_up_; }
  bool is_blocked() const { return blocked_; }
  void started() {
    ++started_;
    blocked_ = false;
  }
  // A start was due, and the target had no room for it.
  void blocked() { blocked_ = true; }
  // Another pace from now on, beginning with the phase.
  void set_rate(double per_second, sys::TimePoint now);

 private:
  sys::TimePoint origin_;
  double interval_ns_;  // 0: no limit
  double phase_;
  std::uint64_t started_ = 0;
  double given_up_ = 0;
  bool blocked_ = false;  // since the last start
};

}  // namespace seiload::load
