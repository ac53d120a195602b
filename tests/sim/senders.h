#pragma once
// Who sent a transaction of sim/sends.h, known from its receiver, whom a call has as its first argument: the
// account before that one in its pool. Recovering it from the signature takes most of a simulated run, so
// that is done for a sample only, and must come to the same.

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>

#include "eth/transaction.h"
#include "sim/world.h"

namespace seiload::sim {

class Senders final : public eth::SenderOf {
 public:
  explicit Senders(std::span<const eth::Address> pool) {
    for (std::size_t i = 0; i < pool.size(); ++i) before_[pool[(i + 1) % pool.size()]] = pool[i];
  }

  std::optional<eth::Address> operator()(const eth::Transaction& tx,
                                         const crypto::Signature& signature) const override {
    const auto known = tx.to ? before_.find(receiver_of(tx)) : before_.end();
    if (known != before_.end() && ++asked_ % kSample != 0) return known->second;
    const auto sender = eth::recover_sender(tx, signature);
    if (known != before_.end() && sender != known->second) throw Violation("another key has signed");
    return sender;
  }

 private:
  static constexpr std::uint64_t kSample = 16;

  static eth::Address receiver_of(const eth::Transaction& tx) {
    constexpr std::size_t kBegin = 4 + 12;  // behind the selector and the word's zeros
    if (tx.data.size() < kBegin + 20) return *tx.to;
    eth::Address first;
    std::copy_n(tx.data.begin() + kBegin, 20, first.bytes.begin());
    return first;
  }

  std::unordered_map<eth::Address, eth::Address> before_;
  mutable std::uint64_t asked_ = 0;
};

}  // namespace seiload::sim
