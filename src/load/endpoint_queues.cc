#include "load/endpoint_queues.h"

#include <algorithm>

namespace seiload::load {
namespace {

// Bytes of an answer, for the whole and for each transaction in it: with those that may be outstanding, a
// bound on memory.
constexpr std::size_t kAnswerRoom = 1 << 20, kAnswerRoomEach = 16 << 10;

}  // namespace

EndpointQueues make_queues(WorkerState& state, AccountNonces& nonces) {
  const RunContext& run = state.run;
  const profile::Settings& settings = run.settings;
  const EndpointQueue::Limits limits{.connections = run.connections,
                                     .waiting = std::max<std::size_t>(1, state.share(settings.buffer_size)),
                                     .batch = settings.batch,
                                     .linger = settings.batch_linger,
                                     .http = {.connect_timeout = settings.connect_timeout,
                                              .request_timeout = settings.request_timeout,
                                              .max_body = kAnswerRoom + settings.batch * kAnswerRoomEach,
                                              .pipeline = static_cast<unsigned>(settings.pipeline)}};
  EndpointQueues queues;
  for (std::size_t i = 0; i < run.endpoints.size(); ++i) {
    const EndpointQueue::Parts parts{.clock = run.clock,
                                     .in_flight = state.in_flight,
                                     .nonces = nonces,
                                     .events = state.events,
                                     .pipelining = run.pipelining[i],
                                     .details = DetailFilter(state.ledger, settings.debug),
                                     .traces = run.traces};
    queues.push_back(
        std::make_unique<EndpointQueue>(run.endpoints[i], static_cast<std::uint16_t>(i), limits, parts));
  }
  return queues;
}

}  // namespace seiload::load
