#include "sys/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "sys/error.h"

namespace seiload::sys {

void Fd::reset() noexcept {
  if (fd_ >= 0) ::close(fd_);  // on EINTR the descriptor is gone as well (Linux); nothing to retry
  fd_ = -1;
}

base::Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return errno_error("pipe", errno);
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

}  // namespace seiload::sys
