#include "load/pacer.h"

#include <algorithm>

#include "base/check.h"

namespace seiload::load {
namespace {

sys::TimePoint after(sys::TimePoint start, double nanoseconds) {
  // A due time past the clock's range (a rate like 1e-12) is as good as never.
  constexpr double kLongest = 9e18;
  if (nanoseconds >= kLongest - static_cast<double>(start.time_since_epoch().count()))
    return sys::TimePoint::max();
  return start + sys::Duration(static_cast<std::int64_t>(nanoseconds));
}

}  // namespace

Pacer::Pacer(sys::TimePoint start, double per_second, double phase)
    : interval_ns_(per_second > 0 ? 1e9 / per_second : 0), phase_(phase) {
  CHECK(phase >= 0 && phase < 1);
  origin_ = after(start, phase_ * interval_ns_);
}

sys::TimePoint Pacer::next(sys::TimePoint now) {
  if (interval_ns_ == 0) return now;
  const sys::TimePoint due = after(origin_, static_cast<double>(started_) * interval_ns_);
  const sys::Duration slack = blocked_ ? kSlack : kCatchUp;
  if (now - due <= slack) return due;
  const double late = static_cast<double>((now - slack - due).count()) / interval_ns_;
  if (blocked_) {
    given_up_ += late;
    origin_ = now - slack;
    started_ = 0;
  } else {
    const auto whole = static_cast<std::uint64_t>(late) + 1;
    given_up_ += static_cast<double>(whole);
    started_ += whole;
  }
  return after(origin_, static_cast<double>(started_) * interval_ns_);
}

void Pacer::bend(double per_second, sys::TimePoint now) {
  if (interval_ns_ == 0 || per_second <= 0) return set_rate(per_second, now);
  const double interval = 1e9 / per_second;
  const sys::TimePoint due = after(origin_, static_cast<double>(started_) * interval_ns_);
  // Overdue already, or by so much of an interval from now.
  const double left = due <= now ? 0 : std::min(1.0, static_cast<double>((due - now).count()) / interval_ns_);
  origin_ = due <= now ? due : after(now, left * interval);
  started_ = 0;
  interval_ns_ = interval;
}

void Pacer::set_rate(double per_second, sys::TimePoint now) {
  const double interval = per_second > 0 ? 1e9 / per_second : 0;
  if (interval == interval_ns_) return;
  interval_ns_ = interval;
  origin_ = after(now, phase_ * interval_ns_);
  started_ = 0;
}

}  // namespace seiload::load
