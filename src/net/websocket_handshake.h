#pragma once
// The opening handshake of a WebSocket, RFC 6455 section 4. A client asks for no subprotocol and no
// extension, so none may come; a server takes none up. Pure.

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "net/http_request.h"
#include "net/http_response.h"
#include "net/http_target.h"

namespace seiload::net {

std::string ws_key(base::ByteSpan nonce);     // of 16 random bytes
std::string ws_accept(std::string_view key);  // what the server must answer to it
std::string client_handshake(const HttpTarget& target, std::string_view key);

// What is wrong with the answer to the handshake, for people; empty if the connection is established. The
// answer's head must be read, and not be an interim one (100, 102, 103).
std::string check_ws_answer(const HttpResponseParser& answer, std::string_view key);

// What a server answered that does not take the handshake: "no WebSocket here: HTTP status 401: 'no token'".
std::string describe_ws_refusal(const HttpResponseParser& answer, const base::Secrets& secrets);
// Whether such a status would be the same the next time: 4xx, but for a time-out (408), "too early" (425) and
// a rate limit (429), and a permanent redirect.
bool is_final_ws_status(int status);

// The server's side, of a request that wants_websocket: 101 if it is a handshake, else the status to refuse
// it with: 400, 405 (not a GET) or 426 (another version than 13, and with it goes the header
// "Sec-WebSocket-Version: 13").
int judge_ws_request(const HttpRequest& request);
std::string server_handshake(std::string_view key);  // the whole answer to a handshake with that key

}  // namespace seiload::net
