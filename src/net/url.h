#pragma once
// URLs of endpoints, RFC 3986 as far as a request needs it: http://user:password@host:port/path?query.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace seiload::net {

inline constexpr std::string_view kUrlSchemes[] = {"http", "https", "ws", "wss"};

struct Url {
  enum class Scheme { http, https, ws, wss };  // in the order of kUrlSchemes

  Scheme scheme = Scheme::http;
  std::string user_info;  // "user:password", decoded; empty if there is none
  std::string host;       // lower case, without brackets: "node.example", "10.0.0.1", "::1", "fe80::1%eth0"
  std::uint16_t port = 0;
  std::string path;  // with the query, as written; at least "/"; never an '@'

  std::string host_header() const;    // RFC 9110 7.2: "node.example:8545"; the scheme's own port is left out
  std::string authorization() const;  // RFC 7617: "Basic dTpw", or "" without user information
  // For messages and reports: without user information and what the query says, and without a lone "/":
  // "http://node:8545/rpc?...".
  std::string to_text() const;
};

std::string_view to_text(Url::Scheme scheme);  // "http"

// Errors are Code::invalid_input and say what is wrong and what to write (net/url_advice.h); they never show
// a password. Schemes whose transport is not there (https, wss) are read all the same: the caller decides.
base::Result<Url> parse_url(std::string_view text);

// A URL that a server gave, for messages: without user information and without the query, which may hold a
// key (base/redact.h). Takes any text.
std::string without_secrets(std::string_view url);

// The path of a Unix socket as an endpoint is given: "/run/geth.ipc", "ipc:/run/geth.ipc",
// "unix:///run/geth.ipc". Nothing for anything else.
std::optional<std::string> socket_path(std::string_view text);

// What to call an endpoint, a URL or a Unix socket: Url::to_text(), or the socket's path. Errors are those of
// parse_url(), and of a path that cannot be a socket's.
base::Result<std::string> endpoint_name(std::string_view text);

}  // namespace seiload::net
