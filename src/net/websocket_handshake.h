#pragma once
// The opening handshake of a WebSocket, RFC 6455 section 4, the client's side. No subprotocol and no extension is asked
// for, so none may come. Pure.

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "net/http_response.h"
#include "net/http_target.h"

namespace seiload::net {

std::string ws_key(base::ByteSpan nonce);        // of 16 random bytes
std::string ws_accept(std::string_view key);     // what the server must answer to it
std::string ws_hello(const HttpTarget& target, std::string_view key);

// What is wrong with the answer to the handshake, for people; empty if the connection is established. The answer's head
// must be read, and not be an interim one (100, 102, 103).
std::string check_ws_answer(const HttpResponseParser& answer, std::string_view key);

}  // namespace seiload::net
