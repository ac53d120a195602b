#pragma once
// Reads the head of an HTTP/1.x request, RFC 9112, for a server that takes no bodies. Pure: bytes in, verdict out. A
// prefix of a request is always `incomplete`, never something else, until it can only be wrong or has become too large.

#include <cstddef>
#include <string>
#include <string_view>

namespace seiload::net {

struct HttpRequest {
  std::string method;  // "GET"
  std::string path;    // "/metrics", without the query, as written
  std::string accept;  // all Accept headers, joined by ", " (RFC 9110 5.3)
  bool keep_alive = false;
};

struct HttpRequestVerdict {
  enum class Kind { incomplete, complete, bad };
  Kind kind = Kind::incomplete;
  std::size_t size = 0;  // complete: the bytes of the head; what follows is the next request
  int status = 0;        // bad: 400 malformed, 413 has a body, 431 larger than `limit`, 501 transfer coding, 505 version
};

// `limit` bounds the head, blank line included. Lines may end in LF alone; empty lines before the request are skipped.
HttpRequestVerdict read_http_request(std::string_view bytes, std::size_t limit, HttpRequest& out);

}  // namespace seiload::net
