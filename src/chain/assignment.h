#pragma once
// Which of a run's endpoints take load now, and which one an account is assigned to. An account sticks to an
// endpoint, so that one node sees its nonces in order: the one its address names, modulo the number of
// endpoints at the start, while that one takes load. Where it does not, or where endpoints have been added
// since, accounts are spread by rendezvous hashing: only those of the endpoints that come and go move.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "eth/address.h"

namespace seiload::chain {

// The number of the endpoint that an address names: as a number, modulo the number of endpoints.
std::size_t endpoint_of(const eth::Address& address, std::size_t endpoints);

// The state at one time. A value.
class AssignmentMap {
 public:
  // The first `at_start` endpoints were there at the start. Requires that one is active.
  AssignmentMap(std::size_t at_start, std::vector<bool> active);

  std::size_t endpoint_of(const eth::Address& account) const;
  bool is_active(std::size_t endpoint) const { return active_[endpoint]; }
  std::size_t active() const { return numbers_.size(); }                                      // how many
  std::size_t any(std::uint64_t number) const { return numbers_[number % numbers_.size()]; }  // of these

 private:
  std::size_t at_start_;
  std::vector<bool> active_;
  std::vector<std::size_t> numbers_;  // of those that are active
  bool is_first_ = false;             // exactly those of the start are active
};

// The state over time. Thread rule: any thread.
class Assignment {
 public:
  Assignment(std::size_t at_start, std::vector<bool> active);

  const std::shared_ptr<const AssignmentMap>& first() const { return first_; }
  std::shared_ptr<const AssignmentMap> now() const;
  std::uint32_t version() const { return version_.load(std::memory_order_acquire); }  // 0: still the first

  // False if it is the last one, which stays active.
  bool set_active(std::size_t endpoint, bool active);

 private:
  const std::size_t at_start_;
  const std::shared_ptr<const AssignmentMap> first_;
  std::atomic<std::uint32_t> version_{0};
  mutable std::mutex mutex_;
  std::vector<bool> active_;                  // guarded by mutex_
  std::shared_ptr<const AssignmentMap> now_;  // guarded by mutex_
};

}  // namespace seiload::chain
