#pragma once
// Closed loop: at most `per_second` starts a second, evenly spaced. What was missed because the target had no
// room is not made up for, but for kSlack: after a stall the pace goes on, it does not burst. What a thread
// missed because it woke late is caught up as far as it was due within the last kCatchUp; the rest is given
// up, in whole intervals, so that the starts of several workers stay spread over an interval.
// Pure arithmetic: `now` is handed in, nothing waits here. Thread rule: a value, one owner.

#include <cstdint>

#include "sys/clock.h"

namespace seiload::load {

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
  // A pace that changes all the time: what was waited for the next start counts in the new one.
  void bend(double per_second, sys::TimePoint now);
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
