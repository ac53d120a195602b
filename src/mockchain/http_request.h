#pragma once
// Reads HTTP/1.x requests with bodies (RFC 9112), as far as a JSON-RPC server needs it. Pure: bytes in, verdict out; a
// prefix of a request is `incomplete` until it can only be wrong or has become too large.

#include <cstddef>
#include <string_view>

namespace seiload::mockchain {

inline constexpr std::size_t kMaxHead = 16 * 1024;         // bytes, blank line included
inline constexpr std::size_t kMaxBody = 5 * 1024 * 1024;   // bytes; geth's default

struct HttpRequest {
  enum class Kind { incomplete, complete, bad };
  Kind kind = Kind::incomplete;
  int status = 0;                    // bad: 400 malformed, 413 too large a body, 431 too large a head, 501 a transfer
                                     // coding, 505 another version
  std::size_t size = 0;              // complete: of the whole request; what follows is the next one
  std::string_view method;           // complete: views of the bytes
  std::string_view body;
  bool keep_alive = false;
  bool wants_continue = false;       // also where incomplete: the head is here and asks for 100 (RFC 9110 10.1.1)
};

HttpRequest read_http_request(std::string_view bytes);

}  // namespace seiload::mockchain
