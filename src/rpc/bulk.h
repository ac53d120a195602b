#pragma once
// Many questions of one kind to one endpoint, at set-up: over HTTP as JSON-RPC batches over several connections at
// once, over WebSocket and Unix sockets as single requests, many out at a time. What fails on the way (refused, reset,
// timed out, HTTP 5xx, rate limited) is asked again until the deadline; a node that answers no batches is asked one by
// one. Blocks its thread; wakes at once for a stop.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"
#include "rpc/endpoint.h"
#include "sys/clock.h"
#include "sys/stop.h"

namespace seiload::rpc {

struct BulkLimits {
  std::size_t batch = 100;       // questions in one request
  std::size_t connections = 8;
  net::HttpLimits http;
  sys::TimePoint deadline;
};

struct Questions {
  std::string_view method;
  std::size_t count = 1;
  std::function<std::string(std::size_t i)> params;  // a JSON array as text
  // The result of question i; an Error ends it all. Called in any order.
  std::function<base::Status(std::size_t i, const json::Value& result)> take;
};

// Errors name the method and the cause, not the endpoint: Code::stopped; Code::remote if the node answered with an
// error that asking again would not mend; Code::timeout with the last cause once the deadline has come.
base::Status ask_all(const Endpoint& endpoint, const Questions& questions, const BulkLimits& limits,
                     const sys::Clock& clock, const sys::Stop& stop);

}  // namespace seiload::rpc
