#pragma once
// Many calls of one kind to one endpoint, at set-up, each asked again until it has a result or the deadline
// has come, by a Client of its own (client.h says what is asked again): over HTTP as batches over several
// connections together, over WebSocket and Unix sockets as single calls, many outstanding at a time.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/value.h"
#include "rpc/client.h"

namespace seiload::rpc {

struct CallLimits {
  std::size_t batch = 100;  // calls in one request
  std::size_t connections = 8;
  net::ConnectionLimits http;
  sys::TimePoint deadline;
  WaitReport::Sink on_waiting;  // gets the method and the cause; may be empty
};

struct Calls {
  std::string_view method;
  std::size_t count = 1;
  std::function<std::string(std::size_t i)> params;  // a JSON array as text
  // The result of call i; an Error ends it all, but for Code::timeout: that call is asked again. Called in
  // any order.
  std::function<base::Status(std::size_t i, const json::Value& result)> take;
};

// Errors name the method and the cause, not the endpoint: Code::stopped; Code::remote if the node answered
// with an error that asking again would not mend; Code::timeout with the last cause once the deadline has
// come.
base::Status call_many(const Endpoint& endpoint, const Calls& calls, const CallLimits& limits,
                       const sys::Clock& clock, const sys::Event& stop);

}  // namespace seiload::rpc
