#include "chain/assignment.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace seiload::chain {
namespace {

// Of splitmix64: every bit depends on all.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

std::uint64_t key_of(const eth::Address& address) {
  std::uint64_t key = 0;
  for (const std::uint8_t byte : address.bytes) key = mix(key << 8 | byte);
  return key;
}

}  // namespace

std::size_t endpoint_of(const eth::Address& address, std::size_t endpoints) {
  std::size_t rest = 0;
  for (const std::uint8_t byte : address.bytes) rest = (rest << 8 | byte) % endpoints;
  return rest;
}

AssignmentMap::AssignmentMap(std::size_t at_start, std::vector<bool> active)
    : at_start_(at_start), active_(std::move(active)) {
  for (std::size_t i = 0; i < active_.size(); ++i)
    if (active_[i]) numbers_.push_back(i);
  CHECK(!numbers_.empty());
  is_first_ = numbers_.size() == at_start && numbers_.back() == at_start - 1;
}

std::size_t AssignmentMap::endpoint_of(const eth::Address& account) const {
  const std::size_t own = chain::endpoint_of(account, at_start_);
  if (is_first_) return own;
  const std::uint64_t key = key_of(account);
  std::size_t best = numbers_.front();
  std::uint64_t best_weight = 0;
  for (const std::size_t number : numbers_) {
    const std::uint64_t weight = mix(key ^ mix(number + 1));
    if (weight >= best_weight) {
      best = number;
      best_weight = weight;
    }
  }
  return best < at_start_ && active_[own] ? own : best;  // to one that was added, or from one that is gone
}

Assignment::Assignment(std::size_t at_start, std::vector<bool> active)
    : at_start_(at_start),
      first_(std::make_shared<const AssignmentMap>(at_start, active)),
      active_(std::move(active)),
      now_(first_) {}

std::shared_ptr<const AssignmentMap> Assignment::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

bool Assignment::set_active(std::size_t endpoint, bool active) {
  const std::lock_guard lock(mutex_);
  if (active_[endpoint] == active) return true;
  if (!active && std::count(active_.begin(), active_.end(), true) == 1) return false;
  active_[endpoint] = active;
  now_ = std::make_shared<const AssignmentMap>(at_start_, active_);
  version_.fetch_add(1, std::memory_order_release);
  return true;
}

}  // namespace seiload::chain
