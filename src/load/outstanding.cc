#include "load/outstanding.h"

#include <optional>
#include <utility>

#include "load/queue.h"
#include "rpc/answer.h"
#include "rpc/batch.h"
#include "rpc/body_text.h"
#include "rpc/request.h"

namespace seiload::load {
namespace {

// Delivered: some byte of it was written, perhaps on an earlier connection than the one that failed.
measure::Outcome outcome_of(net::TransportError error, bool delivered) {
  switch (error) {
    case net::TransportError::refused:
    case net::TransportError::unreachable:
      return delivered ? measure::Outcome::connection_lost : measure::Outcome::refused;
    case net::TransportError::connect_timeout:
      return delivered ? measure::Outcome::connection_lost : measure::Outcome::connect_timeout;
    case net::TransportError::closed:
      return delivered ? measure::Outcome::connection_lost : measure::Outcome::refused;
    case net::TransportError::request_timeout:
      return delivered ? measure::Outcome::request_timeout : measure::Outcome::connect_timeout;
    case net::TransportError::bad_http:
    case net::TransportError::too_large:
    case net::TransportError::denied:
      return delivered ? measure::Outcome::bad_http : measure::Outcome::handshake_failed;
    case net::TransportError::tls_failed:
    case net::TransportError::tls_closed:
      return delivered ? measure::Outcome::connection_lost : measure::Outcome::tls_failed;
    case net::TransportError::withdrawn:
      return delivered ? measure::Outcome::connection_lost : measure::Outcome::unsent_at_stop;
    case net::TransportError::bad_message:
      return delivered ? measure::Outcome::bad_json : measure::Outcome::handshake_failed;
  }
  return measure::Outcome::bad_http;
}

}  // namespace

Outstanding::Outstanding(const rpc::Endpoint& endpoint, std::uint16_t number, bool is_pipelined,
                         Pipelining& pipelining, DetailFilter details, Events& events)
    : endpoint_(endpoint),
      number_(number),
      is_pipelined_(is_pipelined),
      pipelining_(pipelining),
      details_(details),
      events_(events) {}

// Of a pipelined request: answers can be told apart while several are outstanding.
std::uint64_t Outstanding::id_of(std::uint32_t operation) const {
  return is_pipelined_ ? std::uint64_t{operation} + 1 : rpc::kConstantId;
}

std::uint32_t Outstanding::open_batch() {
  if (free_batches_.empty()) {
    batches_.emplace_back();
    free_batches_.push_back(static_cast<std::uint32_t>(batches_.size() - 1));
  }
  const std::uint32_t index = free_batches_.back();
  free_batches_.pop_back();
  batches_[index].operations.clear();
  return index;
}

Event& Outstanding::add_event(Event::Kind kind, std::uint32_t subject, sys::TimePoint now) {
  Ending ending;
  ending.now = now;
  return add_event(kind, subject, ending);
}

Event& Outstanding::add_event(Event::Kind kind, std::uint32_t subject, const Ending& ending) {
  Event& event = events_.emplace_back();
  event.kind = kind;
  event.endpoint = number_;
  event.subject = subject;
  event.ending = ending;
  return event;
}

void Outstanding::judge_pipelining(const rpc::Response& answer) {
  if (answer.is_last)
    give_up_pipelining("it closes connections after an answer", answer.now);
  else
    keeps_connections_ = true;
}

void Outstanding::give_up_pipelining(std::string_view why, sys::TimePoint now) {
  if (pipelining_.give_up()) add_event(Event::Kind::pipelining_off, 0, now).detail = why;
}

void Outstanding::on_response(const rpc::Response& answer) {
  --count_;
  ++answers_;
  back_off_.succeeded();
  if (is_pipelined_) judge_pipelining(answer);
  const Ending ending{.outcome = measure::Outcome::accepted,
                      .delivered = true,
                      .resent = answer.resent,
                      .written = answer.written,
                      .now = answer.now};
  const auto index = static_cast<std::uint32_t>(answer.tag);
  if ((answer.tag & kQuestionTag) != 0) return on_nonce(index, answer, ending);
  const bool in_turn =
      (answer.tag & kBatchTag) != 0 ? on_batch(index, answer, ending) : on_operation(index, answer, ending);
  if (!in_turn && is_pipelined_) give_up_pipelining("it answers out of order", answer.now);
}

void Outstanding::on_nonce(std::uint32_t sender, const rpc::Response& http, const Ending& ending) {
  const rpc::Answer answer = rpc::read_answer(http.body);
  const auto nonce =
      answer.kind == rpc::Answer::Kind::result ? rpc::read_quantity(answer.result) : std::nullopt;
  if (nonce && nonce->fits_u64()) {
    add_event(Event::Kind::nonce_read, sender, ending).number = nonce->low_u64();
    return;
  }
  Event& event = add_event(Event::Kind::nonce_failed, sender, ending);
  if (answer.kind == rpc::Answer::Kind::invalid)
    event.detail = rpc::describe(http);
  else
    event.detail = rpc::explain(http, answer.kind == rpc::Answer::Kind::error
                                          ? answer.message
                                          : "the result is not a quantity below 2^64");
}

// False if the answer is that of another request.
bool Outstanding::on_operation(std::uint32_t operation, const rpc::Response& answer, const Ending& ending) {
  const rpc::Answer read = rpc::read_answer(answer.body);
  const std::uint64_t id = id_of(operation);
  std::string_view detail;
  Ending end = ending;
  end.outcome = rpc::classify_send_answer(answer.status, read,
                                          answer.matched ? std::nullopt : std::optional(id), detail);
  end_one(operation, end, detail, answer);
  return read.kind == rpc::Answer::Kind::invalid || !read.id || read.id == id;
}

void Outstanding::end_one(std::uint32_t operation, Ending ending, std::string_view detail,
                          const rpc::Response& answer) {
  // Sent twice because the first connection was stale. That the node knows it already means the first copy
  // arrived; that its nonce is used up, that the copy may be in a block by now, and its answer never came.
  if (ending.resent && ending.outcome == measure::Outcome::already_known)
    ending.outcome = measure::Outcome::accepted;
  if (ending.resent && ending.outcome == measure::Outcome::nonce_too_low)
    ending.outcome = measure::Outcome::connection_lost;
  if (ending.outcome == measure::Outcome::accepted) ++accepted_;
  Event& event = add_event(Event::Kind::ended, operation, ending);
  if (ending.outcome != measure::Outcome::accepted && details_.wants(ending.outcome))
    event.detail = rpc::explain(answer, detail);
}

// The transactions of a refused batch that have not ended, the last one first. False if they are not to be
// sent again.
bool Outstanding::return_batch(const Batch& batch, const rpc::Response& answer, std::string_view why) {
  if (load_ended_) return false;
  if (pipelining_.refuse_batch(batch.ids.count)) {
    Event& event = add_event(Event::Kind::batch_limited, 0, answer.now);
    event.number = pipelining_.largest_batch();
    event.detail = rpc::explain(answer, why);
  }
  for (std::size_t i = batch.operations.size(); i-- > 0;)
    if (batch.operations[i] != kNone) add_event(Event::Kind::returned, batch.operations[i], answer.now);
  return true;
}

// False if the answer is that of another batch.
bool Outstanding::on_batch(std::uint32_t index, const rpc::Response& answer, const Ending& ending) {
  Batch& batch = batches_[index];
  bool any = false, others = false;
  std::string_view why;
  bool is_refused = false;
  const auto end_as = [&](std::uint32_t operation, measure::Outcome outcome, std::string_view detail) {
    Ending end = ending;
    end.outcome = outcome;
    end_one(operation, end, detail, answer);
  };
  const rpc::BatchRest rest = rpc::read_send_batch(
      answer.status, answer.body, batch.ids,
      [&](std::uint32_t place, measure::Outcome outcome, std::string_view detail) {
        any = true;
        if (outcome == measure::Outcome::batch_refused) {  // geth gives the error for all the id of the first
          is_refused = true;
          why = detail;
          return;
        }
        const std::uint32_t operation = std::exchange(batch.operations[place], kNone);
        if (operation != kNone) end_as(operation, outcome, detail);
      },
      [&] { others = true; });
  if (!is_refused && rest.outcome == measure::Outcome::batch_refused) {
    is_refused = true;
    why = rest.detail;
  }
  if (any && !is_refused) pipelining_.note_answered_batch(batch.ids.count);
  if (!is_refused || !return_batch(batch, answer, why)) {
    const measure::Outcome outcome = is_refused ? measure::Outcome::batch_refused : rest.outcome;
    for (const std::uint32_t operation : batch.operations)
      if (operation != kNone) end_as(operation, outcome, is_refused ? why : rest.detail);
  }
  close_batch(index);
  return any || !others;
}

void Outstanding::on_failure(const net::RequestFailure& failure) {
  --count_;
  if (!failure.maybe_delivered && failure.error != net::TransportError::withdrawn)
    back_off_.failed(failure.now);
  if (failure.by_peer && failure.maybe_delivered && is_pipelined_ && takes_pipelining())
    give_up_pipelining("it closed a connection with outstanding requests", failure.now);
  const auto index = static_cast<std::uint32_t>(failure.tag);
  const Ending ending{.outcome = outcome_of(failure.error, failure.maybe_delivered),
                      .delivered = failure.maybe_delivered,
                      .resent = failure.resent,
                      .written = {},
                      .now = failure.now};
  if ((failure.tag & kQuestionTag) != 0) {
    const auto kind = failure.maybe_delivered ? Event::Kind::nonce_failed : Event::Kind::nonce_unreachable;
    add_event(kind, index, ending).detail = failure.detail;
    return;
  }
  const auto end_failed = [&](std::uint32_t operation) {
    Event& event = add_event(Event::Kind::ended, operation, ending);
    if (details_.wants(ending.outcome)) event.detail = failure.detail;
  };
  if ((failure.tag & kBatchTag) == 0) return end_failed(index);
  const Batch& batch = batches_[index];
  if (failure.cut_off && batch.ids.count > std::max<std::size_t>(1, pipelining_.largest_answered_batch()) &&
      pipelining_.refuse_batch(batch.ids.count)) {
    Event& event = add_event(Event::Kind::batch_limited, 0, failure.now);
    event.number = pipelining_.largest_batch();
    event.detail = failure.detail;
  }
  for (const std::uint32_t operation : batch.operations) end_failed(operation);
  close_batch(index);
}

}  // namespace seiload::load
