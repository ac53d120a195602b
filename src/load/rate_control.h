#pragma once
// The rate program of a run, as its controller publishes it in epochs. A program agrees with the one before
// on everything that may have been due by then: what is changed or added begins later. Thread rule: one
// controller publishes, any thread follows.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "load/rate_program.h"

namespace seiload::load {

class RateControl {
 public:
  explicit RateControl(RateProgram first) : now_(std::make_shared<const RateProgram>(std::move(first))) {}

  void publish(RateProgram next) {
    auto program = std::make_shared<const RateProgram>(std::move(next));
    const std::lock_guard lock(mutex_);
    now_ = std::move(program);
    epoch_.fetch_add(1, std::memory_order_release);
  }

  std::uint32_t epoch() const { return epoch_.load(std::memory_order_acquire); }  // 0: still the first
  std::shared_ptr<const RateProgram> now() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }

 private:
  std::atomic<std::uint32_t> epoch_{0};
  mutable std::mutex mutex_;
  std::shared_ptr<const RateProgram> now_;  // guarded by mutex_
};

// The program as one worker sees it: without a lock, until the next epoch. Thread rule: one owner.
class FollowedRate {
 public:
  // The control outlives it.
  explicit FollowedRate(const RateControl& control) : control_(control), program_(control.now()) {}

  const RateProgram& operator*() const { return *program_; }
  const RateProgram* operator->() const { return program_.get(); }
  void follow() {
    const std::uint32_t epoch = control_.epoch();
    if (epoch == epoch_) return;
    epoch_ = epoch;
    program_ = control_.now();
  }

 private:
  const RateControl& control_;
  std::uint32_t epoch_ = 0;
  std::shared_ptr<const RateProgram> program_;
};

}  // namespace seiload::load
