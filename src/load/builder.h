#pragma once
// From a transaction that was let in to the bytes of its request: what it says, its nonce, its signature.
// Signs a batch at once; where that is allowed, fills it with what will most likely be sent next
// (load/ahead.h). Thread rule: one owner.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "chain/assignment.h"
#include "load/ahead.h"
#include "load/plan.h"
#include "load/senders.h"
#include "load/signer.h"
#include "load/slots.h"

namespace seiload::load {

class Builder {
 public:
  // For this worker; slots and senders are its own, and outlive the builder.
  Builder(const Plan& plan, std::uint32_t worker, Slots& slots, std::vector<Sender>& senders);

  // The endpoint, by its number, that a sender is assigned to; 0 in a dry run.
  std::uint16_t lane_of(const eth::Address& address) const;
  // Changes it. Null: all endpoints take load.
  void assign_by(std::shared_ptr<const chain::AssignmentMap> assignment) {
    assignment_ = std::move(assignment);
  }

  // Builds the arrival in the slot with its sender's next nonce, which it takes: the slot is ready then. True
  // if it is signed already, false if it will be by finish(). Requires !is_full().
  bool build(std::uint32_t slot, std::int64_t unix_seconds);

  bool is_full() const { return signer_.full(); }
  std::size_t size() const { return signer_.size(); }  // of the batch
  std::uint32_t slot(std::size_t i) const {
    return signer_.tag(i);
  }  // the i-th of the batch; of those that build() added

  // Signs the batch and calls take(slot) for each that build() added, in order.
  template <class Take>
  void finish(Take&& take) {
    signer_.finish([&](std::uint32_t tag, base::ByteSpan raw, const base::Bytes32& hash) {
      if ((tag & kAheadTag) != 0) {
        Ahead::Signed& one = (*ahead_)[tag & ~kAheadTag];
        return write_request(raw, hash, one.body, one.hash);
      }
      write_request(raw, hash, slots_.body_of(tag), slots_[tag].hash);
      take(tag);
    });
  }

  void allow_ahead() { ahead_.emplace(senders_.size()); }
  void forbid_ahead() {
    ahead_.reset();
  }  // requires size() == 0, or that only build() has added to the batch
  bool allows_ahead() const { return ahead_.has_value(); }

  // The rest requires allows_ahead(). How many of the sender's next ones are signed, or in the batch, ahead.
  std::uint32_t ahead_of(std::uint32_t sender) const { return ahead_->count(sender); }
  // Adds one more, for this arrival, to the batch, if it is the sender's own and there is room.
  bool sign_ahead(std::uint32_t sender, std::uint64_t arrival, std::int64_t unix_seconds);

 private:
  // A tag of the signer with this bit stands for a place in ahead_, one without for a slot.
  static constexpr std::uint32_t kAheadTag = std::uint32_t{1} << 31;

  bool wants_hashes() const { return plan_.settings.debug || plan_.accepted != nullptr; }
  const base::Bytes32& key_of(std::uint32_t sender) const;
  bool take_ahead(std::uint32_t slot, std::int64_t unix_seconds);
  void write_request(base::ByteSpan raw, const base::Bytes32& hash, std::string& body,
                     base::Bytes32& kept) const;

  const Plan& plan_;
  const std::uint32_t worker_;
  Slots& slots_;
  std::vector<Sender>& senders_;
  Signer signer_;
  workload::Intent intent_;  // filled again for each
  std::optional<Ahead> ahead_;
  std::shared_ptr<const chain::AssignmentMap> assignment_;
};

}  // namespace seiload::load
