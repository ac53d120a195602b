#pragma once
// How much of what a run measured is the generator's own delay: from what workers and the system say of the
// time in which the worker threads were kept from running. Pure arithmetic over samples. Thread rule: one
// owner.

#include <cstdint>
#include <optional>
#include <vector>

#include "measure/summary.h"

namespace seiload::measure {

// What the system tells of a thread: sys::ThreadTimes.
struct CpuTimes {
  base::Duration running{0}, waiting{0};  // on a CPU; runnable, and waiting for one
  std::uint64_t turns = 0;                // on a CPU
};

// Of one worker, all since the load began.
struct WorkerSample {
  std::uint64_t accepted = 0;
  base::Duration latency{0};  // sum over those accepted, from the write of the request
  base::Duration busy{0};     // not waiting for anything
  std::uint64_t late_wakes = 0;
  base::Duration late{0}, longest_late{0};
  std::optional<CpuTimes> times;  // nothing: the system does not tell
};

class GeneratorHealth {
 public:
  // A delay that is less than this share of a latency leaves it as good as it was.
  static constexpr double kHarmless = 0.1;
  // Waiting this long for each turn on a CPU is what any machine does.
  static constexpr base::Duration kUsualWait = std::chrono::microseconds(200);

  explicit GeneratorHealth(std::size_t workers) : last_(workers) {}

  // The time since the last sample of this worker. Without `now.times` those of the last sample stand.
  void add(std::size_t worker, WorkerSample now, base::Duration elapsed);

  // All before is left out.
  void restart();

  // All but the throttled time.
  GeneratorReport report() const;

 private:
  std::vector<WorkerSample> last_;
  std::vector<WorkerSample> base_;  // at the restart; empty: there was none
  base::Duration workers_time_{0};
  double in_doubt_ = 0;
};

}  // namespace seiload::measure
