#pragma once
// What one endpoint has shown not to take, known to all workers for the rest of the run: HTTP/1.1 pipelining
// (RFC 9112 section 9.3.2), and batches above a size. Thread rule: any thread.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <limits>

namespace seiload::load {

class Pipelining {
 public:
  bool given_up() const { return given_up_.load(std::memory_order_relaxed); }
  bool give_up() { return !given_up_.exchange(true, std::memory_order_relaxed); }  // true for the first

  // Transactions in one batch at most, if no fewer are asked for.
  std::size_t largest_batch() const { return largest_batch_.load(std::memory_order_relaxed); }
  // A batch of so many was refused: half of that from now on. True for the first who says so.
  bool refuse_batch(std::size_t size) {
    const std::size_t half = std::max<std::size_t>(1, size / 2);
    std::size_t now = largest_batch();
    while (half < now && !largest_batch_.compare_exchange_weak(now, half, std::memory_order_relaxed)) {
    }
    return half < now;
  }

 private:
  std::atomic<bool> given_up_{false};
  std::atomic<std::size_t> largest_batch_{std::numeric_limits<std::size_t>::max()};
};

}  // namespace seiload::load
