#pragma once
// The source of a run that sends a corpus: what comes next of each account, in the corpus' order. It looks
// kWindow transactions ahead, so that an account that waits for an answer does not hold up the others. The
// accounts become known as they come; they are numbered as in the corpus, and all of one worker, since
// nothing is signed that several would share. Their nonces are in the transactions: none is ever read.
// Thread rule: the worker alone.

#include <cstdint>
#include <optional>
#include <vector>

#include "eth/address.h"
#include "load/corpus_feed.h"
#include "load/in_flight.h"
#include "load/queue.h"
#include "load/senders.h"

namespace seiload::load {

class Replay {
 public:
  static constexpr std::size_t kWindow = 8192;  // transactions

  // The feed outlives it. With a limit, in wei, it ends before the transactions together may cost more.
  explicit Replay(CorpusFeed& feed, const std::optional<base::Uint256>& limit = {})
      : feed_(feed), left_(limit) {}

  // Takes more from the feed, as much as the window has room for. Calls join(address) for each account that
  // is new, in the order of their numbers, and ready(account) for each that has something to send.
  template <class Join, class Ready>
  void refill(Join&& join, Ready&& ready) {
    for (std::uint32_t slot = next_slot(join); slot != kNone; slot = next_slot(join)) {
      CorpusFeed::Recorded& from = batch_.recorded[taken_++];
      Slot& to = slots_[slot];
      to.nonce = from.nonce;
      to.hash = from.hash;
      to.body.swap(from.body);
      to.number = number_++;
      waiting_[from.sender].push(slots_, slot);
      ready(from.sender);
    }
  }

  bool has(std::uint32_t account) const { return !waiting_[account].empty(); }
  std::uint64_t number_of_next(std::uint32_t account) const {  // in the corpus, from 0; requires has()
    return slots_[waiting_[account].front()].number;
  }
  // Moves the account's next one into the operation and the room for its request. Requires has().
  void take(std::uint32_t account, Operation& operation, std::string& body);

  // Nothing of it waits here, and nothing more comes.
  bool is_done() { return in_window_ == 0 && (spent_ || (taken_ == batch_.count && feed_.ended())); }
  bool is_spent() const { return spent_; }  // the limit ended it, and not the corpus
  // Nothing more is ready yet: to be asked again a little later.
  bool starves() {
    return !spent_ && taken_ == batch_.count && in_window_ < kWindow && !feed_.ended();
  }

  const eth::Address& address(std::uint32_t account) const { return addresses_[account]; }
  std::size_t accounts() const { return addresses_.size(); }

 private:
  struct Slot {
    std::uint64_t number = 0, nonce = 0;
    std::uint32_t next = kNone;
    base::Bytes32 hash{};
    std::string body;
  };

  // Where the next one of the batch goes; kNone: there is no room, or nothing more for now.
  template <class Join>
  std::uint32_t next_slot(Join&& join) {
    if (in_window_ == kWindow || spent_) return kNone;
    if (taken_ == batch_.count) {
      taken_ = 0;
      if (!feed_.take(batch_)) return kNone;
      for (const eth::Address& address : batch_.new_senders) {
        addresses_.push_back(address);
        waiting_.emplace_back();
        join(address);
      }
    }
    if (left_) {
      const auto left = base::Uint256::subtract(*left_, batch_.recorded[taken_].cost);
      spent_ = !left;
      if (spent_) return kNone;
      left_ = left;
    }
    ++in_window_;
    if (free_.empty()) {
      slots_.emplace_back();
      return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  CorpusFeed& feed_;
  CorpusFeed::Batch batch_;
  std::size_t taken_ = 0;  // of the batch
  std::optional<base::Uint256> left_;  // of the limit
  bool spent_ = false;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t in_window_ = 0;
  std::uint64_t number_ = 0;
  std::vector<Queue<std::vector<Slot>>> waiting_;  // one an account
  std::vector<eth::Address> addresses_;
};

}  // namespace seiload::load
