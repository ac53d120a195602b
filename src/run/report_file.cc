#include "run/report_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "sys/error.h"
#include "sys/file.h"

namespace seiload::run {

base::Result<ReportFile> ReportFile::open(const std::string& path, std::string_view what) {
  ReportFile file(path, what);
  if (path.empty() || file.is_stdout() || path == "/dev/stderr") return file;
  file.fd_ = sys::Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  if (!file.fd_.is_open()) return sys::errno_error(file.name_, errno);
  return file;
}

base::Status ReportFile::write(std::string_view content) {
  if (path_.empty() || is_stdout()) return {};  // standard output gets the report anyway
  const int fd = path_ == "/dev/stderr" ? STDERR_FILENO : fd_.get();
  struct stat status {};
  const bool is_regular = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && fd != STDERR_FILENO;
  if (is_regular && (::ftruncate(fd, 0) != 0 || ::lseek(fd, 0, SEEK_SET) < 0))
    return sys::errno_error(name_, errno);
  auto written = sys::write_all(fd, content);
  if (written) return {};
  if (is_regular && ::ftruncate(fd, 0) != 0) return sys::errno_error(name_, errno);
  return std::move(written).error().with(name_);
}

}  // namespace seiload::run
