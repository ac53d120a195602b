#pragma once
// ppoll, for sys/ itself: whoever is above it waits by its Clock.

#include <poll.h>

#include <span>

#include "sys/clock.h"

namespace seiload::sys {

// As Clock::wait.
int poll(std::span<pollfd> descriptors, TimePoint deadline);

}  // namespace seiload::sys
