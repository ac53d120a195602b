#pragma once
// HTTP proxies on the way to endpoints, and which endpoints go without: RFC 9110 9.3.6 (CONNECT), RFC
// 9112 3.2.2 (absolute form). Pure; the variables are handed in.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/url.h"

namespace seiload::net {

// "http://[user:password@]host:port", without path. Errors are Code::invalid_input and show no password.
base::Result<Url> parse_proxy(std::string_view text);

// The hosts that are reached without a proxy, as NO_PROXY lists them, with commas or blanks between: names,
// with those below them; IP addresses and CIDR blocks; each may have a port; "*" for all.
class NoProxy {
 public:
  NoProxy() = default;
  explicit NoProxy(std::string_view list);
  bool covers(std::string_view host, std::uint16_t port) const;

 private:
  std::vector<std::string> entries_;  // lower case
};

struct ProxyRule {
  std::optional<Url> plain, secure;  // for http:// and ws://, for https:// and wss://
  NoProxy without;

  const Url* proxy_of(const Url& url) const;  // null: none
};

// What the variables http_proxy, https_proxy and no_proxy say, or, where those are not set or empty,
// HTTP_PROXY, HTTPS_PROXY and NO_PROXY. The error names the variable.
using GetVariable = std::function<std::optional<std::string>(const char* name)>;
base::Result<ProxyRule> proxy_rule_of(const GetVariable& get);

}  // namespace seiload::net
