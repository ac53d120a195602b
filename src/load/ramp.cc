#include "load/ramp.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace seiload::load {
namespace {

// The counts of a hold and of a rest are whole numbers, so that no arrival is due in both.
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

double Ramp::rate_at(sys::TimePoint time) const {
  const std::uint64_t step = step_at(time);
  return time - begin_of(step) < steps_.hold ? static_cast<double>(rate_of(step)) : kRestRate;
}

sys::TimePoint Ramp::next_change(sys::TimePoint time) const {
  const std::uint64_t step = step_at(time);
  const sys::TimePoint hold_end = begin_of(step) + steps_.hold;
  return time < hold_end && steps_.rest.count() > 0 ? hold_end : begin_of(step + 1);
}

// Before step k: the k holds, each with a constant more than the one before, and the k rests. The holds'
// floors make this a sum without a closed form only where a hold is no whole number of seconds: then each is
// counted.
double Ramp::arrivals_before(std::uint64_t step) const {
  double sum = static_cast<double>(step) * whole(kRestRate, steps_.rest);
  if (steps_.hold % std::chrono::seconds(1) == sys::Duration(0)) {
    const double k = static_cast<double>(step), seconds = base::to_seconds(steps_.hold);
    return sum + seconds * (k * static_cast<double>(steps_.start) +
                            static_cast<double>(steps_.step) * k * (k - 1) / 2);
  }
  for (std::uint64_t i = 0; i < step; ++i) sum += whole(static_cast<double>(rate_of(i)), steps_.hold);
  return sum;
}

sys::TimePoint Ramp::due(std::uint64_t arrival) const {
  const double wanted = static_cast<double>(arrival);
  // The steps only rise, so that the root of the sum without its floors is near the step.
  std::uint64_t low = 0, high = 1;
  while (arrivals_before(high) <= wanted) {
    low = high;
    high *= 2;
    if (begin_of(high) == sys::TimePoint::max()) return sys::TimePoint::max();
  }
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (arrivals_before(middle) <= wanted ? low : high) = middle;
  }
  const double place = wanted - arrivals_before(low);
  const double rate = static_cast<double>(rate_of(low)), held = whole(rate, steps_.hold);
  const sys::TimePoint begin = begin_of(low);
  if (place < held) return begin + sys::Duration(static_cast<std::int64_t>(place * 1e9 / rate));
  return begin + steps_.hold + sys::Duration(static_cast<std::int64_t>((place - held) * 1e9 / kRestRate));
}

std::uint64_t Ramp::offered_in(std::uint64_t step) const {
  return static_cast<std::uint64_t>(whole(static_cast<double>(rate_of(step)), steps_.hold));
}

}  // namespace seiload::load
