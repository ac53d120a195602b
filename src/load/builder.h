#pragma once
// From a transaction that was let in to the bytes of its request: what it says, its nonce, its signature.
// Signs a batch at once; where that is allowed, fills it with what will most likely be sent next
// (load/presign.h). Thread rule: one owner.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "chain/assignment.h"
#include "load/in_flight.h"
#include "load/presign.h"
#include "load/run_context.h"
#include "load/senders.h"
#include "load/signer.h"

namespace seiload::load {

class Builder {
 public:
  // For this worker; in_flight and senders are its own, and outlive the builder.
  Builder(const RunContext& run, std::uint32_t worker, InFlight& in_flight, std::vector<Sender>& senders);

  // The endpoint, by its number, that a sender is assigned to; 0 in a dry run.
  std::uint16_t endpoint_of(const eth::Address& address) const;
  // Changes it. Null: all endpoints take load.
  void assign_by(std::shared_ptr<const chain::AssignmentMap> assignment) {
    assignment_ = std::move(assignment);
  }

  // Builds the arrival in the operation with its sender's next nonce, which it takes: it is being signed
  // then. True if it is signed already, false if it will be by finish(). Requires !is_full().
  bool build(std::uint32_t operation, std::int64_t unix_seconds);

  bool is_full() const { return signer_.full(); }
  std::size_t size() const { return signer_.size(); }  // of the batch
  std::uint32_t operation(std::size_t i) const {
    return signer_.tag(i);
  }  // the i-th of the batch; of those that build() added

  // Signs the batch and calls take(operation) for each that build() added, in order.
  template <class Take>
  void finish(Take&& take) {
    signer_.finish([&](std::uint32_t tag, base::ByteSpan raw, const base::Bytes32& hash) {
      if ((tag & kPresignTag) != 0) {
        PresignCache::Signed& one = (*presign_)[tag & ~kPresignTag];
        return write_request(raw, hash, one.body, one.hash);
      }
      write_request(raw, hash, in_flight_.body_of(tag), in_flight_[tag].hash);
      take(tag);
    });
  }

  void enable_presign() { presign_.emplace(senders_.size()); }
  void disable_presign() {
    presign_.reset();
  }  // requires size() == 0, or that only build() has added to the batch
  bool presigns() const { return presign_.has_value(); }

  // The rest requires presigns(). How many of the sender's next ones are signed, or in the batch, ahead.
  std::uint32_t presigned(std::uint32_t sender) const { return presign_->count(sender); }
  // Adds one more, for this arrival, to the batch, if it is the sender's own and there is room.
  bool presign(std::uint32_t sender, std::uint64_t arrival, std::int64_t unix_seconds);

 private:
  // A tag of the signer with this bit stands for a place in presign_, one without for an operation.
  static constexpr std::uint32_t kPresignTag = std::uint32_t{1} << 31;

  bool wants_hashes() const { return run_.settings.debug || run_.accepted != nullptr; }
  const base::Bytes32& key_of(std::uint32_t sender) const;
  bool take_presigned(std::uint32_t operation, std::int64_t unix_seconds);
  void write_request(base::ByteSpan raw, const base::Bytes32& hash, std::string& body,
                     base::Bytes32& kept) const;

  const RunContext& run_;
  const std::uint32_t worker_;
  InFlight& in_flight_;
  std::vector<Sender>& senders_;
  Signer signer_;
  workload::Intent intent_;  // filled again for each
  std::optional<PresignCache> presign_;
  std::shared_ptr<const chain::AssignmentMap> assignment_;
};

}  // namespace seiload::load
