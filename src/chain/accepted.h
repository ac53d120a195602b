#pragma once
// What a load hands to whoever watches the chain for it: each transaction that a node accepted, and each of
// which it is not known whether a node has it.

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "sys/clock.h"

namespace seiload::chain {

inline constexpr std::uint32_t kNoAccount = ~std::uint32_t{0};

struct Accepted {
  base::Bytes32 hash{};
  sys::TimePoint due, accepted;  // when it was due, and when its answer came or was given up
  std::uint64_t nonce = 0;
  std::uint32_t account = kNoAccount;  // which account of the run's pools sent it; kNoAccount: a fresh one
  bool answered = true;                // false: unanswered, nobody knows whether a node has it
  std::uint16_t label = 0;             // the operation, of Workload::labels()
};
static_assert(sizeof(Accepted) == 64);

class AcceptedSink {
 public:
  virtual ~AcceptedSink() = default;
  // Thread rule: any thread, once a loop round rather than once a transaction: it may take a lock.
  virtual void add(std::span<const Accepted> batch) = 0;
};

}  // namespace seiload::chain
