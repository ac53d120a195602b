#pragma once
// What the stages of one worker share: its ledger, its operations in flight, its accounts, and the events
// that came back and are not yet handled. Owned by the worker, which is its only thread, but for the ledger.

#include <cstdint>
#include <memory>
#include <vector>

#include "load/events.h"
#include "load/in_flight.h"
#include "load/run_context.h"
#include "load/senders.h"
#include "measure/ledger.h"

namespace seiload::load {

struct WorkerState {
  WorkerState(const RunContext& context, std::uint32_t index);

  bool is_open_loop() const { return run.settings.is_open_loop(); }
  bool is_dry() const { return run.endpoints.empty(); }
  bool has_room() const { return in_flight.size() < max_in_flight; }
  std::size_t account_of(std::uint32_t sender) const { return run.partition.global(index, sender); }
  // This worker's share of a total; all shares add up to it.
  std::uint64_t share(std::uint64_t total) const {
    return total / run.partition.workers + (index < total % run.partition.workers ? 1 : 0);
  }

  bool is_measured(sys::TimePoint due) const { return due >= run.measured_from && due < run.measured_to; }
  // Where an operation counts, by its due time.
  measure::Ledger& ledger_of(sys::TimePoint due) {
    if (due < run.measured_from) return *warmup;
    return due < run.measured_to ? ledger : *cooldown;
  }

  // Puts an arrival of one of its senders into the table and counts it.
  std::uint32_t admit(std::uint64_t arrival, std::uint32_t sender, sys::TimePoint due,
                      sys::TimePoint free_since);
  // Whatever else the sender's first pending operation waits for from now on is the generator's own doing,
  // until there is no room at its endpoint.
  void set_free(const Sender& sender, sys::TimePoint since);

  const RunContext& run;
  const std::uint32_t index;
  const std::size_t max_in_flight;
  measure::Ledger ledger;
  std::unique_ptr<measure::Ledger> warmup, cooldown;  // null: there is none
  InFlight in_flight;
  std::vector<Sender> senders;
  Events events;
  sys::TimePoint now;             // when this round of the loop began
  std::int64_t unix_seconds = 0;  // the same by the wall clock: near enough for a value in seconds
};

}  // namespace seiload::load
