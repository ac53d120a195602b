#pragma once
// One queue an endpoint of the run, with this worker's share of connections and room.

#include "load/endpoint_queue.h"
#include "load/worker_state.h"

namespace seiload::load {

// Both outlive the queues, which only keep the reference to `nonces` here: it may not exist yet.
EndpointQueues make_queues(WorkerState& state, AccountNonces& nonces);

}  // namespace seiload::load
