#pragma once
// A share of time that questions to a node may take: what they took is measured, and the next one may begin
// once the share of all time since the start covers it. What was not used serves for at most a second. Pure
// arithmetic. Thread rule: a value, one owner.

#include <algorithm>

#include "sys/clock.h"

namespace seiload::track {

class TimeBudget {
 public:
  static constexpr sys::Duration kMaxSaved = std::chrono::seconds(1);

  // `share` of the time, > 0; `first`: what may be used from the start on.
  TimeBudget(double share, sys::Duration first, sys::TimePoint start)
      : share_(share), credit_(first), at_(start) {}

  // When the next question may begin; at or before `now` if it may begin immediately.
  sys::TimePoint next(sys::TimePoint now) {
    save(now);
    if (credit_.count() > 0) return now;
    const double wait = (1 - static_cast<double>(credit_.count())) / share_;
    return sys::saturating_add(now, sys::Duration(static_cast<std::int64_t>(std::min(wait, 1e18))));
  }
  void spend(sys::Duration time, sys::TimePoint now) {
    save(now);
    credit_ -= time;
  }

 private:
  void save(sys::TimePoint now) {
    if (now <= at_) return;
    const double more = share_ * static_cast<double>((now - at_).count());
    credit_ =
        std::max(credit_, std::min(kMaxSaved, credit_ + sys::Duration(static_cast<std::int64_t>(more))));
    at_ = now;
  }

  const double share_;
  sys::Duration credit_;
  sys::TimePoint at_;
};

}  // namespace seiload::track
