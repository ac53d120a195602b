#pragma once
// Measures each operation: counts in the ledger, latencies since its due time and since its write, examples
// and log lines of failures, and what the inclusion watch wants to know of it. Changes no state. Thread rule:
// the worker alone.

#include <vector>

#include "chain/accepted.h"
#include "load/worker_state.h"

namespace seiload::load {

class OutcomeRecorder {
 public:
  explicit OutcomeRecorder(WorkerState& state) : state_(state), run_(state.run) {}

  void on_sent(const Event& event);
  // Before the operation leaves the table. `detail`: empty where none is wanted.
  void on_ended(const Operation& operation, const Ending& ending, std::string_view detail);
  // Gives the watch what was accepted since the last call: one lock a loop round, not one a transaction.
  void hand_over();

 private:
  void on_not_accepted(const Operation& operation, const Ending& ending, std::string_view detail);
  void record_latency(const Operation& operation, bool accepted, base::Duration write, sys::TimePoint now);
  void report_for_watching(const Operation& operation, sys::TimePoint now, bool answered);
  void log_first(measure::Outcome outcome, const std::string& endpoint, std::string_view detail);
  void log(const Operation& operation, const Ending& ending, std::string_view detail);

  WorkerState& state_;
  const RunContext& run_;
  std::vector<chain::Accepted> accepted_;  // since hand_over()
};

}  // namespace seiload::load
