#pragma once
// The one place where everything that comes back is handled: moves the operation in the table, and gives its
// account, its nonce and its ticket back to whoever waits for them. Thread rule: the worker alone.

#include "load/account_nonces.h"
#include "load/account_turns.h"
#include "load/endpoint_queue.h"
#include "load/outcome_recorder.h"
#include "load/worker_state.h"

namespace seiload::load {

class Completion {
 public:
  // What it works with. All outlive it.
  struct Parts {
    WorkerState& state;
    AccountNonces& nonces;
    AccountTurns& turns;
    EndpointQueues& queues;
    OutcomeRecorder& recorder;
  };

  explicit Completion(const Parts& parts) : parts_(parts) {}

  // Handles all events that have come back, and forgets them. False if there were none.
  bool handle_events();
  // Ends an operation that no event ends.
  void end(std::uint32_t operation, const Ending& ending, std::string_view detail = {});
  // Before it was sent: it waits for its account's turn again, once the account's nonce is read.
  void withdraw(std::uint32_t operation);
  // Lets accounts go on that were topped up.
  void wake_topped_up();

 private:
  void handle(const Event& event);
  void rest(std::uint32_t sender);
  void release_account(std::uint32_t sender, std::uint64_t nonce, const Ending& ending);
  void on_nonce_unreachable(const Event& event);

  const Parts parts_;
};

}  // namespace seiload::load
