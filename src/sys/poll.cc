#include "sys/poll.h"

#include <cerrno>
#include <ctime>

#include "base/check.h"

namespace seiload::sys {

int poll(std::span<pollfd> descriptors, TimePoint deadline) {
  timespec wait{};
  if (deadline != kNever && deadline != kPast) {
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

}  // namespace seiload::sys
