#include "mockchain/http_request.h"

#include <algorithm>
#include <optional>

#include "base/number.h"
#include "base/text.h"

namespace seiload::mockchain {
namespace {

HttpRequest bad(int status) {
  HttpRequest request;
  request.kind = HttpRequest::Kind::bad;
  request.status = status;
  return request;
}

// The line that the text begins with, without its end, taken off the text; nothing if it does not end.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_token(std::string_view text) {  // RFC 9110, section 5.6.2
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

}  // namespace

HttpRequest read_http_request(std::string_view bytes) {
  std::string_view rest = bytes;
  while (rest.starts_with("\r\n")) rest.remove_prefix(2);  // RFC 9112, section 2.2
  const std::size_t begin = bytes.size() - rest.size();
  if (begin > kMaxHead) return bad(431);
  HttpRequest request;
  std::optional<std::string_view> line = take_line(rest);
  if (!line) return bytes.size() > kMaxHead ? bad(431) : request;
  const std::size_t first = line->find(' '), last = line->rfind(' ');
  if (first == std::string_view::npos || first == last) return bad(400);
  const std::string_view version = line->substr(last + 1), target = line->substr(first + 1, last - first - 1);
  if (!is_token(line->substr(0, first)) || target.empty() || target.find(' ') != std::string_view::npos) return bad(400);
  if (!version.starts_with("HTTP/")) return bad(400);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return bad(505);
  request.method = line->substr(0, first);
  request.keep_alive = version == "HTTP/1.1";

  std::optional<std::uint64_t> length;
  while ((line = take_line(rest)) && !line->empty()) {
    if (bytes.size() - rest.size() > kMaxHead) return bad(431);
    const std::size_t colon = line->find(':');
    if (colon == std::string_view::npos || !is_token(line->substr(0, colon))) return bad(400);
    const std::string_view name = line->substr(0, colon), value = base::trim(line->substr(colon + 1));
    if (base::equals_ignoring_case(name, "content-length")) {
      const auto written = base::parse_u64(value);
      if (!written || (length && *length != *written)) return bad(400);
      length = written;
    } else if (base::equals_ignoring_case(name, "transfer-encoding")) {
      return bad(501);
    } else if (base::equals_ignoring_case(name, "connection")) {
      if (base::equals_ignoring_case(value, "close")) request.keep_alive = false;
      if (base::equals_ignoring_case(value, "keep-alive")) request.keep_alive = true;
    } else if (base::equals_ignoring_case(name, "expect")) {
      request.wants_continue = base::equals_ignoring_case(value, "100-continue");
    }
  }
  if (!line) {
    request.wants_continue = false;
    return bytes.size() > kMaxHead ? bad(431) : request;
  }
  const std::size_t head = bytes.size() - rest.size();
  if (head > kMaxHead) return bad(431);
  if (length.value_or(0) > kMaxBody) return bad(413);
  const auto size = static_cast<std::size_t>(length.value_or(0));
  if (rest.size() < size) return request;
  request.kind = HttpRequest::Kind::complete;
  request.body = rest.substr(0, size);
  request.size = head + size;
  return request;
}

}  // namespace seiload::mockchain
