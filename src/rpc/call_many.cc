#include "rpc/call_many.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "rpc/body_text.h"

namespace seiload::rpc {
namespace {

constexpr std::size_t kMaxMessages = 128;  // outstanding on one connection that is not HTTP

// Batches save round trips over HTTP. Where many requests may be outstanding on one connection there are none
// to save.
Client::Options options_for(const Endpoint& endpoint, std::size_t count, const CallLimits& limits) {
  Client::Options options{.batch = limits.batch, .http = limits.http};
  if (endpoint.transport != Transport::http) {
    options.batch = 1;
    options.in_flight = static_cast<unsigned>(std::clamp<std::size_t>(limits.batch, 1, kMaxMessages));
  }
  const std::size_t on_one = options.batch * options.in_flight;
  options.connections = std::clamp<std::size_t>((count + on_one - 1) / on_one, 1, limits.connections);
  return options;
}

}  // namespace

base::Status call_many(const Endpoint& endpoint, const Calls& calls, const CallLimits& limits,
                       const sys::Clock& clock, const sys::Event& stop) {
  Client client(endpoint, options_for(endpoint, calls.count, limits), clock);
  Client::Retry retry{.deadline = limits.deadline, .on_waiting = {}};
  if (limits.on_waiting)
    retry.on_waiting = [&](const std::string& cause) {
      limits.on_waiting(base::cat(calls.method, ": ", cause));
    };
  const auto call_at = [&](std::size_t i) { return Call{calls.method, calls.params(i)}; };
  auto status = client.call(
      calls.count, call_at, retry, stop, [&](std::size_t i, const Answer& answer) -> base::Status {
        const auto result = json::parse(answer.result, {.max_size = answer.result.size()});
        if (result) return calls.take(i, *result);
        return base::Error{base::Code::timeout,
                           base::cat("not JSON-RPC: ", show_body(answer.result, &client.secrets()))};
      });
  if (status || status.error().code == base::Code::stopped) return status;
  return std::move(status).error().with(calls.method);
}

}  // namespace seiload::rpc
