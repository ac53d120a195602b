#pragma once
// An endpoint of a run: what people call it, and where its requests go.

#include <string>

#include "net/http_connection.h"

namespace seiload::rpc {

struct Endpoint {
  std::string name;  // its URL without user information
  net::HttpTarget target;
};

}  // namespace seiload::rpc
