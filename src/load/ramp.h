#pragma once
// A rate that rises in steps: step k, from 0, offers start + k * step transactions a second for `hold`, then
// one a second for `rest`, so that what the step left behind can go down. Pure arithmetic;
// load/rate_program.h says when arrivals are due by it. Thread rule: constant once built.

#include <cstdint>

#include "load/rate_program.h"
#include "sys/clock.h"

namespace seiload::load {

struct RampSteps {
  std::uint64_t start = 100, step = 100;  // transactions a second, > 0
  sys::Duration hold = std::chrono::seconds(120), rest = std::chrono::seconds(30);  // hold > 0, rest >= 0
};

class Ramp {
 public:
  static constexpr double kRestRate = 1;  // a second

  Ramp(sys::TimePoint begin, const RampSteps& steps);

  // The step that `time` lies in, its rest included; 0 before the beginning.
  std::uint64_t step_at(sys::TimePoint time) const;
  std::uint64_t rate_of(std::uint64_t step) const { return steps_.start + step * steps_.step; }
  // How many arrivals are due while the step holds its rate.
  std::uint64_t offered_in(std::uint64_t step) const;
  sys::TimePoint begin_of(std::uint64_t step) const;
  sys::TimePoint hold_end_of(std::uint64_t step) const {
    return sys::saturating_add(begin_of(step), steps_.hold);
  }
  // When the rate changes next.
  sys::TimePoint next_change(sys::TimePoint time) const;
  // Its first steps, `count` at most and those that begin before `end` at most; the last rate goes on. > 0.
  RateProgram program(std::uint64_t count, sys::TimePoint end = sys::kNever) const;

 private:
  sys::TimePoint begin_;
  RampSteps steps_;
  sys::Duration cycle_;
};

}  // namespace seiload::load
