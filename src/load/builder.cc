#include "load/builder.h"

#include "rpc/request.h"

namespace seiload::load {

Builder::Builder(const RunContext& run, std::uint32_t worker, InFlight& in_flight,
                 std::vector<Sender>& senders)
    : run_(run),
      worker_(worker),
      in_flight_(in_flight),
      senders_(senders),
      signer_(run.chain_id, run.default_type, wants_hashes()) {}

std::uint16_t Builder::endpoint_of(const eth::Address& address) const {
  const std::size_t endpoints = run_.endpoints.size();
  if (assignment_ != nullptr) return static_cast<std::uint16_t>(assignment_->endpoint_of(address));
  return endpoints == 0 ? std::uint16_t{0}
                        : static_cast<std::uint16_t>(chain::endpoint_of(address, endpoints));
}

const base::Bytes32& Builder::key_of(std::uint32_t sender) const {
  return run_.accounts.keys()[run_.partition.global(worker_, sender)];
}

bool Builder::build(std::uint32_t index, std::int64_t unix_seconds) {
  Operation& operation = in_flight_[index];
  Sender& sender = senders_[operation.sender];
  if (run_.replay != nullptr) {  // its nonce and its request came with it
    operation.endpoint = sender.endpoint;
    ++sender.in_flight;
    in_flight_.begin_signing(index);
    return true;
  }
  const bool is_signed =
      presign_ && !run_.workload.has_fresh_sender(operation.arrival) && take_presigned(index, unix_seconds);
  operation.fresh_sender = false;
  operation.endpoint = sender.endpoint;
  operation.nonce = sender.next_nonce;
  if (!is_signed) {
    run_.workload.write(operation.instance, operation.arrival, static_cast<std::uint64_t>(unix_seconds),
                        intent_);
    if (intent_.fresh_sender) {
      operation.fresh_sender = true;
      operation.endpoint = endpoint_of(intent_.sender);
      operation.nonce = 0;
    }
    intent_.set_nonce(operation.nonce);
    signer_.add(index, intent_, operation.nonce, key_of(operation.sender));
  }
  if (!operation.fresh_sender) {
    ++sender.next_nonce;
    ++sender.in_flight;
  }
  in_flight_.begin_signing(index);
  return is_signed;
}

bool Builder::take_presigned(std::uint32_t index, std::int64_t unix_seconds) {
  Operation& operation = in_flight_[index];
  PresignCache::Signed* const one = presign_->take(operation.sender, operation.arrival,
                                                   senders_[operation.sender].next_nonce, unix_seconds);
  if (one == nullptr) return false;
  in_flight_.body_of(index).swap(one->body);  // which so keeps some room, too
  operation.hash = one->hash;
  return true;
}

bool Builder::presign(std::uint32_t sender, std::uint64_t arrival, std::int64_t unix_seconds) {
  if (signer_.full() || run_.workload.has_fresh_sender(arrival)) return false;
  const std::uint64_t nonce = senders_[sender].next_nonce + presign_->count(sender);
  const std::uint32_t place = presign_->add(sender);
  if (place == kNone) return false;
  PresignCache::Signed& one = (*presign_)[place];
  one.arrival = arrival;
  one.nonce = nonce;
  one.unix_seconds = unix_seconds;
  run_.workload.write(run_.workload.label_of(arrival), arrival, static_cast<std::uint64_t>(unix_seconds),
                      intent_);
  intent_.set_nonce(nonce);
  signer_.add(place | kPresignTag, intent_, nonce, key_of(sender));
  return true;
}

void Builder::write_request(base::ByteSpan raw, const base::Bytes32& hash, std::string& body,
                            base::Bytes32& kept) const {
  rpc::write_send_raw_transaction(body, raw);
  if (wants_hashes()) kept = hash;
}

}  // namespace seiload::load
