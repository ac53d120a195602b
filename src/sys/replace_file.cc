#include "sys/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/hex.h"
#include "base/text.h"
#include "sys/entropy.h"
#include "sys/error.h"
#include "sys/file.h"

namespace seiload::sys {
namespace {

constexpr int kMaxLinks = 40;  // as in Linux

// "a/b/" of "a/b/c", "" of "c".
std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

// Whether the entries of the folder are descriptors: /dev/fd, /proc/self/fd.
bool holds_descriptors(const std::string& folder) {
  char real[PATH_MAX];
  return ::realpath(folder.empty() ? "." : folder.c_str(), real) != nullptr &&
         std::string_view(real).starts_with("/proc/");
}

std::optional<std::string> link_text(const std::string& path) {
  char text[PATH_MAX];
  const ssize_t size = ::readlink(path.c_str(), text, sizeof text);
  if (size < 0) return std::nullopt;
  return std::string(text, static_cast<std::size_t>(size));
}

// A new file of a name that nobody can guess, in the folder of `path`; removed with this object unless it was
// moved. The name is short whatever the path's, and no *.prom that a collector would read.
class TemporaryFile {
 public:
  static base::Result<TemporaryFile> create(const std::string& path) {
    constexpr int kTries = 16;
    TemporaryFile file;
    for (int i = 0; i < kTries; ++i) {
      std::uint8_t random[8];
      fill_random(random);
      std::string name = base::cat(folder_of(path), ".seiload-", base::to_hex(random).substr(2), ".tmp");
      file.fd_ = Fd(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
      if (!file.fd_.is_open() && errno == EEXIST) continue;
      if (!file.fd_.is_open()) break;
      file.name_ = std::move(name);
      return file;
    }
    return errno_error(path, errno);
  }

  TemporaryFile(TemporaryFile&& other) noexcept
      : name_(std::exchange(other.name_, {})), fd_(std::move(other.fd_)) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  int fd() const { return fd_.get(); }
  bool move_to(const std::string& path) {
    if (::rename(name_.c_str(), path.c_str()) != 0) return false;
    name_.clear();
    return true;
  }

 private:
  TemporaryFile() = default;

  std::string name_;  // empty: nothing to remove
  Fd fd_;
};

base::Status write_in_place(const std::string& path, std::string_view content) {
  auto fd = open_for_writing(path);
  if (!fd) return std::move(fd).error();
  if (::ftruncate(fd->get(), 0) != 0) return errno_error(path, errno);
  if (auto written = write_all(fd->get(), content); !written) return std::move(written).error().with(path);
  return {};
}

// Those of the file that is there, as far as this process may give them.
void take_owner_and_mode(int fd, const struct stat& from) {
  static_cast<void>(::fchown(fd, from.st_uid, from.st_gid) == 0);
  static_cast<void>(::fchmod(fd, from.st_mode & 0777) == 0);
}

}  // namespace

base::Result<std::optional<std::string>> replaceable_file(const std::string& path) {
  std::string at = path;
  for (int links = 0; links <= kMaxLinks; ++links) {
    struct stat status {};
    if (::lstat(at.c_str(), &status) != 0) {
      if (errno == ENOENT) return std::optional(at);
      return errno_error(path, errno);
    }
    if (S_ISREG(status.st_mode)) return std::optional(at);
    if (!S_ISLNK(status.st_mode)) return std::optional<std::string>();
    const std::string folder = folder_of(at);
    if (holds_descriptors(folder)) return std::optional<std::string>();
    const auto text = link_text(at);
    if (!text) return errno_error(path, errno);
    at = text->starts_with('/') ? *text : folder + *text;
  }
  return errno_error(path, ELOOP);
}

base::Status can_replace_file(const std::string& path) {
  auto file = TemporaryFile::create(path);
  if (!file) return std::move(file).error();
  return {};
}

base::Status replace_file(const std::string& path, std::string_view content) {
  auto file = TemporaryFile::create(path);
  if (!file) return std::move(file).error();
  if (auto written = write_all(file->fd(), content); !written) return std::move(written).error().with(path);
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode))
      return base::Error{base::Code::io, base::cat(path, ": is no longer a regular file")};
    take_owner_and_mode(file->fd(), status);
  }
  if (file->move_to(path)) return {};
  return errno == EBUSY ? write_in_place(path, content) : errno_error(path, errno);
}

}  // namespace seiload::sys
