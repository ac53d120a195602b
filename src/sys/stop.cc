#include "sys/stop.h"

#include <algorithm>

namespace seiload::sys {

bool Stop::request(StopReason reason) {
  {
    const std::lock_guard lock(mutex_);
    if (reason_.kind != StopReason::Kind::none) return false;
    reason_ = std::move(reason);
  }
  source_.request_stop();
  event_.set();
  return true;
}

void Stop::on_signal(int signal, TimePoint now) {
  {
    const std::lock_guard lock(mutex_);
    if (!signalled_at_) signalled_at_ = now;
  }
  if (!request({StopReason::Kind::signal, signal, {}})) hurry();
}

std::optional<TimePoint> Stop::signalled_at() const {
  const std::lock_guard lock(mutex_);
  return signalled_at_;
}

TimePoint Stop::cut_short(TimePoint deadline) const {
  const auto signalled = signalled_at();
  return signalled ? std::min(deadline, *signalled + kPatience) : deadline;
}

bool Stop::request_failure(base::Error error) {
  return request({StopReason::Kind::failure, 0, std::move(error)});
}

StopReason Stop::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

}  // namespace seiload::sys
