#pragma once
// What the system grants: CPUs by affinity and cgroup quota, and the time that threads were kept from
// running. Nothing where the system does not tell. Thread rule: any thread.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/duration.h"

namespace seiload::sys {

// Of one thread so far (/proc/.../schedstat, which some kernels and sandboxes lack).
struct ThreadTimes {
  base::Duration running{0};
  base::Duration waiting{0};  // runnable, and waiting for a CPU
  std::uint64_t turns = 0;    // how often it got one
};

std::uint64_t thread_id();                                      // of the calling thread
std::optional<ThreadTimes> thread_times(std::uint64_t thread);  // of this process

// The CPU part of this process's cgroup and those above it, version 1 or 2.
struct CgroupCpu {
  std::optional<double> cpus;               // the smallest quota
  std::optional<base::Duration> throttled;  // time without a CPU because the quota was used up
};

// Contents of a small file; nothing if it cannot be read.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

CgroupCpu cgroup_cpu();
CgroupCpu cgroup_cpu(const ReadFile& read);

// How many CPUs this process may use, by affinity and whole CPUs of its quota, at least 1.
unsigned usable_cpus();

}  // namespace seiload::sys
