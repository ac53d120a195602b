#include "sys/poll.h"

#include <cerrno>
#include <ctime>

namespace seiload::sys {

int poll(std::span<pollfd> descriptors, TimePoint deadline) {
  timespec wait{};
  if (deadline != kNever) {
    const TimePoint now = std::chrono::steady_clock::now();
    const Duration left = deadline > now ? deadline - now : Duration(0);
    wait.tv_sec = static_cast<time_t>(left.count() / 1'000'000'000);
    wait.tv_nsec = static_cast<long>(left.count() % 1'000'000'000);
  }
  const int ready =
      ::ppoll(descriptors.data(), descriptors.size(), deadline == kNever ? nullptr : &wait, nullptr);
  if (ready >= 0) return ready;
  CHECK(errno == EINTR || errno == ENOMEM);  // anything else is a wrong argument: a bug
  for (pollfd& descriptor : descriptors) descriptor.revents = 0;
  return 0;
}

base::Status wait_for(int fd, short events, TimePoint deadline, const Stop& stop) {
  while (true) {
    pollfd descriptors[] = {{stop.fd(), POLLIN, 0}, {fd, events, 0}};
    poll(descriptors, deadline);
    if (descriptors[0].revents != 0) return stopped_error();
    if (descriptors[1].revents != 0) return {};
    if (std::chrono::steady_clock::now() >= deadline) return base::Error{base::Code::timeout, "timed out"};
  }
}

bool wait_for_stop(TimePoint deadline, const Stop& stop) {
  while (!stop.requested()) {
    pollfd descriptor{stop.fd(), POLLIN, 0};
    poll({&descriptor, 1}, deadline);
    if (std::chrono::steady_clock::now() >= deadline) return stop.requested();
  }
  return true;
}

}  // namespace seiload::sys
