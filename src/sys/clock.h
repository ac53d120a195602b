#pragma once
// Time and waiting, one seam: nothing above sys/ reads a clock or polls by itself, so that a simulated one
// drives all of it. Every measure uses the steady clock (CLOCK_MONOTONIC); wall time only stamps logs,
// reports and the value of a transfer. There is no sleep in the program.
//
// Code that decides by time takes `now` as an argument; code that waits takes a Clock.

#include <poll.h>

#include <span>

#include "base/result.h"
#include "base/time_point.h"
#include "sys/event.h"

namespace seiload::sys {

using base::Duration;
using base::TimePoint;
using base::WallTime;

inline constexpr TimePoint kNever = TimePoint::max();
inline constexpr TimePoint kPast = TimePoint::min();  // as a deadline: look, do not wait
// At most kNever: a limit may be years.
inline TimePoint saturating_add(TimePoint now, Duration by) { return by > kNever - now ? kNever : now + by; }

// Thread rule: every member from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  virtual WallTime wall_now() const = 0;

  // Waits until a descriptor is ready or the deadline has come (not at all if it has passed); returns how
  // many are ready. May end early with 0: callers look at the clock anyway.
  virtual int wait(std::span<pollfd> descriptors, TimePoint deadline) const = 0;

  // Waits for the event alone; true if it came before the deadline.
  bool wait_for(const Event& event, TimePoint deadline) const;
  // Waits for `events` on one descriptor. An Error with Code::stopped when the event comes first,
  // Code::timeout when the deadline does.
  base::Status wait_for(int fd, short events, TimePoint deadline, const Event& end) const;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
  WallTime wall_now() const override;
  int wait(std::span<pollfd> descriptors, TimePoint deadline) const override;
};

base::Error stopped_error();  // Code::stopped, for a step given up because of the event

}  // namespace seiload::sys
