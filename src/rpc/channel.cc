#include "rpc/channel.h"

#include "rpc/http_channel.h"
#include "rpc/message_channel.h"

namespace seiload::rpc {

std::unique_ptr<Channel> make_channel(const Endpoint& endpoint, const net::ConnectionLimits& limits,
                                      Channel::Listener& listener) {
  if (endpoint.transport == Transport::http)
    return std::make_unique<HttpChannel>(endpoint.target, limits, listener);
  return std::make_unique<MessageChannel>(endpoint, limits, listener);
}

}  // namespace seiload::rpc
