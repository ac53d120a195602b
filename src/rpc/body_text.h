#pragma once
// What came back instead of a JSON-RPC answer, as text for messages: the HTTP status, where a redirect leads,
// and the start of the body (net/body_text.h). Nothing shows the secrets of the answer's endpoint. Pure.

#include <string>
#include <string_view>

#include "net/body_text.h"
#include "rpc/channel.h"

namespace seiload::rpc {

using net::show_body;

// Of an answer that is no JSON-RPC: "HTTP status 502: '<html>'", "HTTP status 301, Location:
// 'http://other/'", "not JSON-RPC: 'hello'" of status 200. User information in a location is left out.
std::string describe(const Response& answer);

// The same where `detail` says what is wrong, as classify_send_answer() does: the node's own words from the
// body, or words about it, which are followed by the start of the body.
std::string explain(const Response& answer, std::string_view detail);

// What a node said in an error, with nothing of ours that it must not show: "the node answered: MESSAGE".
std::string node_said(std::string_view message, const base::Secrets* secrets);

}  // namespace seiload::rpc
