#pragma once
// An endpoint of a run: what people call it, and where and how its requests go.

#include <memory>
#include <string>

#include "net/connection.h"
#include "net/http_target.h"

namespace seiload::rpc {

enum class Transport {
  http,
  websocket,
  ipc,  // a Unix socket: one JSON value after the other; the target's only address is the socket's path
};

struct Endpoint {
  std::string name;  // its URL without user information, or the socket's path
  net::HttpTarget target;
  Transport transport = Transport::http;
};

// A connection of the endpoint's kind: net/http_connection.h or rpc/message_connection.h. Endpoint and
// listener must outlive it. Requests are submitted as rpc/request.h builds them, with kConstantId (only HTTP
// takes batches).
std::unique_ptr<net::Connection> make_connection(const Endpoint& endpoint, const net::HttpLimits& limits,
                                                 net::Connection::Listener& listener);

}  // namespace seiload::rpc
