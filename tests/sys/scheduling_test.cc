#include "sys/scheduling.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <map>
#include <thread>

namespace seiload::sys {
namespace {

using namespace std::chrono_literals;

CgroupCpu read(const std::map<std::string, std::string>& files) {
  return cgroup_cpu([&](const std::string& path) -> std::optional<std::string> {
    const auto found = files.find(path);
    return found == files.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(Cgroup, VersionTwoTakesTheSmallestQuotaOfAllAbove) {
  const CgroupCpu cpu =
      read({{"/proc/self/cgroup", "0::/a/b\n"},
            {"/sys/fs/cgroup/a/b/cpu.max", "max 100000\n"},
            {"/sys/fs/cgroup/a/b/cpu.stat", "usage_usec 7\nnr_throttled 2\nthrottled_usec 1500\n"},
            {"/sys/fs/cgroup/a/cpu.max", "150000 100000\n"},
            {"/sys/fs/cgroup/a/cpu.stat", "throttled_usec 500\n"},
            {"/sys/fs/cgroup/cpu.stat", "usage_usec 7\n"}});
  EXPECT_EQ(cpu.cpus, 1.5);
  EXPECT_EQ(cpu.throttled, 2ms);
}

// A container with the host's path, and its own files at the top.
TEST(Cgroup, PathsThatAreNotThereArePassedOver) {
  const CgroupCpu cpu =
      read({{"/proc/self/cgroup", "0::/docker/0123\n"}, {"/sys/fs/cgroup/cpu.max", "50000 100000\n"}});
  EXPECT_EQ(cpu.cpus, 0.5);
  EXPECT_EQ(cpu.throttled, std::nullopt);
}

TEST(Cgroup, VersionOne) {
  const CgroupCpu cpu =
      read({{"/proc/self/cgroup", "5:memory:/x\n4:cpu,cpuacct:/x\n0::/\n"},
            {"/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", "200000\n"},
            {"/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us", "100000\n"},
            {"/sys/fs/cgroup/cpu,cpuacct/x/cpu.stat", "nr_periods 5\nthrottled_time 3000000\n"},
            {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n"},
            {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n"}});
  EXPECT_EQ(cpu.cpus, 2);
  EXPECT_EQ(cpu.throttled, 3ms);
}

TEST(Cgroup, WhateverTheFilesHold) {
  EXPECT_EQ(read({}).cpus, std::nullopt);
  for (const char* text : {"", ":", "::", "0:", "0::", "0::x", "nonsense\n\n", "0::/a//b/"})
    EXPECT_EQ(read({{"/proc/self/cgroup", text}}).cpus, std::nullopt);
  for (const char* text : {"", "max", "0 0", "1 0", "x y", "1 2 3"})
    EXPECT_EQ(read({{"/proc/self/cgroup", "0::/"}, {"/sys/fs/cgroup/cpu.max", text}}).cpus, std::nullopt)
        << text;
}

TEST(Scheduling, AffinityDecides) {
  cpu_set_t before, one;
  ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
  int first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  unsigned with_one = 0;
  std::thread([&] {
    ::sched_setaffinity(0, sizeof one, &one);
    with_one = usable_cpus();
  }).join();
  EXPECT_EQ(with_one, 1U);
  EXPECT_GE(usable_cpus(), 1U);
  EXPECT_LE(usable_cpus(), static_cast<unsigned>(CPU_COUNT(&before)));
}

TEST(Scheduling, TimesOfAThread) {
  const auto times = thread_times(thread_id());
  if (!times) GTEST_SKIP() << "no schedstat here";
  EXPECT_GE(times->turns, 1U);
  EXPECT_FALSE(thread_times(0));
}

}  // namespace
}  // namespace seiload::sys
