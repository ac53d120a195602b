#include "load/builder.h"

#include "rpc/request.h"

namespace seiload::load {

Builder::Builder(const RunContext& plan, std::uint32_t worker, InFlight& in_flight,
                 std::vector<Sender>& senders)
    : plan_(plan),
      worker_(worker),
      in_flight_(in_flight),
      senders_(senders),
      signer_(plan.chain_id, plan.default_type, wants_hashes()) {}

std::uint16_t Builder::lane_of(const eth::Address& address) const {
  const std::size_t lanes = plan_.endpoints.size();
  if (assignment_ != nullptr) return static_cast<std::uint16_t>(assignment_->endpoint_of(address));
  return lanes == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(chain::endpoint_of(address, lanes));
}

const base::Bytes32& Builder::key_of(std::uint32_t sender) const {
  return plan_.accounts.keys()[plan_.partition.global(worker_, sender)];
}

bool Builder::build(std::uint32_t index, std::int64_t unix_seconds) {
  Operation& slot = in_flight_[index];
  Sender& sender = senders_[slot.sender];
  const bool is_signed =
      presign_ && !plan_.workload.has_fresh_sender(slot.arrival) && take_presigned(index, unix_seconds);
  slot.fresh_sender = false;
  slot.endpoint = sender.lane;
  slot.nonce = sender.next_nonce;
  if (!is_signed) {
    plan_.workload.write(slot.arrival, static_cast<std::uint64_t>(unix_seconds), intent_);
    if (intent_.fresh_sender) {
      slot.fresh_sender = true;
      slot.endpoint = lane_of(intent_.sender);
      slot.nonce = 0;
    }
    signer_.add(index, intent_, slot.nonce, key_of(slot.sender));
  }
  if (!slot.fresh_sender) {
    ++sender.next_nonce;
    ++sender.in_flight;
  }
  in_flight_.begin_signing(index);
  return is_signed;
}

bool Builder::take_presigned(std::uint32_t index, std::int64_t unix_seconds) {
  Operation& slot = in_flight_[index];
  PresignCache::Signed* const one =
      presign_->take(slot.sender, slot.arrival, senders_[slot.sender].next_nonce, unix_seconds);
  if (one == nullptr) return false;
  in_flight_.body_of(index).swap(one->body);  // which so keeps some room, too
  slot.hash = one->hash;
  return true;
}

bool Builder::presign(std::uint32_t sender, std::uint64_t arrival, std::int64_t unix_seconds) {
  if (signer_.full() || plan_.workload.has_fresh_sender(arrival)) return false;
  const std::uint64_t nonce = senders_[sender].next_nonce + presign_->count(sender);
  const std::uint32_t place = presign_->add(sender);
  if (place == kNone) return false;
  PresignCache::Signed& one = (*presign_)[place];
  one.arrival = arrival;
  one.nonce = nonce;
  one.unix_seconds = unix_seconds;
  plan_.workload.write(arrival, static_cast<std::uint64_t>(unix_seconds), intent_);
  signer_.add(place | kPresignTag, intent_, nonce, key_of(sender));
  return true;
}

void Builder::write_request(base::ByteSpan raw, const base::Bytes32& hash, std::string& body,
                            base::Bytes32& kept) const {
  rpc::write_send_raw_transaction(body, raw);
  if (wants_hashes()) kept = hash;
}

}  // namespace seiload::load
