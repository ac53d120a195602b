#include "sys/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>

#include "sys/error.h"

namespace seiload::sys {
namespace {

constexpr Duration kRetry = std::chrono::milliseconds(100);  // nobody tells when it is free

}  // namespace

base::Result<std::optional<Fd>> lock_file(const std::string& path, TimePoint deadline, const Clock& clock,
                                          const Stop& stop) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!fd.is_open()) return errno_error(path, errno);
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return errno_error(path, errno);
    const TimePoint now = clock.now();
    if (now >= deadline || clock.wait_for(stop, std::min(deadline, now + kRetry))) return std::optional<Fd>();
  }
  return std::optional<Fd>(std::move(fd));
}

}  // namespace seiload::sys
