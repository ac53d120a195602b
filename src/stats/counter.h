#pragma once
// A number that one thread writes and any thread reads, without a locked instruction.

#include <atomic>
#include <cstdint>

#include "base/number.h"

namespace seiload::stats {

class Counter {
 public:
  void add(std::uint64_t by = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  // The same, but stays at the largest value where the sum does not fit.
  void add_saturating(std::uint64_t by) noexcept {
    value_.store(base::saturating_add(value_.load(std::memory_order_relaxed), by), std::memory_order_relaxed);
  }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace seiload::stats
