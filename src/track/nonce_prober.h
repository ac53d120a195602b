#pragma once
// Finds out what nodes dropped without a word: reads the pending nonces of the accounts that Inclusion
// suspects, each from the endpoint that the account sticks to, and passes on those that a gap holds up. On a
// thread and connections of its own, a tenth of the time at most. Thread rule: run() or step() on one thread
// at a time, failures() from any.

#include <atomic>
#include <memory>
#include <span>

#include "chain/nonce_feedback.h"
#include "eth/address.h"
#include "rpc/client.h"
#include "sys/log.h"
#include "track/inclusion.h"
#include "track/time_budget.h"

namespace seiload::track {

class NonceProber {
 public:
  // All outlive it. `accounts`: the addresses of the run's accounts, by their index.
  NonceProber(Inclusion& inclusion, const std::vector<rpc::Endpoint>& endpoints,
              std::span<const eth::Address> accounts, const net::ConnectionLimits& limits,
              const sys::Clock& clock, sys::Log& log, chain::NonceFeedback& feedback);

  void run(const sys::Event& stop);  // until the stop

  // One look, and one request to each endpoint that has suspects. When to look again.
  sys::TimePoint step(const sys::Event& stop);

 private:
  base::Status ask(std::size_t endpoint, std::span<const std::uint32_t> accounts, const sys::Event& stop);

  Inclusion& inclusion_;
  const std::span<const eth::Address> accounts_;
  const sys::Clock& clock_;
  sys::Log& log_;
  chain::NonceFeedback& feedback_;
  std::vector<std::unique_ptr<rpc::Client>> clients_;  // one an endpoint
  std::optional<TimeBudget> budget_;
  bool reported_error_ = false, reported_drop_ = false;
};

}  // namespace seiload::track
