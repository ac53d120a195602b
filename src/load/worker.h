#pragma once
// One worker: owns a share of the accounts and with them their nonces, its connections, its signing batch and
// its ledger, and shares nothing that is written with anybody. Each round of its loop goes the way of one
// operation (the design's list): arrivals are admitted as they come due, signed, queued at their endpoint and
// sent; what comes back is handled in one place. Until a stop is requested, and what is outstanding has been
// answered or has had its time.

#include <cstdint>
#include <memory>
#include <vector>

#include "load/account_nonces.h"
#include "load/account_turns.h"
#include "load/arrivals.h"
#include "load/builder.h"
#include "load/completion.h"
#include "load/endpoint_queue.h"
#include "load/outcome_recorder.h"
#include "load/reassignment.h"
#include "load/signing_stage.h"
#include "load/worker_state.h"

namespace seiload::load {

class Worker {
 public:
  Worker(const RunContext& run, std::uint32_t index);

  // Until the end. Thread rule: the worker's own thread, which the whole object belongs to, but for the
  // ledger.
  void run();
  // After run() has ended by an exception: counts what is in flight, so that the ledger adds up.
  void give_up() noexcept;

  const measure::Ledger& ledger() const { return state_.ledger; }
  measure::Ledger& ledger() { return state_.ledger; }
  const measure::Ledger* warmup() const { return state_.warmup.get(); }      // null: there is none
  const measure::Ledger* cooldown() const { return state_.cooldown.get(); }  // the same

 private:
  void read_doubtful_nonces();
  void send();
  void wait();
  void note_wake(sys::TimePoint asked, sys::TimePoint now);
  void begin_drain();
  void end_all(Operation::State state, measure::Outcome outcome, sys::TimePoint now);
  void finish();

  const RunContext& run_;
  WorkerState state_;
  EndpointQueues queues_;
  AccountNonces nonces_;
  AccountTurns turns_;
  Builder builder_;
  SigningStage signing_;
  OutcomeRecorder recorder_;
  Completion completion_;
  Reassignment reassignment_;
  std::unique_ptr<Arrivals> arrivals_;

  sys::TimePoint woke_;  // from the last wait
  bool draining_ = false;
  sys::TimePoint drain_end_;
  std::vector<pollfd> descriptors_;
};

}  // namespace seiload::load
