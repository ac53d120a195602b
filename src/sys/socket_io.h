#pragma once
// Reads and writes a socket that does not block, as far as that goes at the moment.

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <string_view>

namespace seiload::sys {

struct Sent {
  std::size_t size = 0;  // of the bytes, how many the kernel has taken
  int error = 0;         // errno of what ended it; 0 where all are taken, or there is no room for more
};

// Which descriptors are ready now, without waiting.
void look(std::span<pollfd> descriptors);

// Without a SIGPIPE.
Sent send_now(int fd, std::string_view bytes);

enum class Received {
  empty,   // nothing more is there
  paused,  // take() wanted no more; or it is the turn of others, and what may be left wakes the next poll
  closed,  // by the peer, after its last byte
  failed   // errno says why
};

// Calls take(bytes) for what has come, piece by piece. It returns whether it wants more, and may close the
// descriptor if it does not.
template <typename Take>
Received receive_now(int fd, Take take) {
  constexpr int kPieces = 64;
  char buffer[16 << 10];  // on the stack: see sys/thread.h
  for (int i = 0; i < kPieces; ++i) {
    const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
    if (n > 0) {
      const auto size = static_cast<std::size_t>(n);
      if (!take(std::string_view(buffer, size)) || size < sizeof buffer) return Received::paused;
    } else if (n == 0) {
      return Received::closed;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return Received::empty;
    } else if (errno != EINTR) {
      return Received::failed;
    }
  }
  return Received::paused;
}

}  // namespace seiload::sys
