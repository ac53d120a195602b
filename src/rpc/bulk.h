#pragma once
// Many questions of one kind to one endpoint, at set-up: over HTTP as JSON-RPC batches over several
// connections together, over WebSocket and Unix sockets as single requests, many outstanding at a time. Only
// a definite answer ends it before the deadline: HTTP 401, 403 and 413, a permanent redirect, a WebSocket
// handshake that is denied (net::TransportError), a method that is missing or refuses its parameters, a
// result that is not what was asked for. Everything else is asked again: no connection, any other HTTP status
// whatever its body, a rate limit or a node that is starting, as the whole answer or in one element of a
// batch. A batch that the node refuses halves the size of batches for good; so does one at which the
// connection is closed, unless single questions have the same end. Blocks its thread; wakes immediately for a
// stop.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"
#include "rpc/endpoint.h"
#include "rpc/wait_report.h"
#include "sys/clock.h"
#include "sys/stop.h"

namespace seiload::rpc {

struct BulkLimits {
  std::size_t batch = 100;  // questions in one request
  std::size_t connections = 8;
  net::HttpLimits http;
  sys::TimePoint deadline;
  WaitReport::Sink on_waiting;  // gets the method and the cause; may be empty
};

struct Questions {
  std::string_view method;
  std::size_t count = 1;
  std::function<std::string(std::size_t i)> params;  // a JSON array as text
  // The result of question i; an Error ends it all, but for Code::timeout: that question is asked again.
  // Called in any order.
  std::function<base::Status(std::size_t i, const json::Value& result)> take;
};

// Errors name the method and the cause, not the endpoint: Code::stopped; Code::remote if the node answered
// with an error that asking again would not mend; Code::timeout with the last cause once the deadline has
// come.
base::Status ask_all(const Endpoint& endpoint, const Questions& questions, const BulkLimits& limits,
                     const sys::Clock& clock, const sys::Event& stop);

}  // namespace seiload::rpc
