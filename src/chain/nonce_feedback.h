#pragma once
// Accounts of which the node dropped what it had accepted: their next nonce is to be read again, or all that
// follows waits behind the gap for ever. From whoever watches the chain to the worker that owns the account;
// load/resting_accounts.h hands accounts over the same way. Thread rule: any thread.

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace seiload::chain {

class NonceFeedback {
 public:
  // Account a of the run belongs to worker a mod `workers`; > 0.
  explicit NonceFeedback(std::uint32_t workers) : shares_(workers) {}

  void add(std::uint32_t account) {
    Share& share = shares_[account % shares_.size()];
    const std::lock_guard lock(share.mutex);
    share.accounts.push_back(account);
    share.any.store(true, std::memory_order_release);
  }

  // The worker's accounts that were added since the last call; without a lock where there are none.
  std::vector<std::uint32_t> take(std::uint32_t worker) {
    Share& share = shares_[worker];
    if (!share.any.load(std::memory_order_acquire)) return {};
    const std::lock_guard lock(share.mutex);
    share.any.store(false, std::memory_order_relaxed);
    return std::exchange(share.accounts, {});
  }

 private:
  struct Share {
    std::atomic<bool> any{false};
    std::mutex mutex;
    std::vector<std::uint32_t> accounts;  // guarded by mutex
  };
  std::deque<Share> shares_;
};

}  // namespace seiload::chain
