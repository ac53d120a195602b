#pragma once
// Which outcomes have occurred in this run, so that the first of each is logged immediately, whichever worker
// meets it; the counts follow once an interval. Thread rule: any thread.

#include <array>
#include <atomic>

#include "measure/outcome.h"

namespace seiload::load {

class FirstErrors {
 public:
  // True once an outcome.
  bool claim(measure::Outcome outcome) {
    std::atomic<bool>& seen = seen_[static_cast<std::size_t>(outcome)];
    return !seen.load(std::memory_order_relaxed) && !seen.exchange(true, std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<bool>, measure::kOutcomes> seen_{};
};

}  // namespace seiload::load
