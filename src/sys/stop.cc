#include "sys/stop.h"

#include <unistd.h>

#include <algorithm>

namespace seiload::sys {

base::Result<std::unique_ptr<Stop>> Stop::create() {
  auto pipe = make_pipe();
  if (!pipe) return std::move(pipe).error();
  auto hurry = make_pipe();
  if (!hurry) return std::move(hurry).error();
  return std::unique_ptr<Stop>(new Stop(std::move(*pipe), std::move(*hurry)));
}

bool Stop::request(StopReason reason) {
  {
    const std::lock_guard lock(mutex_);
    if (reason_.kind != StopReason::Kind::none) return false;
    reason_ = std::move(reason);
  }
  source_.request_stop();
  const char byte = 0;
  // The pipe is empty, so the write cannot fall short; whoever polls its other end wakes now and at every
  // later poll.
  CHECK(::write(pipe_.write_end.get(), &byte, 1) == 1);
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

void Stop::hurry() {
  const char byte = 0;
  static_cast<void>(::write(hurry_.write_end.get(), &byte, 1) == 1);  // a full pipe is readable already
}

bool Stop::request_failure(base::Error error) {
  return request({StopReason::Kind::failure, 0, std::move(error)});
}

StopReason Stop::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

base::Error stopped_error() { return {base::Code::stopped, "stopped"}; }

}  // namespace seiload::sys
