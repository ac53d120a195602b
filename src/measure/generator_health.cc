#include "measure/generator_health.h"

#include <algorithm>
#include <cmath>

namespace seiload::measure {
namespace {

// What of a worker's latencies in a time includes delays of its own that matter.
double doubtful_share(const WorkerSample& before, const WorkerSample& now, base::Duration elapsed) {
  const std::uint64_t accepted = now.accepted - before.accepted;
  if (accepted == 0 || elapsed.count() <= 0) return 0;
  const double latency = base::to_seconds(now.latency - before.latency) / static_cast<double>(accepted);
  const double time = base::to_seconds(elapsed), matters = GeneratorHealth::kHarmless * latency;
  double share = 0;
  // Waits that ended late: of those that were due, or answered, meanwhile.
  const std::uint64_t late_wakes = now.late_wakes - before.late_wakes;
  const double late = base::to_seconds(now.late - before.late);
  if (late_wakes > 0 && late / static_cast<double>(late_wakes) >= matters)
    share = std::max(share, late / time);
  if (!now.times) return std::min(1.0, share);
  // A wait for a CPU before every turn is in every latency.
  const CpuTimes then = before.times.value_or(CpuTimes());
  const double waiting = base::to_seconds(now.times->waiting - then.waiting);
  const double each =
      waiting / static_cast<double>(std::max<std::uint64_t>(1, now.times->turns - then.turns));
  if (each >= std::max(base::to_seconds(GeneratorHealth::kUsualWait), matters)) share = 1;
  // Neither waiting for something, nor on a CPU, nor waiting for one: stopped in the middle of its work.
  const double running = base::to_seconds(now.times->running - then.running);
  const double stopped = base::to_seconds(now.busy - before.busy) - running - waiting;
  if (stopped >= std::max(0.02, GeneratorHealth::kHarmless * time)) share = std::max(share, stopped / time);
  return std::min(1.0, share);
}

}  // namespace

void GeneratorHealth::add(std::size_t worker, WorkerSample now, base::Duration elapsed) {
  WorkerSample& before = last_[worker];
  if (!now.times) now.times = before.times;
  in_doubt_ += doubtful_share(before, now, elapsed) * static_cast<double>(now.accepted - before.accepted);
  workers_time_ += elapsed;
  before = now;
}

void GeneratorHealth::restart() {
  base_ = last_;
  workers_time_ = base::Duration(0);
  in_doubt_ = 0;
}

GeneratorReport GeneratorHealth::report() const {
  GeneratorReport report{.workers_time = workers_time_, .cpu_wait = {}, .throttled = {}};
  for (std::size_t i = 0; i < last_.size(); ++i) {
    const WorkerSample& worker = last_[i];
    const WorkerSample before = base_.empty() ? WorkerSample() : base_[i];
    report.judged += worker.accepted - before.accepted;
    report.late += worker.late - before.late;
    // Of the whole run where the longest came before.
    report.longest_late = std::max(report.longest_late, worker.longest_late);
    if (worker.times)
      report.cpu_wait = report.cpu_wait.value_or(base::Duration(0)) + worker.times->waiting -
                        before.times.value_or(CpuTimes()).waiting;
  }
  report.in_doubt = static_cast<std::uint64_t>(std::llround(in_doubt_));
  return report;
}

}  // namespace seiload::measure
