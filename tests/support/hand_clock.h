#pragma once
// A clock that moves when it is told to. Its waits are real ones, until the deadline by the steady clock.

#include <atomic>

#include "sys/clock.h"
#include "sys/poll.h"

namespace seiload::test {

class HandClock final : public sys::Clock {
 public:
  explicit HandClock(sys::TimePoint now = std::chrono::steady_clock::now())
      : now_(now.time_since_epoch().count()) {}

  sys::TimePoint now() const override { return sys::TimePoint(sys::Duration(now_.load())); }
  sys::WallTime wall_now() const override { return sys::WallTime(now().time_since_epoch()); }
  int wait(std::span<pollfd> descriptors, sys::TimePoint deadline) const override {
    return sys::poll(descriptors, deadline);
  }

  void set(sys::TimePoint now) { now_ = now.time_since_epoch().count(); }
  void pass(sys::Duration time) { now_ += time.count(); }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace seiload::test
