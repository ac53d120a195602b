#include "net/http_target.h"

#include "base/text.h"

namespace seiload::net {
namespace {

using base::cat;

// With the port, whatever it is: RFC 9110 9.3.6.
std::string authority_of(const Url& url) {
  return cat(url.host.find(':') == std::string::npos ? url.host
                                                     : cat('[', url.host.substr(0, url.host.find('%')), ']'),
             ':', url.port);
}

// What of a value a peer may send back: all of it, and a token behind its scheme.
void add_value(base::Secrets& secrets, std::string_view value) {
  secrets.add(value);
  if (const std::size_t blank = value.find(' '); blank != std::string_view::npos)
    secrets.add(value.substr(blank + 1));
}

// Whether one of the lines is of that field.
bool has_field(std::string_view lines, std::string_view name) {
  while (!lines.empty()) {
    if (lines.size() > name.size() && lines[name.size()] == ':' &&
        base::equals_ignoring_case(lines.substr(0, name.size()), name))
      return true;
    lines.remove_prefix(lines.find("\r\n") + 2);
  }
  return false;
}

}  // namespace

base::Secrets secrets_of(const Url& url) {
  base::Secrets secrets;
  const std::string authorization = url.authorization();
  secrets.add(authorization.substr(std::min(authorization.find(' ') + 1, authorization.size())));
  secrets.add(url.user_info);
  const std::size_t colon = std::min(url.user_info.find(':'), url.user_info.size());
  secrets.add(std::string_view(url.user_info).substr(0, colon));
  secrets.add(std::string_view(url.user_info).substr(std::min(colon + 1, url.user_info.size())));
  if (const std::size_t mark = url.path.find('?'); mark != std::string::npos)
    secrets.add_query(std::string_view(url.path).substr(mark + 1));
  return secrets;
}

HttpTarget make_target(const Url& url, const Route& route, const std::vector<HeaderField>& headers,
                       Addresses addresses) {
  HttpTarget target = make_target(url, {});
  target.addresses = std::move(addresses);
  for (const HeaderField& field : headers) {
    add_value(target.secrets, field.value);
    if (base::equals_ignoring_case(field.name, "Host"))
      target.host_header = field.value;
    else
      target.fields += cat(field.name, ": ", field.value, "\r\n");
  }
  if (route.proxy == nullptr) return target;
  const std::string authorization = route.proxy->authorization();
  add_value(target.secrets, authorization);
  if (url.scheme != Url::Scheme::http) {
    target.tunnel = Tunnel{authority_of(url), authorization};
    return target;
  }
  target.path = cat("http://", url.host_header(), url.path);  // RFC 9112 3.2.2
  if (!authorization.empty()) target.fields += cat("Proxy-Authorization: ", authorization, "\r\n");
  return target;
}

std::string request_head(std::string_view method, const HttpTarget& target) {
  std::string text = cat(method, ' ', target.path, " HTTP/1.1\r\nHost: ", target.host_header, "\r\n");
  if (!has_field(target.fields, "User-Agent")) text += "User-Agent: seiload/" SEILOAD_VERSION "\r\n";
  if (!target.authorization.empty()) text += cat("Authorization: ", target.authorization, "\r\n");
  return text += target.fields;
}

}  // namespace seiload::net
