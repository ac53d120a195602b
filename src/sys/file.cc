#include "sys/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/text.h"
#include "sys/error.h"
#include "sys/stop.h"

namespace seiload::sys {
namespace {

// ENXIO is all that open(2) says of these two.
base::Error cannot_open(const std::string& path, int error) {
  struct stat status {};
  if (error == ENXIO && ::stat(path.c_str(), &status) == 0) {
    if (S_ISSOCK(status.st_mode)) return {base::Code::io, base::cat(path, ": is a socket")};
    if (S_ISFIFO(status.st_mode))
      return {base::Code::io, base::cat(path, ": is a FIFO that no process reads")};
  }
  return errno_error(path, error);
}

base::Result<Fd> open_for_reading(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.is_open()) return cannot_open(path, errno);
  return fd;
}

// 0: the end.
base::Result<std::size_t> read_some(int fd, std::string_view name, std::span<char> room, int stop_fd) {
  while (true) {
    // Before every read: a FIFO without a writer yet would read as ended, and standard input blocks.
    pollfd descriptors[] = {{fd, POLLIN, 0}, {stop_fd, POLLIN, 0}};
    ::poll(descriptors, 2, -1);
    if (descriptors[1].revents != 0) return stopped_error();
    if (descriptors[0].revents == 0) continue;
    const ssize_t got = ::read(fd, room.data(), room.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR && errno != EAGAIN) return errno_error(name, errno);
  }
}

}  // namespace

base::Result<std::string> read_file(const std::string& path, std::size_t limit, int stop_fd) {
  const auto fd = open_for_reading(path);
  if (!fd) return fd.error();
  return read_all(fd->get(), path, limit, stop_fd);
}

base::Result<std::string> read_all(int fd, std::string_view name, std::size_t limit, int stop_fd) {
  std::string content;
  constexpr std::size_t kPiece = 65536;
  const auto piece = std::make_unique_for_overwrite<char[]>(kPiece);
  while (true) {
    const std::size_t most = std::min(kPiece, limit + 1 - content.size());
    const auto got = read_some(fd, name, {piece.get(), most}, stop_fd);
    if (!got) return got.error();
    if (*got == 0) return content;
    content.append(piece.get(), *got);
    if (content.size() > limit)
      return base::Error{base::Code::io, base::cat(name, ": larger than ", limit, " bytes")};
  }
}

base::Result<Input> Input::open(const std::string& path) {
  if (path == "-") return Input(Fd(), STDIN_FILENO, "standard input");
  auto fd = open_for_reading(path);
  if (!fd) return std::move(fd).error();
  const int number = fd->get();
  return Input(std::move(*fd), number, path);
}

base::Result<std::size_t> Input::read(std::span<char> room, int stop_fd) const {
  return read_some(number_, name_, room, stop_fd);
}

base::Status make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) == 0) return {};
  const int error = errno;
  struct stat status {};
  if (error == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return {};
  return errno_error(path, error);
}

base::Result<Fd> open_for_writing(const std::string& path) {
  constexpr int kFlags = O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  // O_CREAT only where nothing is: in a folder such as /tmp it is refused for another user's file
  // (fs.protected_regular).
  Fd fd(::open(path.c_str(), kFlags));
  if (!fd.is_open() && errno == ENOENT) fd = Fd(::open(path.c_str(), kFlags | O_CREAT, 0666));
  if (!fd.is_open()) return cannot_open(path, errno);
  return fd;
}

}  // namespace seiload::sys
