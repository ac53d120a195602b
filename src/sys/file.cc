#include "sys/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/text.h"
#include "sys/error.h"
#include "sys/fd.h"

namespace seiload::sys {

base::Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return errno_error(path, errno);
  std::string content;
  char piece[65536];
  while (true) {
    const ssize_t got = ::read(fd.get(), piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_error(path, errno);
    if (got == 0) return content;
    content.append(piece, static_cast<std::size_t>(got));
    if (content.size() > limit) return base::Error{base::Code::io, base::cat(path, ": larger than ", limit, " bytes")};
  }
}

base::Status write_file(const std::string& path, std::string_view content) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!fd.is_open()) return errno_error(path, errno);
  if (auto written = write_all(fd.get(), content); !written) return std::move(written).error().with(path);
  return {};
}

namespace {

// In the same folder, and no *.prom that a collector would read.
std::string temporary_name(const std::string& path) { return base::cat(path, ".tmp-", ::getpid()); }

}  // namespace

base::Status replace_file(const std::string& path, std::string_view content) {
  const std::string temporary = temporary_name(path);
  auto written = write_file(temporary, content);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) written = errno_error(path, errno);
  if (!written) ::unlink(temporary.c_str());
  return written;
}

base::Status can_replace_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return errno_error(path, EISDIR);
  const std::string temporary = temporary_name(path);
  auto written = write_file(temporary, "");
  ::unlink(temporary.c_str());
  return written;
}

base::Status write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written >= 0) {
      content.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd descriptor{fd, POLLOUT, 0};
      ::poll(&descriptor, 1, 1000);
    } else if (errno != EINTR) {
      return errno_error("write", errno);
    }
  }
  return {};
}

}  // namespace seiload::sys
