#pragma once
// What a load hands to whoever watches the chain for it: each transaction that a node accepted.

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "sys/clock.h"

namespace seiload::chain {

struct Accepted {
  base::Bytes32 hash{};
  sys::TimePoint due, accepted;
};

class AcceptedSink {
 public:
  virtual ~AcceptedSink() = default;
  // Thread rule: any thread, once a loop round rather than once a transaction: it may take a lock.
  virtual void add(std::span<const Accepted> batch) = 0;
};

}  // namespace seiload::chain
