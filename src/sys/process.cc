#include "sys/process.h"

#include <dirent.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

#include "base/number.h"
#include "sys/file.h"

namespace seiload::sys {
namespace {

base::Duration to_duration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

// The n-th word, from 0.
std::string_view field(std::string_view text, std::size_t n) {
  while (true) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    if (n-- == 0) return text.substr(0, end);
    if (end == text.size()) return {};
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void occupy_standard_descriptors() {
  while (true) {
    const int fd =
        ::open("/", O_RDONLY | O_DIRECTORY);  // there in every container, and no good for read or write
    if (fd < 0) return;
    if (fd <= STDERR_FILENO) continue;
    ::close(fd);
    return;
  }
}

void tune_malloc() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 128 * 1024);  // NOLINT(concurrency-mt-unsafe): there is no other thread yet
#endif
}

std::size_t raise_open_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
  if (limit.rlim_cur < limit.rlim_max) {
    rlimit raised = limit;
    raised.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return static_cast<std::size_t>(limit.rlim_cur);
}

void minimise_timer_slack() { ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); }

base::Duration cpu_time() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return to_duration(usage.ru_utime) + to_duration(usage.ru_stime);
}

std::size_t peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

std::optional<std::uint64_t> resident_memory() {
  const auto text = read_file("/proc/self/statm", 4096);
  if (!text) return std::nullopt;
  const auto pages = base::parse_u64(field(*text, 1));
  if (!pages) return std::nullopt;
  return *pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::optional<std::uint64_t> open_descriptors() {
  DIR* folder = ::opendir("/proc/self/fd");
  if (folder == nullptr) return std::nullopt;
  std::uint64_t count = 0;
  // Safe on a stream that no other thread has, whatever the check says of the name.
  while (const dirent* entry = ::readdir(folder)) {  // NOLINT(concurrency-mt-unsafe)
    count += entry->d_name[0] != '.' ? 1 : 0;
  }
  ::closedir(folder);
  return count > 0 ? count - 1 : 0;  // without the folder's own
}

std::optional<double> start_time() {
  const auto stat = read_file("/proc/self/stat", 4096);
  const auto system = read_file("/proc/stat");
  if (!stat || !system) return std::nullopt;
  // The second field is the program's name in brackets, which may hold anything.
  const std::size_t name_end = stat->rfind(')');
  const std::size_t boot_at = system->find("\nbtime ");
  if (name_end == std::string::npos || boot_at == std::string::npos) return std::nullopt;
  const auto ticks = base::parse_u64(field(std::string_view(*stat).substr(name_end + 2), 19));
  const auto boot = base::parse_u64(field(std::string_view(*system).substr(boot_at + 1), 1));
  if (!ticks || !boot) return std::nullopt;
  return static_cast<double>(*boot) +
         static_cast<double>(*ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::optional<std::uint64_t> descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

}  // namespace seiload::sys
