#pragma once
// What scripts of a ScriptedServer do to speak WebSocket, or JSON over a Unix socket, with their peer.

#include <optional>
#include <string>
#include <string_view>

#include "support/scripted_server.h"

namespace seiload::test {

bool accept_websocket(Peer& peer);  // reads the handshake and answers it

struct WsFrame {
  unsigned opcode = 0;  // 0 and no payload: the client closed
  std::string payload;  // unmasked
};
WsFrame read_frame(Peer& peer);
std::optional<WsFrame> take_frame(
    std::string& bytes);  // the client's frame at the front, taken away; nothing: not whole yet
std::string server_frame(unsigned opcode, std::string_view payload);
// The whole answer to a handshake with that key, the value of Sec-WebSocket-Key.
std::string websocket_welcome(std::string_view key);

std::string read_line(Peer& peer);  // with its line break

// {"jsonrpc":"2.0","id":ID,"result":RESULT} with the id of that request.
std::string answer_to(std::string_view request, std::string_view result);

}  // namespace seiload::test
