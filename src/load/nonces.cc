#include "load/nonces.h"

#include <algorithm>

#include "base/text.h"
#include "rpc/answer.h"
#include "rpc/request.h"

namespace seiload::load {
namespace {

constexpr sys::Duration kRetry = std::chrono::milliseconds(250);

// The node surely did not take the transaction, so its nonce is still free.
bool left_nonce_free(const Lane::End& end) {
  if (!end.delivered) return true;
  if (rpc::class_of(end.outcome) == rpc::OutcomeClass::failed) return !end.resent;
  switch (end.outcome) {
    case rpc::Outcome::underpriced:
    case rpc::Outcome::insufficient_funds:
    case rpc::Outcome::pool_full:
    case rpc::Outcome::rate_limited:
    case rpc::Outcome::method_missing:
      return !end.resent;
    default:
      return false;
  }
}

}  // namespace

bool Nonces::must_read(std::uint32_t index) {
  Sender& sender = senders_[index];
  if (sender.must_read) return true;
  if (lanes_.empty() || sender.breaks == lanes_[sender.lane]->breaks()) return false;
  sender.must_read = true;
  if (sender.in_flight == 0) read(index);
  return true;
}

void Nonces::on_end(std::uint32_t index, std::uint64_t nonce, const Lane::End& end) {
  Sender& sender = senders_[index];
  if (end.outcome != rpc::Outcome::accepted && !sender.must_read) {
    if (left_nonce_free(end) && nonce + 1 == sender.next_nonce)
      sender.next_nonce = nonce;
    else
      sender.must_read = true;
  }
  if (sender.must_read && sender.in_flight == 0) read(index);
}

void Nonces::read(std::uint32_t sender) {
  if (stopped_) return;
  ledger_.nonce_reads.add();
  Lane& lane = *lanes_[senders_[sender].lane];
  senders_[sender].breaks = lane.breaks();
  lane.ask_nonce(sender);
}

void Nonces::read_later(std::uint32_t sender, sys::TimePoint now) {
  if (stopped_) return;
  retries_.push_back({now + kRetry, sender});
  std::push_heap(retries_.begin(), retries_.end());
}

void Nonces::read_due(sys::TimePoint now) {
  while (next_due() <= now) {
    std::pop_heap(retries_.begin(), retries_.end());
    read(retries_.back().sender);
    retries_.pop_back();
  }
}

void Nonces::stop() {
  stopped_ = true;
  retries_.clear();
}

std::string_view Nonces::request(std::uint32_t sender) {
  const eth::Address& address = plan_.accounts.addresses()[plan_.partition.global(worker_, sender)];
  request_.clear();
  rpc::append_request(request_, rpc::kConstantId, "eth_getTransactionCount",
                      base::cat("[\"", eth::to_hex(address), "\",\"pending\"]"));
  return request_;
}

bool Nonces::take(std::uint32_t sender, std::string_view body, sys::TimePoint now) {
  const rpc::Answer answer = rpc::read_answer(body);
  const auto nonce = answer.kind == rpc::Answer::Kind::result ? rpc::read_quantity(answer.result) : std::nullopt;
  if (!nonce || !nonce->fits_u64()) return read_later(sender, now), false;
  senders_[sender].next_nonce = nonce->low_u64();
  senders_[sender].must_read = false;
  return true;
}

}  // namespace seiload::load
