#include "load/account_nonces.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "rpc/request.h"

namespace seiload::load {
namespace {

constexpr sys::Duration kRetry = std::chrono::milliseconds(250);
constexpr sys::Duration kSilence = std::chrono::seconds(2);  // without an answer, before it is reported
constexpr sys::Duration kReport = std::chrono::seconds(10);

// The node surely did not take the transaction, so its nonce is still free.
bool left_nonce_free(const Ending& end) {
  if (!end.delivered) return true;
  if (measure::class_of(end.outcome) == measure::OutcomeClass::failed) return !end.resent;
  switch (end.outcome) {
    case measure::Outcome::underpriced:
    case measure::Outcome::insufficient_funds:
    case measure::Outcome::pool_full:
    case measure::Outcome::rate_limited:
    case measure::Outcome::account_limit:
    case measure::Outcome::gas_limit:
    case measure::Outcome::fee_cap:
    case measure::Outcome::unsupported:
    case measure::Outcome::invalid:
    case measure::Outcome::batch_refused:
    case measure::Outcome::starting:
    case measure::Outcome::method_missing:
      return !end.resent;
    default:
      return false;
  }
}

}  // namespace

// Its nonce must be read.
void AccountNonces::mark(Sender& sender) {
  sender.must_read = true;
  if (!endpoints_.empty()) run_.pipelining[sender.endpoint].add_waiting_account();
}

bool AccountNonces::must_read(std::uint32_t index) {
  if (run_.replay != nullptr) return false;
  Sender& sender = senders_[index];
  if (sender.must_read) return true;
  if (endpoints_.empty() || sender.restart_epoch == endpoints_[sender.endpoint].restart_epoch) return false;
  mark(sender);
  if (sender.in_flight == 0) read(index);
  return true;
}

void AccountNonces::doubt(std::uint32_t index) {
  Sender& sender = senders_[index];
  if (sender.must_read || endpoints_.empty() || stopped_ || run_.replay != nullptr) return;
  mark(sender);
  if (sender.in_flight == 0) read(index);
}

void AccountNonces::on_end(std::uint32_t index, std::uint64_t nonce, const Ending& ending) {
  if (run_.replay != nullptr) return;
  Sender& sender = senders_[index];
  if (ending.outcome != measure::Outcome::accepted && !sender.must_read) {
    if (left_nonce_free(ending) && nonce + 1 == sender.next_nonce)
      sender.next_nonce = nonce;
    else
      mark(sender);
  }
  if (sender.must_read && sender.in_flight == 0) read(index);
}

void AccountNonces::move(std::uint32_t index, std::uint16_t endpoint) {
  if (senders_[index].must_read) {
    run_.pipelining[senders_[index].endpoint].remove_waiting_account();
    run_.pipelining[endpoint].add_waiting_account();
  }
  senders_[index].endpoint = endpoint;
  // As after a restart of the endpoint.
  senders_[index].restart_epoch = static_cast<std::uint16_t>(endpoints_[endpoint].restart_epoch - 1);
}

void AccountNonces::read(std::uint32_t sender) {
  if (stopped_) return;
  ledger_.nonce_reads.add();
  Endpoint& endpoint = endpoints_[senders_[sender].endpoint];
  senders_[sender].restart_epoch = endpoint.restart_epoch;
  if (endpoint.outstanding++ == 0) endpoint.answered = run_.clock.now();
  endpoint.questions.push_back(sender);
}

std::uint32_t AccountNonces::take_question(std::uint16_t endpoint) {
  const std::uint32_t sender = endpoints_[endpoint].questions.back();
  endpoints_[endpoint].questions.pop_back();
  return sender;
}

void AccountNonces::ask_elsewhere(std::uint16_t endpoint) {
  std::vector<std::uint32_t> questions;
  questions.swap(endpoints_[endpoint].questions);
  endpoints_[endpoint].outstanding -= questions.size();
  for (const std::uint32_t sender : questions) read(sender);
}

std::string_view AccountNonces::request(std::uint32_t sender) {
  const eth::Address& address = run_.accounts.addresses()[run_.partition.global(worker_, sender)];
  request_.clear();
  rpc::append_request(request_, rpc::kConstantId, "eth_getTransactionCount",
                      base::cat("[\"", eth::to_hex(address), "\",\"pending\"]"));
  return request_;
}

bool AccountNonces::answered(const Event& answer) {
  if (stopped_) return false;
  Endpoint& endpoint = endpoints_[answer.endpoint];
  --endpoint.outstanding;
  endpoint.answered = answer.ending.now;
  Sender& sender = senders_[answer.subject];
  sender.next_nonce = answer.number;
  if (std::exchange(sender.must_read, false)) run_.pipelining[sender.endpoint].remove_waiting_account();
  return true;
}

void AccountNonces::failed(const Event& answer, std::string_view why) {
  if (stopped_) return;
  const sys::TimePoint now = answer.ending.now;
  Endpoint& endpoint = endpoints_[answer.endpoint];
  --endpoint.outstanding;
  endpoint.answered = now;
  retries_.push_back({now + kRetry, answer.subject});
  std::push_heap(retries_.begin(), retries_.end());
  if (now >= endpoint.report_at) report(answer.endpoint, why, now);
}

void AccountNonces::report(std::size_t endpoint, std::string_view why, sys::TimePoint now) {
  endpoints_[endpoint].report_at = now + kReport;
  if (!run_.pipelining[endpoint].claim_nonce_report(why, now, kReport)) return;  // another worker has
  run_.log.warning(base::cat(run_.endpoints[endpoint].name,
                             ": cannot read a nonce again, retrying; accounts ",
                             "that wait for it: ", run_.pipelining[endpoint].waiting_accounts(), ": ", why));
}

sys::TimePoint AccountNonces::silent_until(const Endpoint& endpoint) {
  if (endpoint.outstanding == 0) return sys::kNever;
  return std::max(endpoint.answered + kSilence, endpoint.report_at);
}

sys::TimePoint AccountNonces::next_due() const {
  sys::TimePoint next = next_retry();
  for (const Endpoint& endpoint : endpoints_) next = std::min(next, silent_until(endpoint));
  return next;
}

void AccountNonces::on_time(sys::TimePoint now) {
  while (next_retry() <= now) {
    std::pop_heap(retries_.begin(), retries_.end());
    read(retries_.back().sender);
    retries_.pop_back();
  }
  for (std::size_t i = 0; i < endpoints_.size(); ++i)
    if (silent_until(endpoints_[i]) <= now) report(i, "eth_getTransactionCount: no answer yet", now);
}

void AccountNonces::stop() {
  stopped_ = true;
  retries_.clear();
  for (Endpoint& endpoint : endpoints_) {
    endpoint.questions.clear();
    endpoint.outstanding = 0;
  }
}

}  // namespace seiload::load
