#include "sys/process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

namespace seiload::sys {
namespace {

base::Duration to_duration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

void occupy_standard_descriptors() {
  while (true) {
    const int fd = ::open("/", O_RDONLY | O_DIRECTORY);  // there in every container, and no good for read or write
    if (fd < 0) return;
    if (fd <= STDERR_FILENO) continue;
    ::close(fd);
    return;
  }
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

unsigned usable_cpus() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace seiload::sys
