#include "sys/clock.h"

#include "sys/poll.h"

namespace seiload::sys {

bool Clock::wait_for(const Event& event, TimePoint deadline) const {
  while (!event.is_set()) {
    pollfd descriptor{event.fd(), POLLIN, 0};
    wait({&descriptor, 1}, deadline);
    if (now() >= deadline) return event.is_set();
  }
  return true;
}

base::Status Clock::wait_for(int fd, short events, TimePoint deadline, const Event& end) const {
  while (true) {
    pollfd descriptors[] = {{end.fd(), POLLIN, 0}, {fd, events, 0}};
    wait(descriptors, deadline);
    if (descriptors[0].revents != 0) return stopped_error();
    if (descriptors[1].revents != 0) return {};
    if (now() >= deadline) return base::Error{base::Code::timeout, "timed out"};
  }
}

TimePoint SystemClock::now() const { return std::chrono::steady_clock::now(); }

WallTime SystemClock::wall_now() const { return std::chrono::system_clock::now(); }

int SystemClock::wait(std::span<pollfd> descriptors, TimePoint deadline) const {
  return poll(descriptors, deadline);
}

base::Error stopped_error() { return {base::Code::stopped, "stopped"}; }

}  // namespace seiload::sys
