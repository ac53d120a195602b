#pragma once
// Reads HTTP/1.x requests, RFC 9112, for the servers in this program: the metrics, which take no bodies, and
// the embedded chain, which does, and WebSocket handshakes. Pure: bytes in, verdict out. A prefix of a
// request is always `incomplete`, never something else, until it can only be wrong or has become too large.

#include <cstddef>
#include <string>
#include <string_view>

namespace seiload::net {

struct HttpRequest {
  std::string method;     // "GET"
  std::string path;       // "/metrics", without the query, as written
  std::string accept;     // all Accept headers, joined by ", " (RFC 9110 5.3)
  std::string_view body;  // a view of the bytes read
  bool keep_alive = false;
  bool wants_continue = false;  // also where incomplete: the head is here and asks for 100 (RFC 9110 10.1.1)

  // RFC 6455 4.2.1; see websocket_handshake.h.
  bool wants_websocket = false;     // Upgrade: websocket
  bool connection_upgrade = false;  // Connection: Upgrade
  std::string ws_key, ws_version;
};

struct HttpRequestLimits {
  std::size_t head;  // bytes, blank line included
  std::size_t body;
};

struct HttpRequestVerdict {
  enum class Kind { incomplete, complete, bad };
  Kind kind = Kind::incomplete;
  std::size_t size = 0;  // complete: the bytes of the request; what follows is the next one
  int status = 0;  // bad: 400 malformed, 413 too large a body, 431 too large a head, 501 transfer coding, 505
                   // version
};

// Lines may end in LF alone; empty lines before the request are skipped.
HttpRequestVerdict read_http_request(std::string_view bytes, const HttpRequestLimits& limits,
                                     HttpRequest& out);

}  // namespace seiload::net
