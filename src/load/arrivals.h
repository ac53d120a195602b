#pragma once
// Which operation is due, and may it be admitted? One of two models: load/open_arrivals.h admits at due
// times, whatever the target does; load/closed_arrivals.h as accounts and connections become free. What is
// admitted goes on to the signing stage, as soon as its account may send. Thread rule: the worker alone.

#include "load/account_nonces.h"
#include "load/account_turns.h"
#include "load/endpoint_queue.h"
#include "load/signing_stage.h"
#include "load/worker_state.h"

namespace seiload::load {

class Arrivals {
 public:
  // What it works with. All outlive it.
  struct Parts {
    WorkerState& state;
    AccountNonces& nonces;
    AccountTurns& turns;
    EndpointQueues& queues;
    Builder& builder;
    SigningStage& signing;
  };

  explicit Arrivals(const Parts& parts);
  virtual ~Arrivals() = default;
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;

  // Admits what may be admitted now, and signs what may be sent.
  virtual void admit(sys::TimePoint now) = 0;
  // When to call admit() again, if nothing comes back before.
  sys::TimePoint next() const { return next_; }
  // In a dry run no endpoint wakes the worker.
  void wake(sys::TimePoint now) { next_ = now; }
  // The load ends: admits what is still owed, and signs all that was added.
  virtual void finish(sys::TimePoint now) = 0;

 protected:
  // Takes what the run's limits count for this arrival: --max-txs those that are measured, --max-spend all.
  // False: not now, or never more, and then the stop is requested.
  bool acquire(std::uint64_t arrival, bool is_measured);

  // Arrivals admitted before the connections are looked after again.
  static constexpr int kMaxPerRound = 1024;
  // How soon to look again when other workers hold the last tickets of --max-txs.
  static constexpr sys::Duration kQuotaRetry = std::chrono::milliseconds(10);

  const Parts parts_;
  const double share_;  // of all arrivals: this worker's
  sys::TimePoint next_;
};

}  // namespace seiload::load
