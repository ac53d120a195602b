#pragma once
// Time. Every measure uses the steady clock (CLOCK_MONOTONIC); wall time only stamps logs, reports and the
// value of a transfer. Code that decides by time takes `now` as an argument; code that must look at the clock
// itself takes a Clock, so that tests can hand in one that moves when told.

#include "base/time_point.h"

namespace seiload::sys {

using base::Duration;
using base::TimePoint;
using base::WallTime;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  virtual WallTime wall_now() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override { return std::chrono::steady_clock::now(); }
  WallTime wall_now() const override { return std::chrono::system_clock::now(); }
};

}  // namespace seiload::sys
