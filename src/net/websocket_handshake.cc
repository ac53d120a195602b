#include "net/websocket_handshake.h"

#include "base/base64.h"
#include "base/check.h"
#include "base/list.h"
#include "base/text.h"
#include "crypto/sha1.h"
#include "net/body_text.h"
#include "net/url.h"

namespace seiload::net {
namespace {

using base::cat;

}  // namespace

std::string ws_key(base::ByteSpan nonce) {
  CHECK(nonce.size() == 16);
  return base::to_base64(nonce);
}

std::string ws_accept(std::string_view key) {
  const std::string text = cat(key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");  // section 1.3
  return base::to_base64(crypto::sha1(base::as_bytes(text)));
}

std::string client_handshake(const HttpTarget& target, std::string_view key) {
  return cat(request_head("GET", target),
             "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ", key,
             "\r\nSec-WebSocket-Version: 13\r\n\r\n");
}

std::string describe_ws_refusal(const HttpResponseParser& answer, const base::Secrets& secrets) {
  std::string text = cat("no WebSocket here: HTTP status ", answer.status());
  if (const std::string location = without_secrets(answer.location()); !location.empty())
    text += cat(", Location: ", base::quote(secrets.hide(location)));
  if (!answer.body().empty()) text += cat(": ", show_body(answer.body(), &secrets));
  return text;
}

bool is_final_ws_status(int status) {
  const bool may_pass = status == 408 || status == 425 || status == 429;
  return (status >= 400 && status < 500 && !may_pass) || status == 301 || status == 308;
}

std::string check_ws_answer(const HttpResponseParser& answer, std::string_view key) {
  if (answer.status() != 101) return describe_ws_refusal(answer, {});
  bool upgrade = false, connection = false;
  int accepts = 0;
  std::string_view accept;
  for (std::size_t i = 0; i < answer.header_count(); ++i) {
    const HttpHeader header = answer.header(i);
    const std::string name = base::to_lower(header.name);
    if (name == "upgrade") {
      upgrade = base::to_lower(header.value) == "websocket";
      if (!upgrade) break;
    } else if (name == "connection") {
      connection = connection || base::list_has(header.value, "upgrade");
    } else if (name == "sec-websocket-accept") {
      ++accepts;
      accept = header.value;
    } else if (name == "sec-websocket-protocol") {
      return "the WebSocket handshake names a subprotocol that was not requested";
    } else if (name == "sec-websocket-extensions" && !header.value.empty()) {
      return "the WebSocket handshake names an extension that was not requested";
    }
  }
  if (!upgrade) return "the WebSocket handshake lacks 'Upgrade: websocket'";
  if (!connection) return "the WebSocket handshake lacks 'Connection: Upgrade'";
  if (accepts != 1 || accept != ws_accept(key))
    return "the WebSocket handshake has a wrong Sec-WebSocket-Accept";
  return {};
}

int judge_ws_request(const HttpRequest& request) {
  if (request.method != "GET") return 405;
  if (request.ws_version != "13") return 426;
  // Of 16 bytes in base64, section 4.1: what they are does not matter.
  const std::string_view key = request.ws_key;
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bool is_key = key.size() == 24 && key.find_first_not_of(kDigits) == 22 && key.ends_with("==");
  return is_key && request.connection_upgrade ? 101 : 400;
}

std::string server_handshake(std::string_view key) {
  return cat(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
      "Upgrade\r\nSec-WebSocket-Accept: ",
      ws_accept(key), "\r\n\r\n");
}

}  // namespace seiload::net
