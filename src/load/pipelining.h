#pragma once
// Whether one endpoint keeps up with HTTP/1.1 pipelining (RFC 9112 section 9.3.2), known to all workers: the first that
// sees it fail gives it up for the rest of the run. Thread rule: any thread.

#include <atomic>

namespace seiload::load {

class Pipelining {
 public:
  bool given_up() const { return given_up_.load(std::memory_order_relaxed); }
  bool give_up() { return !given_up_.exchange(true, std::memory_order_relaxed); }  // true for the first

 private:
  std::atomic<bool> given_up_{false};
};

}  // namespace seiload::load
