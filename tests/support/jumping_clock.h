#pragma once
// A clock whose waits are over at once: it goes to their deadlines.

#include <algorithm>
#include <atomic>

#include "sys/clock.h"
#include "sys/poll.h"

namespace seiload::test {

class JumpingClock final : public sys::Clock {
 public:
  sys::TimePoint now() const override { return sys::TimePoint(sys::Duration(now_.load())); }
  sys::WallTime wall_now() const override { return sys::WallTime(now().time_since_epoch()); }
  int wait(std::span<pollfd> descriptors, sys::TimePoint deadline) const override {
    const int ready = sys::poll(descriptors, sys::kPast);
    if (ready == 0) now_ = std::max(now(), deadline).time_since_epoch().count();
    return ready;
  }

 private:
  mutable std::atomic<std::int64_t> now_{0};
};

}  // namespace seiload::test
