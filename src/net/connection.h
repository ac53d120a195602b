#pragma once
// How long a connection may take, and how a request that was handed to one ended without an answer: the same
// for every kind of connection.

#include <cstdint>
#include <string_view>

#include "sys/clock.h"

namespace seiload::net {

struct ConnectionLimits {
  sys::Duration connect_timeout = std::chrono::seconds(10);  // all addresses together
  sys::Duration request_timeout = std::chrono::seconds(30);  // from submit() to the complete answer
  std::size_t max_body = std::size_t{256} << 20;             // of an answer
  unsigned pipeline = 1;  // requests outstanding at a time, written without waiting
};

enum class TransportError {
  refused,          // by every address
  unreachable,      // no route, no socket
  connect_timeout,  // nothing listens to us, or the request's time ran out before
  closed,           // reset or closed with no or half an answer
  request_timeout,
  bad_http,
  too_large,    // against ConnectionLimits, or headers without end
  bad_message,  // on a stream of messages: against the rules of its framing, or of JSON-RPC
  tls_failed,   // the TLS handshake, by the rules: it would not change by trying again
  tls_closed,   // the connection ended during the TLS handshake
  denied,       // the WebSocket handshake, with an HTTP status that would not change by trying again
  withdrawn     // by end_sending(), before anything was written on this connection
};
std::string_view to_text(TransportError error);  // "connect time-out"

struct RequestFailure {
  std::uint64_t tag = 0;
  TransportError error = TransportError::closed;
  bool maybe_delivered = false;  // some byte of the request was written: the peer may have acted on it
  bool resent = false;
  bool by_peer = false;  // the peer closed an open connection
  // The same before a byte of an answer to it came, and it was written at least in part: the peer may have
  // closed for its size.
  bool cut_off = false;
  std::string_view detail;  // "connect 127.0.0.1:8545: Connection refused"; valid during the call only
  sys::TimePoint now;
};

}  // namespace seiload::net
