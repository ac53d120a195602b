#include "load/worker_state.h"

#include <algorithm>

namespace seiload::load {

WorkerState::WorkerState(const RunContext& context, std::uint32_t number)
    : run(context),
      index(number),
      max_in_flight(share(context.settings.max_in_flight)),
      ledger(context.workload.labels().size(), context.endpoints.size(), context.traces != nullptr,
             std::max(context.start, context.measured_from)) {
  const auto apart = [&] {
    return std::make_unique<measure::Ledger>(context.workload.labels().size(), context.endpoints.size(),
                                             context.traces != nullptr, context.start);
  };
  if (context.measured_from > context.start) warmup = apart();
  if (context.measured_to < context.end) cooldown = apart();
  for (std::size_t pool = 0; pool < context.workload.order().pools(); ++pool) {
    const workload::PoolRange& range = context.accounts.pools()[pool];
    for (std::size_t account = range.first; account < range.first + range.count; ++account) {
      if (context.partition.worker_of(account) != index) continue;
      Sender& sender = senders.emplace_back();
      sender.next_nonce = context.first_nonces[account];
    }
  }
}

std::uint32_t WorkerState::admit(std::uint64_t arrival, std::uint32_t sender, sys::TimePoint due,
                                 sys::TimePoint free_since) {
  const std::uint32_t place = in_flight.admit();  // before it counts: there may be no memory for it
  measure::Ledger& counts = ledger_of(due);
  counts.scheduled.add();
  counts.admitted.add();
  Operation& operation = in_flight[place];
  operation.arrival = arrival;
  operation.sender = sender;
  operation.instance = run.workload.label_of(arrival);
  operation.fresh_sender = false;
  operation.is_returned = false;
  operation.due = due;
  operation.free_since = free_since;
  return place;
}

void WorkerState::set_free(const Sender& sender, sys::TimePoint since) {
  if (sender.pending.empty()) return;
  Operation& operation = in_flight[sender.pending.front()];
  operation.free_since = std::max(operation.free_since, since);
}

}  // namespace seiload::load
