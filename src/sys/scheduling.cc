#include "sys/scheduling.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <thread>
#include <vector>

#include "base/number.h"
#include "base/text.h"
#include "sys/file.h"

namespace seiload::sys {
namespace {

using base::cat;

std::optional<std::string> read_small(const std::string& path) {
  auto text = read_file(path, 1 << 16);
  return text ? std::optional(std::move(*text)) : std::nullopt;
}

// Words and lines of files under /proc and /sys.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// The number behind "name " in a file of such lines.
std::optional<std::uint64_t> named_number(std::string_view text, std::string_view name) {
  for (const std::string_view line : split(text, '\n'))
    if (line.starts_with(name) && line.substr(name.size(), 1) == " ")
      return base::parse_u64(line.substr(name.size() + 1));
  return std::nullopt;
}

void add_quota(CgroupCpu& cpu, std::optional<std::uint64_t> quota, std::optional<std::uint64_t> period) {
  if (!quota || !period || *quota == 0 || *period == 0) return;  // "max" and -1 are no numbers: no quota
  const double cpus = static_cast<double>(*quota) / static_cast<double>(*period);
  cpu.cpus = std::min(cpu.cpus.value_or(cpus), cpus);
}

void add_throttled(CgroupCpu& cpu, std::optional<base::Duration> time) {
  if (time) cpu.throttled = cpu.throttled.value_or(base::Duration(0)) + *time;
}

// Of one folder. A cgroup's own limit and those above it all hold.
void read_v2(const ReadFile& read, const std::string& folder, CgroupCpu& cpu) {
  if (const auto text = read(folder + "/cpu.max")) {
    const auto words = split(base::trim(*text), ' ');
    if (words.size() == 2) add_quota(cpu, base::parse_u64(words[0]), base::parse_u64(words[1]));
  }
  if (const auto text = read(folder + "/cpu.stat"))
    if (const auto time = named_number(*text, "throttled_usec"))
      add_throttled(
          cpu, std::chrono::microseconds(static_cast<std::int64_t>(std::min(*time, std::uint64_t{1} << 50))));
}

void read_v1(const ReadFile& read, const std::string& folder, CgroupCpu& cpu) {
  const auto number = [&](const char* name) -> std::optional<std::uint64_t> {
    const auto text = read(cat(folder, '/', name));
    return text ? base::parse_u64(base::trim(*text)) : std::nullopt;
  };
  add_quota(cpu, number("cpu.cfs_quota_us"), number("cpu.cfs_period_us"));
  if (const auto text = read(folder + "/cpu.stat"))
    if (const auto time = named_number(*text, "throttled_time"))
      add_throttled(cpu, base::Duration(static_cast<std::int64_t>(std::min(*time, std::uint64_t{1} << 60))));
}

}  // namespace

std::uint64_t thread_id() { return static_cast<std::uint64_t>(::syscall(SYS_gettid)); }

std::optional<ThreadTimes> thread_times(std::uint64_t thread) {
  const auto text = read_small(cat("/proc/self/task/", thread, "/schedstat"));
  if (!text) return std::nullopt;
  const auto words = split(base::trim(*text), ' ');
  if (words.size() < 3) return std::nullopt;
  const auto running = base::parse_u64(words[0]), waiting = base::parse_u64(words[1]),
             turns = base::parse_u64(words[2]);
  if (!running || !waiting || !turns) return std::nullopt;
  return ThreadTimes{base::Duration(static_cast<std::int64_t>(*running)),
                     base::Duration(static_cast<std::int64_t>(*waiting)), *turns};
}

// Lines of /proc/self/cgroup: "0::/path" of version 2, "4:cpu,cpuacct:/path" of version 1. In a container the
// path may be the host's while the files are mounted as if it were "/": what is not there is passed over.
CgroupCpu cgroup_cpu(const ReadFile& read) {
  CgroupCpu cpu;
  const auto groups = read("/proc/self/cgroup");
  if (!groups) return cpu;
  for (const std::string_view line : split(*groups, '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const auto names = split(controllers, ',');
    const bool is_v1 = std::find(names.begin(), names.end(), "cpu") != names.end();
    if (!controllers.empty() && !is_v1) continue;
    std::string path(line.substr(second + 1));
    while (true) {
      if (path.ends_with('/')) path.pop_back();
      if (is_v1)
        read_v1(read, cat("/sys/fs/cgroup/", controllers, path), cpu);
      else
        read_v2(read, cat("/sys/fs/cgroup", path), cpu);
      if (path.empty()) break;
      path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
    }
  }
  return cpu;
}

CgroupCpu cgroup_cpu() { return cgroup_cpu(read_small); }

unsigned usable_cpus() {
  unsigned cpus = 0;
  for (int most = 1024; most <= 1 << 20 && cpus == 0; most *= 2) {  // EINVAL: the kernel has more
    cpu_set_t* const set = CPU_ALLOC(most);
    if (set == nullptr) break;
    const std::size_t size = CPU_ALLOC_SIZE(most);
    if (::sched_getaffinity(0, size, set) == 0) cpus = static_cast<unsigned>(CPU_COUNT_S(size, set));
    CPU_FREE(set);
  }
  if (cpus == 0) cpus = std::max(1U, std::thread::hardware_concurrency());
  if (const auto quota = cgroup_cpu().cpus; quota && *quota < cpus) cpus = static_cast<unsigned>(*quota);
  return std::max(1U, cpus);
}

}  // namespace seiload::sys
