#pragma once
// An endpoint of a run: what people call it, and where and how its requests go.

#include <string>

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

}  // namespace seiload::rpc
