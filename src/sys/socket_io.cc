#include "sys/socket_io.h"

#include "sys/poll.h"

namespace seiload::sys {

void look(std::span<pollfd> descriptors) { poll(descriptors, kPast); }

Sent send_now(int fd, std::string_view bytes) {
  Sent sent;
  while (sent.size < bytes.size()) {
    const ssize_t n = ::send(fd, bytes.data() + sent.size, bytes.size() - sent.size, MSG_NOSIGNAL);
    if (n >= 0)
      sent.size += static_cast<std::size_t>(n);
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      break;
    else if (errno != EINTR)
      return sent.error = errno, sent;
  }
  return sent;
}

}  // namespace seiload::sys
