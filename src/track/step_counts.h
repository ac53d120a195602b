#pragma once
// Counts by step of a ramp. Pure. Thread rule: one owner.

#include <cstdint>
#include <functional>
#include <vector>

#include "sys/clock.h"

namespace seiload::track {

inline constexpr std::size_t kNoStep = ~std::size_t{0};

// Of the transactions that were due in one step.
struct StepCount {
  std::uint64_t registered = 0, included = 0;
};

class StepCounts {
 public:
  using StepOf = std::function<std::size_t(sys::TimePoint due)>;  // or kNoStep

  // Before the first count: nothing is counted without.
  void count_by(StepOf step_of) { step_of_ = std::move(step_of); }

  void add(sys::TimePoint due, std::uint64_t StepCount::*what) {
    if (StepCount* const step = step_at(due)) ++(step->*what);
  }
  void take_back(sys::TimePoint due, std::uint64_t StepCount::*what) {
    if (StepCount* const step = step_at(due)) --(step->*what);
  }

  const std::vector<StepCount>& get() const { return steps_; }

 private:
  static constexpr std::size_t kMost = 10'000;

  StepCount* step_at(sys::TimePoint due) {
    const std::size_t step = step_of_ ? step_of_(due) : kNoStep;
    if (step >= kMost) return nullptr;
    if (steps_.size() <= step) steps_.resize(step + 1);
    return &steps_[step];
  }

  StepOf step_of_;
  std::vector<StepCount> steps_;
};

}  // namespace seiload::track
