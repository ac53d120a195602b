#include "run/report_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "sys/error.h"
#include "sys/file.h"
#include "sys/replace_file.h"

namespace seiload::run {
namespace {

constexpr std::string_view kStdout = "/dev/stdout", kStderr = "/dev/stderr";

// "report file x: No such file or directory", from an error that names the file.
base::Error about(std::string_view what, base::Error error) {
  error.message.insert(0, base::cat(what, ' '));
  return error;
}

}  // namespace

base::Result<ReportFile> ReportFile::open(const std::string& path, std::string_view what, Way way) {
  ReportFile file(path, what);
  if (path.empty() || path == kStdout || path == kStderr) return file;
  if (way == Way::replace) {
    auto replaced = sys::replaceable_file(path);
    if (!replaced) return about(what, std::move(replaced).error());
    if (*replaced) {
      if (auto status = sys::can_replace_file(**replaced); !status)
        return about(what, std::move(status).error());
      file.replaced_ = std::move(*replaced);
      return file;
    }
  }
  auto fd = sys::open_for_writing(path);
  if (!fd) return about(what, std::move(fd).error());
  file.fd_ = std::move(*fd);
  return file;
}

bool ReportFile::is_stdout() const { return path_ == kStdout; }

base::Status ReportFile::write(std::string_view content, const sys::Stop* stop) {
  if (path_.empty()) return {};
  auto written = replaced_ ? sys::replace_file(*replaced_, content) : write_in_place(content, stop);
  if (written) return {};
  return about(what_, std::move(written).error());
}

base::Status ReportFile::write_in_place(std::string_view content, const sys::Stop* stop) const {
  const int fd = path_ == kStdout ? STDOUT_FILENO : path_ == kStderr ? STDERR_FILENO : fd_.get();
  struct stat status {};
  // What was written to a redirected standard output or error before is not ours to remove.
  const bool is_regular = fd_.is_open() && ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  if (is_regular && (::ftruncate(fd, 0) != 0 || ::lseek(fd, 0, SEEK_SET) < 0))
    return sys::errno_error(path_, errno);
  auto written = sys::write_all(fd, content, stop);
  if (written) return {};
  if (is_regular && ::ftruncate(fd, 0) != 0) return sys::errno_error(path_, errno);
  return std::move(written).error().with(path_);
}

}  // namespace seiload::run
