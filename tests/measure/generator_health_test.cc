#include "measure/generator_health.h"

#include <gtest/gtest.h>

namespace seiload::measure {
namespace {

using namespace std::chrono_literals;

// Of one second, in which a hundred were accepted after 20 ms each.
WorkerSample second() {
  return {.accepted = 100,
          .latency = 2s,
          .busy = 100ms,
          .late_wakes = 0,
          .late = 0s,
          .longest_late = 0s,
          .times = CpuTimes{.running = 150ms, .waiting = 1ms, .turns = 200}};
}

double doubt(const WorkerSample& sample) {
  GeneratorHealth health(1);
  health.add(0, sample, 1s);
  return health.report().doubt_share().value_or(-1);
}

TEST(GeneratorHealth, AnIdleMachineLeavesNoDoubt) {
  EXPECT_EQ(doubt(second()), 0);
  EXPECT_EQ(doubt({}), -1);  // nothing to judge
}

// 8 busy neighbours: each turn on a CPU is waited for.
TEST(GeneratorHealth, WaitingForACpuIsInEveryLatency) {
  WorkerSample sample = second();
  sample.times->waiting = 600ms;  // 3 ms each
  EXPECT_EQ(doubt(sample), 1);
  sample.latency = 50s;  // 500 ms each: it does not matter
  EXPECT_EQ(doubt(sample), 0);
}

TEST(GeneratorHealth, AStopIsInThoseOfItsTime) {
  WorkerSample sample = second();
  sample.late_wakes = 1;
  sample.late = 300ms;
  EXPECT_DOUBLE_EQ(doubt(sample), 0.3);
  sample.times.reset();
  EXPECT_DOUBLE_EQ(doubt(sample), 0.3);
  sample = second();
  sample.busy = 851ms;  // stopped in the middle of its work
  EXPECT_DOUBLE_EQ(doubt(sample), 0.7);
}

TEST(GeneratorHealth, AddsUpOverTimesAndWorkers) {
  GeneratorHealth health(2);
  WorkerSample first = second();
  health.add(0, first, 1s);
  health.add(1, first, 1s);
  WorkerSample later = first;
  later.accepted += 100;
  later.latency += 2s;
  later.times->waiting += 600ms;
  later.times->turns += 200;
  later.late = later.longest_late = 5ms;
  later.late_wakes = 1;
  health.add(0, later, 1s);
  first.times.reset();  // its thread has ended
  health.add(1, first, 1s);
  const GeneratorReport report = health.report();
  EXPECT_EQ(report.judged, 300U);
  EXPECT_EQ(report.in_doubt, 100U);
  EXPECT_EQ(report.workers_time, 4s);
  EXPECT_EQ(report.cpu_wait, 602ms);
  EXPECT_EQ(report.late, 5ms);
  EXPECT_EQ(report.longest_late, 5ms);
}

}  // namespace
}  // namespace seiload::measure
