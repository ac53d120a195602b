#pragma once
// A latch that a wait can include: from set() on its descriptor is readable, until clear(). Ends threads, and
// tells one that waits that there is something new to look at.
//
// Thread rule: set(), is_set() and fd() from any thread; clear() only by the one thread that waits for it.

#include <atomic>

#include "sys/fd.h"

namespace seiload::sys {

class Event {
 public:
  // Throws std::runtime_error where the system has no descriptors left: nothing goes on without.
  Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set() const;
  void clear() const;
  bool is_set() const { return is_set_.load(std::memory_order_acquire); }
  int fd() const { return pipe_.read_end.get(); }

 private:
  const Pipe pipe_;
  mutable std::atomic<bool> is_set_{false};
};

}  // namespace seiload::sys
