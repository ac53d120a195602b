#include "sys/output.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "sys/error.h"
#include "sys/poll.h"

namespace seiload::sys {
namespace {

base::Error write_timeout() { return {base::Code::timeout, "write: the reader takes no more"}; }

// Until more can be written, or the time is up that a signal leaves.
base::Status wait_to_write(int fd, TimePoint begun, const Stop* stop) {
  while (true) {
    pollfd descriptors[] = {{fd, POLLOUT, 0}, {-1, POLLIN, 0}};
    TimePoint deadline = kNever;
    if (stop != nullptr && stop->signalled_at())
      deadline = std::max(stop->cut_short(kNever), begun + kMinWriteTime);
    else if (stop != nullptr)
      descriptors[1].fd = stop->requested() ? stop->final_waits_skipped().fd() : stop->fd();
    poll(descriptors, deadline);
    if (descriptors[0].revents != 0) return {};
    if (std::chrono::steady_clock::now() >= deadline) return write_timeout();
  }
}

// With `wait`, which gives a Status, before each piece that could block.
template <typename Wait>
base::Status write_pieces(int fd, std::string_view content, Wait wait) {
  // A pipe or terminal that is ready takes so many bytes without blocking, whether its descriptor blocks or
  // not.
  constexpr std::size_t kSure = PIPE_BUF;
  struct stat file {};
  const bool may_block = ::fstat(fd, &file) != 0 || !S_ISREG(file.st_mode);
  while (!content.empty()) {
    if (may_block)
      if (auto status = wait(); !status) return status;
    const ssize_t written =
        ::write(fd, content.data(), may_block ? std::min(content.size(), kSure) : content.size());
    if (written >= 0)
      content.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
      return errno_error("write", errno);
  }
  return {};
}

}  // namespace

base::Status write_all(int fd, std::string_view content, const Stop* stop) {
  const TimePoint begun = std::chrono::steady_clock::now();
  return write_pieces(fd, content, [&] { return wait_to_write(fd, begun, stop); });
}

base::Status write_until(int fd, std::string_view content, TimePoint deadline) {
  return write_pieces(fd, content, [&]() -> base::Status {
    pollfd descriptor{fd, POLLOUT, 0};
    poll({&descriptor, 1}, deadline);
    return descriptor.revents != 0 ? base::Status() : write_timeout();
  });
}

}  // namespace seiload::sys
