#pragma once
// From an admitted operation to its endpoint's queue: takes the account's nonce, encodes, signs a batch at
// once. In a dry run the way ends here. Thread rule: the worker alone.

#include "load/builder.h"
#include "load/endpoint_queue.h"
#include "load/worker_state.h"

namespace seiload::load {

class SigningStage {
 public:
  SigningStage(WorkerState& state, Builder& builder, EndpointQueues& queues)
      : state_(state), builder_(builder), queues_(queues) {}

  // Takes the operation's nonce; it is signed by finish() or before. Nothing of its account may be in doubt.
  void add(std::uint32_t operation);
  // Signs what was added, and with it what was presigned.
  void finish();

 private:
  void on_signed(std::uint32_t operation, sys::TimePoint ready);

  WorkerState& state_;
  Builder& builder_;
  EndpointQueues& queues_;
};

}  // namespace seiload::load
