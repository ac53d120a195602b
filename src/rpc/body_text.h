#pragma once
// What came back instead of a JSON-RPC answer, as text for messages: the HTTP status, where a redirect leads,
// and the start of the body with everything escaped that could harm a terminal, a log line or a JSON report.
// Pure.

#include <string>
#include <string_view>

#include "net/connection.h"

namespace seiload::rpc {

inline constexpr std::size_t kShownBody = 200;  // bytes of a body

// "'<html>busy</html>'", "an empty body", "a body compressed with gzip, which was not asked for".
std::string show_body(std::string_view body);

// Of an answer that is no JSON-RPC: "HTTP status 502: '<html>'", "HTTP status 301, Location:
// 'http://other/'", "not JSON-RPC: 'hello'" of status 200. User information in a location is left out.
std::string describe(const net::HttpAnswer& answer);

// The same where `detail` says what is wrong, as classify_send_answer() does: the node's own words from the
// body, or words about it, which are followed by the start of the body.
std::string explain(const net::HttpAnswer& answer, std::string_view detail);

}  // namespace seiload::rpc
