#include "load/completion.h"

#include "base/text.h"
#include "load/resting_accounts.h"

namespace seiload::load {

using Kind = Event::Kind;

namespace {

// Whether a block may hold the transaction.
bool may_be_in(const Ending& ending) {
  return ending.outcome == measure::Outcome::accepted || ending.outcome == measure::Outcome::already_known ||
         ending.resent || measure::class_of(ending.outcome) == measure::OutcomeClass::unanswered;
}

}  // namespace

bool Completion::handle_events() {
  Events& events = parts_.state.events;
  if (events.empty()) return false;
  for (const Event& event : events) handle(event);  // adds none
  events.clear();
  return true;
}

void Completion::handle(const Event& event) {
  WorkerState& state = parts_.state;
  switch (event.kind) {
    case Kind::sent:
      return parts_.recorder.on_sent(event);
    case Kind::ended:
      return end(event.subject, event.ending, event.detail);
    case Kind::returned:
      state.in_flight.take_back(event.subject);
      return parts_.queues[event.endpoint]->push_front(event.subject);
    case Kind::withdrawn:
      return withdraw(event.subject);
    case Kind::nonce_read:
      if (!parts_.nonces.answered(event)) return;
      state.set_free(state.senders[event.subject], event.ending.now);
      return parts_.turns.add(event.subject);
    case Kind::nonce_failed:
      return parts_.nonces.failed(event, event.detail);
    case Kind::nonce_unreachable:
      return on_nonce_unreachable(event);
    case Kind::pipelining_off:
      return state.run.log.warning(
          base::cat(state.run.endpoints[event.endpoint].name,
                    ": pipelining disabled for this endpoint: ", event.detail));
    case Kind::batch_limited:
      return state.run.log.warning(
          base::cat(state.run.endpoints[event.endpoint].name, ": a batch was refused, at most ", event.number,
                    event.number == 1 ? " transaction a request" : " transactions in one",
                    " from now on: ", event.detail));
  }
}

void Completion::end(std::uint32_t index, const Ending& ending, std::string_view detail) {
  WorkerState& state = parts_.state;
  const Operation& operation = state.in_flight[index];
  parts_.recorder.on_ended(operation, ending, detail);
  const bool is_accepted = ending.outcome == measure::Outcome::accepted;
  const bool is_measured = state.is_measured(operation.due);
  if (!is_accepted && is_measured) state.run.quota.release();
  if (state.run.spend_limit != nullptr) state.run.spend_limit->end(operation.instance, may_be_in(ending));
  if (ending.outcome == measure::Outcome::insufficient_funds && !operation.fresh_sender)
    rest(operation.sender);
  if (!operation.fresh_sender && operation.state != Operation::State::admitted)
    release_account(operation.sender, operation.nonce, ending);
  // After all that takes memory, so that Worker::give_up() counts it otherwise.
  state.ledger_of(operation.due).end(operation.instance, ending.outcome);
  if (is_accepted && is_measured && state.run.quota.accepted())
    state.run.stop.request(sys::StopReason::on_max_txs(state.run.settings.max_txs));
  state.in_flight.end(index);
}

void Completion::rest(std::uint32_t index) {
  WorkerState& state = parts_.state;
  Sender& sender = state.senders[index];
  if (state.run.resting == nullptr || sender.resting) return;
  sender.resting = true;
  if (state.run.resting->add(static_cast<std::uint32_t>(state.account_of(index))))
    state.run.log.warning("an account is out of money: such accounts rest until they are topped up");
}

void Completion::wake_topped_up() {
  WorkerState& state = parts_.state;
  if (state.run.resting == nullptr) return;
  const sys::TimePoint now = state.now;
  for (const std::uint32_t account : state.run.resting->take_woken(state.index)) {
    const std::uint32_t index = state.run.partition.local(account);
    state.senders[index].resting = false;
    if (!state.senders[index].must_read) state.set_free(state.senders[index], now);
    parts_.turns.add(index);
  }
}

void Completion::release_account(std::uint32_t index, std::uint64_t nonce, const Ending& ending) {
  WorkerState& state = parts_.state;
  Sender& sender = state.senders[index];
  if (sender.in_flight-- == state.run.settings.account_in_flight && !state.is_dry())
    state.set_free(sender, ending.now);
  parts_.nonces.on_end(index, nonce, ending);
  parts_.turns.add(index);
}

void Completion::withdraw(std::uint32_t index) {
  WorkerState& state = parts_.state;
  state.in_flight.withdraw(index);
  const std::uint32_t number = state.in_flight[index].sender;
  Sender& sender = state.senders[number];
  sender.pending.push_front(state.in_flight, index);
  if (--sender.in_flight == 0) parts_.nonces.read(number);
}

// The operation that waits for the nonce could not be sent either: it ends here, so that the report names the
// reason.
void Completion::on_nonce_unreachable(const Event& event) {
  if (parts_.nonces.is_stopped()) return;
  parts_.nonces.failed(event, event.detail);
  WorkerState& state = parts_.state;
  Sender& sender = state.senders[event.subject];
  if (sender.pending.empty()) return;
  const std::uint32_t operation = sender.pending.pop(state.in_flight);
  state.in_flight[operation].endpoint = sender.endpoint;
  state.ledger_of(state.in_flight[operation].due)
      .end_at(sender.endpoint, measure::class_of(event.ending.outcome));
  end(operation, event.ending, event.detail);
}

}  // namespace seiload::load
