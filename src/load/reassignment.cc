#include "load/reassignment.h"

namespace seiload::load {

Reassignment::Reassignment(const Completion::Parts& parts, Builder& builder, Completion& completion)
    : parts_(parts), builder_(builder), completion_(completion) {
  WorkerState& state = parts.state;
  if (state.run.assignment != nullptr) builder.assign_by(state.run.assignment->first());
  for (std::uint32_t sender = 0; sender < state.senders.size(); ++sender)
    state.senders[sender].endpoint =
        builder.endpoint_of(state.run.accounts.addresses()[state.account_of(sender)]);
  parts.turns.rebuild();
}

void Reassignment::follow(sys::TimePoint now) {
  const chain::Assignment* const all = parts_.state.run.assignment;
  if (all == nullptr || all->version() == version_) return;
  version_ = all->version();
  const auto assignment = all->now();
  builder_.assign_by(assignment);
  assign_senders();
  for (std::size_t i = 0; i < parts_.queues.size(); ++i)
    if (!assignment->is_active(i)) empty_queue(static_cast<std::uint16_t>(i), *assignment, now);
  parts_.turns.rebuild();
}

void Reassignment::assign_senders() {
  const WorkerState& state = parts_.state;
  for (std::uint32_t sender = 0; sender < state.senders.size(); ++sender) {
    const std::uint16_t endpoint =
        builder_.endpoint_of(state.run.accounts.addresses()[state.account_of(sender)]);
    if (endpoint != state.senders[sender].endpoint) parts_.nonces.move(sender, endpoint);
  }
}

void Reassignment::empty_queue(std::uint16_t endpoint, const chain::AssignmentMap& assignment,
                               sys::TimePoint now) {
  InFlight& in_flight = parts_.state.in_flight;
  const std::vector<std::uint32_t> waiting = parts_.queues[endpoint]->take_waiting();
  for (auto it = waiting.rbegin(); it != waiting.rend(); ++it) {
    const Operation& operation = in_flight[*it];
    if (operation.fresh_sender) {
      parts_.queues[assignment.any(operation.arrival)]->reroute(*it, now);
      continue;
    }
    parts_.nonces.must_read(operation.sender);  // it has moved
    completion_.withdraw(*it);
  }
  parts_.nonces.ask_elsewhere(endpoint);
}

}  // namespace seiload::load
