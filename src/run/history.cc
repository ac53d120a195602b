#include "run/history.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"
#include "measure/compare.h"
#include "measure/summary_json.h"
#include "sys/error.h"
#include "sys/file.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr std::size_t kMaxFile = std::size_t{1} << 30;

}  // namespace

base::Result<History> History::open(const HistoryOptions& options) {
  sys::Fd fd(::open(options.append.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666));
  if (!fd.is_open()) return sys::errno_error(cat("--append ", options.append), errno);
  return History(options, std::move(fd));
}

base::Result<std::vector<std::string>> History::compare(const measure::Summary& now,
                                                        std::vector<std::string>& notes) const {
  auto text = sys::read_file(options_.append, kMaxFile);
  if (!text) return std::move(text).error();
  std::vector<measure::Summary> before;
  std::uint64_t unreadable = 0;
  // From the newest on.
  for (std::string_view rest = *text; !rest.empty() && before.size() < options_.compare_last;) {
    if (rest.ends_with('\n')) rest.remove_suffix(1);
    const std::size_t at = rest.rfind('\n');
    const std::size_t begin = at == std::string_view::npos ? 0 : at + 1;
    const std::string_view line = rest.substr(begin);
    rest = rest.substr(0, begin);
    if (line.empty()) continue;
    if (auto summary = measure::parse_summary(line))
      before.insert(before.begin(), std::move(*summary));
    else
      ++unreadable;
  }
  if (unreadable > 0)
    notes.push_back(cat(options_.append, ": ", unreadable,
                        unreadable == 1 ? " line is no report of this version, and left out"
                                        : " lines are no reports of this version, and left out"));
  std::vector<std::string> worse;
  if (before.empty()) return worse;
  for (const measure::Change& change : measure::compare(before, now).changes)
    if (change.verdict == measure::Verdict::worse) worse.push_back(change.line());
  return worse;
}

base::Status History::append(const measure::Summary& now) const {
  const auto failed = [&] { return sys::errno_error(cat("--append ", options_.append), errno); };
  std::string line;
  struct stat status {};
  if (::fstat(fd_.get(), &status) != 0) return failed();
  char last = '\n';
  if (S_ISREG(status.st_mode) && status.st_size > 0 && ::pread(fd_.get(), &last, 1, status.st_size - 1) < 0)
    return failed();
  if (last != '\n') line += '\n';
  line += measure::to_json_line(now);
  ssize_t written = 0;
  do written = ::write(fd_.get(), line.data(), line.size());
  while (written < 0 && errno == EINTR);
  if (written < 0) return failed();
  if (static_cast<std::size_t>(written) != line.size())
    return base::Error{base::Code::io, cat("--append ", options_.append, ": no room for the whole report")};
  // A device or a FIFO has nothing to be kept.
  if (S_ISREG(status.st_mode) && ::fsync(fd_.get()) != 0) return failed();
  return {};
}

}  // namespace seiload::run
