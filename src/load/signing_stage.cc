#include "load/signing_stage.h"

#include "base/check.h"

namespace seiload::load {

void SigningStage::add(std::uint32_t operation) {
  const bool is_signed = builder_.build(operation, state_.unix_seconds);
  CHECK(state_.senders[state_.in_flight[operation].sender].in_flight <=
        state_.run.settings.account_in_flight);
  if (!state_.is_dry()) queues_[state_.in_flight[operation].endpoint]->reserve();
  if (is_signed) return on_signed(operation, state_.now);
  if (builder_.is_full()) finish();
}

void SigningStage::finish() {
  if (builder_.size() == 0) return;
  sys::TimePoint ready;
  builder_.finish([&](std::uint32_t operation) {
    // Once a batch: it costs as much as the encoding.
    if (ready == sys::TimePoint()) ready = state_.run.clock.now();
    on_signed(operation, ready);
  });
}

void SigningStage::on_signed(std::uint32_t index, sys::TimePoint ready) {
  const Operation& operation = state_.in_flight[index];
  if (!state_.is_dry()) return queues_[operation.endpoint]->push(index, ready);
  if (state_.is_open_loop()) state_.ledger_of(operation.due).record_lag(ready - operation.free_since);
  Event& event = state_.events.emplace_back();
  event.subject = index;
  event.ending = {.outcome = measure::Outcome::accepted,
                  .delivered = true,
                  .resent = false,
                  .written = ready,
                  .now = ready};
}

}  // namespace seiload::load
