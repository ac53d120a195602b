#include "support/message_peer.h"

#include "base/text.h"
#include "net/websocket_handshake.h"

namespace seiload::test {
namespace {

std::size_t header_size(const std::string& text) {
  const unsigned length = static_cast<unsigned char>(text[1]) & 0x7f;
  return (length < 126 ? 2U : length == 126 ? 4U : 10U) + 4U;
}

std::size_t payload_size(const std::string& text) {
  std::size_t length = static_cast<unsigned char>(text[1]) & 0x7f;
  if (length < 126) return length;
  const std::size_t end = header_size(text) - 4;
  length = 0;
  for (std::size_t i = 2; i < end; ++i) length = length << 8 | static_cast<unsigned char>(text[i]);
  return length;
}

std::size_t frame_size(const std::string& text) {
  if (text.size() < 2 || text.size() < header_size(text)) return 0;
  const std::size_t size = header_size(text) + payload_size(text);
  return text.size() < size ? 0 : size;
}

WsFrame unmask(const std::string& text) {
  WsFrame frame{static_cast<unsigned char>(text[0]) & 15U, text.substr(header_size(text))};
  for (std::size_t i = 0; i < frame.payload.size(); ++i)
    frame.payload[i] = static_cast<char>(frame.payload[i] ^ text[header_size(text) - 4 + i % 4]);
  return frame;
}

}  // namespace

std::string websocket_welcome(std::string_view key) {
  return base::cat(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: ",
      net::ws_accept(key), "\r\n\r\n");
}

bool accept_websocket(Peer& peer) {
  const std::string request = peer.read_request();
  constexpr std::string_view kKey = "Sec-WebSocket-Key: ";
  const std::size_t at = request.find(kKey);
  if (at == std::string::npos) return false;
  return peer.write(websocket_welcome(request.substr(at + kKey.size(), 24)));
}

WsFrame read_frame(Peer& peer) {
  const std::string text = peer.read_unit(frame_size);
  return text.empty() ? WsFrame() : unmask(text);
}

std::optional<WsFrame> take_frame(std::string& bytes) {
  const std::size_t size = frame_size(bytes);
  if (size == 0) return std::nullopt;
  WsFrame frame = unmask(bytes.substr(0, size));
  bytes.erase(0, size);
  return frame;
}

std::string server_frame(unsigned opcode, std::string_view payload) {
  std::string frame(1, static_cast<char>(0x80 | opcode));
  const int bytes = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;  // of the length
  frame += bytes == 0 ? static_cast<char>(payload.size()) : bytes == 2 ? '\x7e' : '\x7f';
  for (int i = bytes; i-- > 0;) frame += static_cast<char>(payload.size() >> (8 * i) & 0xff);
  return frame.append(payload);
}

std::string read_line(Peer& peer) {
  return peer.read_unit([](const std::string& text) { return text.find('\n') + 1; });
}

std::string answer_to(std::string_view request, std::string_view result) {
  constexpr std::string_view kId = "\"id\":";
  const std::size_t at = request.find(kId) + kId.size();
  return base::cat(R"({"jsonrpc":"2.0","id":)", request.substr(at, request.find(',', at) - at),
                   R"(,"result":)", result, "}");
}

}  // namespace seiload::test
