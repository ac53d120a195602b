#pragma once
// The one way to wait: ppoll over descriptors until a deadline. There is no sleep in the program.

#include <poll.h>

#include <span>

#include "sys/clock.h"
#include "sys/stop.h"

namespace seiload::sys {

inline constexpr TimePoint kNever = TimePoint::max();
// At most kNever: a limit may be years.
inline TimePoint later(TimePoint now, Duration by) { return by > kNever - now ? kNever : now + by; }

// Waits until a descriptor is ready or the deadline has come (at once if it has passed); returns how many are
// ready. An interrupting signal ends the wait early with 0: callers look at the clock anyway.
int poll(std::span<pollfd> descriptors, TimePoint deadline);

// Waits for `events` on one descriptor. An Error with Code::stopped when the stop comes first, Code::timeout
// when the deadline does.
base::Status wait_for(int fd, short events, TimePoint deadline, const Stop& stop);

// Waits for the stop alone; true if it came before the deadline.
bool wait_for_stop(TimePoint deadline, const Stop& stop);

}  // namespace seiload::sys
