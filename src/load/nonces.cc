#include "load/nonces.h"

#include <algorithm>

#include "base/text.h"
#include "rpc/answer.h"
#include "rpc/body_text.h"
#include "rpc/request.h"

namespace seiload::load {
namespace {

constexpr sys::Duration kRetry = std::chrono::milliseconds(250);
constexpr sys::Duration kSilence = std::chrono::seconds(2);  // without an answer, before it is reported
constexpr sys::Duration kReport = std::chrono::seconds(10);

// The node surely did not take the transaction, so its nonce is still free.
bool left_nonce_free(const Lane::End& end) {
  if (!end.delivered) return true;
  if (rpc::class_of(end.outcome) == rpc::OutcomeClass::failed) return !end.resent;
  switch (end.outcome) {
    case rpc::Outcome::underpriced:
    case rpc::Outcome::insufficient_funds:
    case rpc::Outcome::pool_full:
    case rpc::Outcome::rate_limited:
    case rpc::Outcome::account_limit:
    case rpc::Outcome::gas_limit:
    case rpc::Outcome::fee_cap:
    case rpc::Outcome::unsupported:
    case rpc::Outcome::invalid:
    case rpc::Outcome::batch_refused:
    case rpc::Outcome::starting:
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
  if (lanes_.empty() || sender.restart_epoch == lanes_[sender.lane]->restart_epoch()) return false;
  sender.must_read = true;
  if (sender.in_flight == 0) read(index);
  return true;
}

void Nonces::doubt(std::uint32_t index) {
  Sender& sender = senders_[index];
  if (sender.must_read || lanes_.empty() || stopped_) return;
  sender.must_read = true;
  if (sender.in_flight == 0) read(index);
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
  senders_[sender].restart_epoch = lane.restart_epoch();
  Reading& reading = reading_of(sender);
  if (reading.outstanding++ == 0) reading.answered = plan_.clock.now();
  lane.ask_nonce(sender);
}

Nonces::Reading& Nonces::reading_of(std::uint32_t sender) {
  readings_.resize(lanes_.size());
  return readings_[senders_[sender].lane];
}

void Nonces::fail(std::uint32_t sender, std::string_view why, sys::TimePoint now) {
  if (stopped_) return;
  Reading& reading = reading_of(sender);
  --reading.outstanding;
  reading.answered = now;
  retries_.push_back({now + kRetry, sender});
  std::push_heap(retries_.begin(), retries_.end());
  if (now >= reading.report_at) report(senders_[sender].lane, why, now);
}

void Nonces::report(std::size_t lane, std::string_view why, sys::TimePoint now) {
  readings_[lane].report_at = now + kReport;
  const auto waiting = std::count_if(senders_.begin(), senders_.end(),
                                     [&](const Sender& it) { return it.must_read && it.lane == lane; });
  plan_.log.warning(base::cat(plan_.endpoints[lane].name, ": cannot read a nonce again, trying on; accounts ",
                              "that wait for it: ", waiting, ": ", why));
}

sys::TimePoint Nonces::silent_until(std::size_t lane) const {
  const Reading& reading = readings_[lane];
  return reading.outstanding == 0 ? sys::kNever : std::max(reading.answered + kSilence, reading.report_at);
}

sys::TimePoint Nonces::next_due() const {
  sys::TimePoint next = next_retry();
  for (std::size_t lane = 0; lane < readings_.size(); ++lane) next = std::min(next, silent_until(lane));
  return next;
}

void Nonces::on_time(sys::TimePoint now) {
  while (next_retry() <= now) {
    std::pop_heap(retries_.begin(), retries_.end());
    read(retries_.back().sender);
    retries_.pop_back();
  }
  for (std::size_t lane = 0; lane < readings_.size(); ++lane)
    if (silent_until(lane) <= now) report(lane, "eth_getTransactionCount: no answer yet", now);
}

void Nonces::stop() {
  stopped_ = true;
  readings_.clear();
  retries_.clear();
}

std::string_view Nonces::request(std::uint32_t sender) {
  const eth::Address& address = plan_.accounts.addresses()[plan_.partition.global(worker_, sender)];
  request_.clear();
  rpc::append_request(request_, rpc::kConstantId, "eth_getTransactionCount",
                      base::cat("[\"", eth::to_hex(address), "\",\"pending\"]"));
  return request_;
}

bool Nonces::take(std::uint32_t sender, const net::HttpAnswer& http) {
  const rpc::Answer answer = rpc::read_answer(http.body);
  const auto nonce =
      answer.kind == rpc::Answer::Kind::result ? rpc::read_quantity(answer.result) : std::nullopt;
  if (!nonce || !nonce->fits_u64()) {
    if (answer.kind == rpc::Answer::Kind::invalid) return fail(sender, rpc::describe(http), http.now), false;
    const bool is_error = answer.kind == rpc::Answer::Kind::error;
    const std::string_view detail = is_error ? answer.message : "the result is not a quantity below 2^64";
    return fail(sender, rpc::explain(http, detail), http.now), false;
  }
  Reading& reading = reading_of(sender);
  --reading.outstanding;
  reading.answered = http.now;
  senders_[sender].next_nonce = nonce->low_u64();
  senders_[sender].must_read = false;
  return true;
}

}  // namespace seiload::load
