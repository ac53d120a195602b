#include "rpc/endpoint.h"

#include "net/http_connection.h"
#include "rpc/message_connection.h"

namespace seiload::rpc {

std::unique_ptr<net::Connection> make_connection(const Endpoint& endpoint, const net::HttpLimits& limits,
                                                 net::Connection::Listener& listener) {
  if (endpoint.transport == Transport::http)
    return std::make_unique<net::HttpConnection>(endpoint.target, limits, listener);
  return std::make_unique<MessageConnection>(endpoint, limits, listener);
}

}  // namespace seiload::rpc
