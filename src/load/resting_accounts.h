#pragma once
// Accounts that are out of money, in a run that tops accounts up: nothing of them is sent from the refusal
// that says so until whoever pays wakes them. Thread rule: any thread.

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "chain/nonce_feedback.h"

namespace seiload::load {

class RestingAccounts {
 public:
  explicit RestingAccounts(std::uint32_t workers) : woken_(workers) {}

  // A worker's: this account of the run rests from now on. True for the first of all.
  bool add(std::uint32_t account) {
    const std::scoped_lock lock(mutex_);
    resting_.push_back(account);
    return !std::exchange(any_ever_, true);
  }
  // The worker's accounts that rest no longer.
  std::vector<std::uint32_t> take_woken(std::uint32_t worker) { return woken_.take(worker); }

  // Whoever pays: those that rest, taken. It wakes each of them sooner or later, or lists it again.
  std::vector<std::uint32_t> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(resting_, {});
  }
  void wake(std::uint32_t account) { woken_.add(account); }

 private:
  std::mutex mutex_;
  // Guarded by mutex_.
  std::vector<std::uint32_t> resting_;
  bool any_ever_ = false;
  chain::NonceFeedback woken_;
};

}  // namespace seiload::load
