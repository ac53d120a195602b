#include "net/connection.h"

namespace seiload::net {

std::string_view to_text(TransportError error) {
  constexpr std::string_view kNames[] = {"connection refused",   "unreachable",
                                         "connect time-out",     "connection closed",
                                         "request time-out",     "malformed HTTP",
                                         "answer too large",     "malformed message",
                                         "TLS handshake failed", "closed during the TLS handshake",
                                         "handshake denied",     "withdrawn"};
  return kNames[static_cast<int>(error)];
}

}  // namespace seiload::net
