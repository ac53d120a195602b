#include "load/outcome_recorder.h"

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "load/replay.h"

namespace seiload::load {

using measure::OutcomeClass;
using State = Operation::State;

void OutcomeRecorder::on_sent(const Event& event) {
  const Operation& operation = state_.in_flight[event.subject];
  if (operation.is_returned) return;
  measure::Ledger& ledger = state_.ledger_of(operation.due);
  ledger.sent.add();
  if (state_.is_open_loop())
    ledger.record_lag(event.ending.now - std::max(operation.free_since, event.room_since));
}

void OutcomeRecorder::on_ended(const Operation& operation, const Ending& ending, std::string_view detail) {
  measure::Ledger& ledger = state_.ledger_of(operation.due);
  if (ending.resent) ledger.resent.add();
  if (operation.state != State::admitted && !state_.is_dry())
    ledger.end_at(operation.endpoint, measure::class_of(ending.outcome));
  if (ending.outcome == measure::Outcome::accepted) {
    ledger.seconds.add_accepted(ending.now);
    ledger.from_due.record(ending.now - operation.due);
    ledger.from_write.record(ending.now - ending.written);
    report_for_watching(operation, ending.now, true);
    record_latency(operation, true, ending.now - ending.written, ending.now);
  } else {
    on_not_accepted(operation, ending, detail);
  }
  if (run_.settings.debug) log(operation, ending, detail);
}

void OutcomeRecorder::on_not_accepted(const Operation& operation, const Ending& ending,
                                      std::string_view detail) {
  const OutcomeClass outcome_class = measure::class_of(ending.outcome);
  if (outcome_class != OutcomeClass::unsent) {
    state_.ledger_of(operation.due).not_accepted.record(ending.now - operation.due);
    const bool answered = ending.written != sys::TimePoint();
    record_latency(operation, false, ending.now - (answered ? ending.written : operation.due), ending.now);
    if (outcome_class == OutcomeClass::unanswered) report_for_watching(operation, ending.now, false);
  }
  if (detail.empty()) return;
  const std::string& endpoint = run_.endpoints[operation.endpoint].name;
  state_.ledger.example(ending.outcome, endpoint, detail);
  if (run_.first_errors != nullptr && run_.first_errors->claim(ending.outcome))
    log_first(ending.outcome, endpoint, detail);
}

void OutcomeRecorder::record_latency(const Operation& operation, bool accepted, base::Duration write,
                                     sys::TimePoint now) {
  const base::Duration due = now - operation.due;
  measure::Ledger& ledger = state_.ledger_of(operation.due);
  if (run_.traces == nullptr || state_.is_dry() || operation.state != State::sent)
    return ledger.record_latency(operation.instance, accepted, due, write);
  ledger.record_latency(operation.instance, accepted, due, write, run_.traces->of(operation.trace), now);
}

void OutcomeRecorder::report_for_watching(const Operation& operation, sys::TimePoint now, bool answered) {
  if (run_.accepted == nullptr || !state_.is_measured(operation.due)) return;
  const bool is_of_pool = !operation.fresh_sender && run_.replay == nullptr;
  const auto account =
      !is_of_pool ? chain::kNoAccount : static_cast<std::uint32_t>(state_.account_of(operation.sender));
  accepted_.push_back(
      {operation.hash, operation.due, now, operation.nonce, account, answered, operation.instance});
}

void OutcomeRecorder::hand_over() {
  if (accepted_.empty()) return;
  run_.accepted->add(accepted_);
  accepted_.clear();
}

void OutcomeRecorder::log_first(measure::Outcome outcome, const std::string& endpoint,
                                std::string_view detail) {
  std::string text = base::cat("first ", measure::name_of(measure::class_of(outcome)), ": ",
                               measure::name_of(outcome), " (", endpoint, ": ", detail, ')');
  if (outcome == measure::Outcome::insufficient_funds && run_.resting == nullptr)
    text += base::cat("; 'seiload accounts' with the options of this run and --seed ", run_.seed,
                      " lists the accounts: send them funds, or give them some in the chain's genesis");
  run_.log.warning(text);
}

void OutcomeRecorder::log(const Operation& operation, const Ending& ending, std::string_view detail) {
  const auto& label = run_.workload.labels()[operation.instance];
  std::string line = base::cat("tx ", operation.arrival, ' ', label.scenario, ' ', label.operation);
  if (operation.state == State::admitted) {
    line += " not sent";
  } else {
    line += base::cat(" hash ", base::to_hex(operation.hash), " nonce ", operation.nonce);
    if (!operation.fresh_sender) {
      const eth::Address& sender = run_.replay != nullptr
                                       ? run_.replay->address(operation.sender)
                                       : run_.accounts.addresses()[state_.account_of(operation.sender)];
      line += base::cat(" from ", eth::to_checksum(sender));
    }
    if (!state_.is_dry()) line += base::cat(" to ", run_.endpoints[operation.endpoint].name);
  }
  line += base::cat(": ", measure::name_of(ending.outcome), " after ",
                    base::format_duration_rounded(ending.now - operation.due));
  if (!detail.empty()) line += base::cat(": ", detail);
  run_.log.debug(line);
}

}  // namespace seiload::load
