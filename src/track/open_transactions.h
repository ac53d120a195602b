#pragma once
// The transactions that were handed to a node and are in no block yet, in the order in which their time
// began, found by hash. 64 bytes each and 11 to 21 more of the index; one that leaves from the middle keeps
// its place until all before it have left, which they do within the reap time. Thread rule: one thread at a
// time.

#include <cstdint>
#include <deque>
#include <memory_resource>

#include "chain/accepted.h"
#include "track/hash_index.h"

namespace seiload::track {

struct OpenTransaction {
  enum class State : std::uint8_t {
    waiting,  // for its block
    dropped,  // the node does not have it any more; remembered in case that it does
    left,     // in a block, or expired: the place is free
  };

  base::Bytes32 hash{};
  sys::TimePoint due, since;  // since: its time begins, at its acceptance or when its block left the chain
  std::uint64_t nonce = 0;
  std::uint32_t account = chain::kNoAccount;
  std::uint16_t label = 0;
  State state : 4 = State::waiting;
  bool answered : 1 = true;
  bool was_included : 1 = false;  // before a reorganisation: its latency is recorded

  chain::Accepted as_accepted() const { return {hash, due, since, nonce, account, answered, label}; }
};
static_assert(sizeof(OpenTransaction) == 64);

class OpenTransactions {
 public:
  // It outlives this.
  explicit OpenTransactions(std::pmr::memory_resource* memory) : all_(memory) {}

  // False if it is in it.
  bool add(const chain::Accepted& tx, sys::TimePoint since, bool was_included);
  OpenTransaction* find(const base::Bytes32& hash);  // null where it is not; valid until it leaves
  void leave(OpenTransaction& one);

  // How many there are, those that are only remembered included.
  std::size_t size() const { return index_.size(); }
  // The oldest first, with those that have left between them.
  std::pmr::deque<OpenTransaction>& all() { return all_; }
  const std::pmr::deque<OpenTransaction>& all() const { return all_; }

 private:
  OpenTransaction& at(std::uint32_t place) { return all_[place - first_place_]; }

  std::pmr::deque<OpenTransaction> all_;
  std::uint32_t first_place_ = 0;  // wraps around
  HashIndex index_;
};

}  // namespace seiload::track
