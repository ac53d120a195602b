#include "load/ramp.h"

#include <cmath>
#include <vector>

#include "base/check.h"

namespace seiload::load {
namespace {

double whole(double rate, sys::Duration time) { return std::floor(rate * base::to_seconds(time)); }

}  // namespace

Ramp::Ramp(sys::TimePoint begin, const RampSteps& steps)
    : begin_(begin), steps_(steps), cycle_(steps.hold + steps.rest) {
  CHECK(steps.start > 0 && steps.step > 0 && steps.hold.count() > 0 && steps.rest.count() >= 0);
}

std::uint64_t Ramp::step_at(sys::TimePoint time) const {
  return time <= begin_ ? 0 : static_cast<std::uint64_t>((time - begin_) / cycle_);
}

sys::TimePoint Ramp::begin_of(std::uint64_t step) const {
  // A step past the clock's range is as good as never.
  const auto most = static_cast<std::uint64_t>((sys::TimePoint::max() - begin_) / cycle_);
  return step > most ? sys::TimePoint::max() : begin_ + cycle_ * static_cast<std::int64_t>(step);
}

sys::TimePoint Ramp::next_change(sys::TimePoint time) const {
  const std::uint64_t step = step_at(time);
  const sys::TimePoint hold_end = begin_of(step) + steps_.hold;
  return time < hold_end && steps_.rest.count() > 0 ? hold_end : begin_of(step + 1);
}

RateProgram Ramp::program(std::uint64_t count, sys::TimePoint end) const {
  std::vector<RateProgram::Segment> segments;
  for (std::uint64_t step = 0; step < count; ++step) {
    const sys::TimePoint begin = begin_of(step);
    if (step > 0 && (begin >= end || begin == sys::TimePoint::max())) break;
    segments.push_back({begin, static_cast<double>(rate_of(step))});
    if (steps_.rest.count() > 0) segments.push_back({hold_end_of(step), kRestRate});
  }
  return RateProgram(segments);
}

std::uint64_t Ramp::offered_in(std::uint64_t step) const {
  return static_cast<std::uint64_t>(whole(static_cast<double>(rate_of(step)), steps_.hold));
}

}  // namespace seiload::load
