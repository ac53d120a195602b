#include "net/http_request.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/list.h"
#include "base/number.h"
#include "base/text.h"

namespace seiload::net {
namespace {

constexpr HttpRequestVerdict bad(int status) { return {HttpRequestVerdict::Kind::bad, 0, status}; }

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return (c < ' ' && c != '\t') || c == 0x7f; });
}

// Takes the next line off `text`, without its end; false if there is no whole one.
bool take_line(std::string_view& text, std::string_view& line) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  line = text.substr(0, end);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  text.remove_prefix(end + 1);
  return true;
}

// 0, or the status of what is wrong with the request line.
int read_request_line(std::string_view line, HttpRequest& out) {
  const std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return 400;
  const std::string_view method = line.substr(0, first), version = line.substr(last + 1);
  std::string_view target = line.substr(first + 1, last - first - 1);
  if (!base::is_token(method) || target.empty() || target.find(' ') != std::string_view::npos ||
      has_control(target))
    return 400;
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || version[6] != '.') return 400;
  if (version[5] != '1' || version[7] < '0' || version[7] > '9') return 505;
  if (target[0] != '/') {  // absolute form, RFC 9112 3.2.2; a server must take it
    const std::size_t authority = target.find("://");
    if (authority == std::string_view::npos) return 400;
    const std::size_t path = target.find('/', authority + 3);
    target = path == std::string_view::npos ? "/" : target.substr(path);
  }
  out.method = method;
  out.path = target.substr(0, target.find('?'));
  out.keep_alive = version[7] != '0';
  return 0;
}

// What the head says of the body.
struct Body {
  std::optional<std::size_t> size;
  std::size_t limit = 0;
};

int read_length(std::string_view value, Body& body) {
  if (value.empty() || value.find_first_not_of("0123456789") != std::string_view::npos) return 400;
  const auto size = base::parse_u64(value.substr(std::min(value.find_first_not_of('0'), value.size() - 1)));
  if (!size || *size > body.limit) return 413;
  if (body.size && *body.size != *size) return 400;
  body.size = static_cast<std::size_t>(*size);
  return 0;
}

int read_header(std::string_view line, HttpRequest& out, Body& body) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !base::is_token(line.substr(0, colon)))
    return 400;  // folded lines end here, too
  const std::string_view name = line.substr(0, colon), value = base::trim(line.substr(colon + 1));
  if (has_control(value)) return 400;
  const auto is = [&](std::string_view other) { return base::equals_ignoring_case(name, other); };
  if (is("accept")) {
    if (!out.accept.empty()) out.accept += ", ";
    out.accept += value;
  } else if (is("connection")) {
    if (base::list_has(value, "close")) out.keep_alive = false;
    if (base::list_has(value, "upgrade")) out.connection_upgrade = true;
  } else if (is("content-length")) {
    return read_length(value, body);
  } else if (is("expect")) {
    out.wants_continue = base::equals_ignoring_case(value, "100-continue");
  } else if (is("transfer-encoding")) {
    return 501;
  } else if (is("upgrade")) {
    out.wants_websocket = out.wants_websocket || base::list_has(value, "websocket");
  } else if (is("sec-websocket-key")) {
    if (!out.ws_key.empty()) return 400;  // RFC 6455 11.3.1: once
    out.ws_key = value;
  } else if (is("sec-websocket-version")) {
    out.ws_version = value;
  }
  return 0;
}

// The verdict once the head is whole, `head` bytes of it.
HttpRequestVerdict take_body(std::string_view bytes, std::size_t head, const Body& body, HttpRequest& out) {
  const std::size_t size = body.size.value_or(0);
  if (bytes.size() - head < size) return {};
  out.body = bytes.substr(head, size);
  return {HttpRequestVerdict::Kind::complete, head + size, 0};
}

}  // namespace

HttpRequestVerdict read_http_request(std::string_view bytes, const HttpRequestLimits& limits,
                                     HttpRequest& out) {
  out = HttpRequest();
  Body body;
  body.limit = limits.body;
  std::string_view rest = bytes.substr(0, limits.head), line;
  do {
    if (!take_line(rest, line)) return bytes.size() >= limits.head ? bad(431) : HttpRequestVerdict();
  } while (line.empty());
  if (const int status = read_request_line(line, out); status != 0) return bad(status);
  while (take_line(rest, line)) {
    if (line.empty())
      return take_body(bytes, static_cast<std::size_t>(rest.data() - bytes.data()), body, out);
    if (const int status = read_header(line, out, body); status != 0) return bad(status);
  }
  out.wants_continue = false;
  return bytes.size() >= limits.head ? bad(431) : HttpRequestVerdict();
}

}  // namespace seiload::net
