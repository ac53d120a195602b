#pragma once
// What all workers know of one endpoint. What it has shown not to take, for the rest of the run: HTTP/1.1
// pipelining (RFC 9112 section 9.3.2), and batches above a size. What was reported of
// nonces that cannot be read from it. Thread rule: any thread.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <string_view>

#include "sys/clock.h"

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
  void note_answered_batch(std::size_t size) {
    std::size_t now = largest_answered_batch();
    while (now < size &&
           !largest_answered_batch_.compare_exchange_weak(now, size, std::memory_order_relaxed)) {
    }
  }
  std::size_t largest_answered_batch() const {
    return largest_answered_batch_.load(std::memory_order_relaxed);
  }

  // Accounts of all workers whose nonce is to be read from this endpoint before they go on.
  void add_waiting_account() { waiting_accounts_.fetch_add(1, std::memory_order_relaxed); }
  void remove_waiting_account() { waiting_accounts_.fetch_sub(1, std::memory_order_relaxed); }
  std::uint64_t waiting_accounts() const { return waiting_accounts_.load(std::memory_order_relaxed); }

  // True for the first worker that meets this cause, and again once `pause` has passed since that was
  // reported.
  bool claim_nonce_report(std::string_view cause, sys::TimePoint now, sys::Duration pause) {
    const std::lock_guard lock(mutex_);
    if (cause == cause_ && now < reported_until_) return false;
    cause_ = cause;
    reported_until_ = now + pause;
    return true;
  }

 private:
  std::mutex mutex_;
  std::string cause_;              // guarded by mutex_: reported last
  sys::TimePoint reported_until_;  // guarded by mutex_
  std::atomic<std::size_t> largest_answered_batch_{0};
  std::atomic<std::uint64_t> waiting_accounts_{0};
  std::atomic<bool> given_up_{false};
  std::atomic<std::size_t> largest_batch_{std::numeric_limits<std::size_t>::max()};
};

}  // namespace seiload::load
