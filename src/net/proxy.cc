#include "net/proxy.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "base/number.h"
#include "base/text.h"
#include "net/address.h"

namespace seiload::net {
namespace {

using base::cat;
using base::invalid_input;

std::span<const std::uint8_t> bytes_of(const Address& address) {
  if (address.is_v6()) return {reinterpret_cast<const sockaddr_in6*>(address.raw())->sin6_addr.s6_addr, 16};
  return {
      reinterpret_cast<const std::uint8_t*>(&reinterpret_cast<const sockaddr_in*>(address.raw())->sin_addr),
      4};
}

// Of proxies that other programs know.
constexpr std::string_view kOtherSchemes[] = {"socks", "socks4", "socks4a", "socks5", "socks5h"};

// Whether the first `bits` of both are the same.
bool is_in_block(const Address& address, const Address& block, std::uint64_t bits) {
  const auto a = bytes_of(address), b = bytes_of(block);
  if (a.size() != b.size() || bits > 8 * a.size()) return false;
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> (bits % 8));
  return (a[whole] & mask) == (b[whole] & mask);
}

// Takes ":PORT" off the end, where there is one that is not part of an IPv6 address.
std::optional<std::uint64_t> take_port(std::string_view& entry) {
  const std::size_t colon = entry.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const bool is_bracketed = entry.starts_with('[') && colon > 0 && entry[colon - 1] == ']';
  if (!is_bracketed && entry.find(':') != colon) return std::nullopt;
  const auto port = base::parse_u64(entry.substr(colon + 1));
  if (port) entry = entry.substr(0, colon);
  return port;
}

bool covers_one(std::string_view entry, std::string_view host, const std::optional<Address>& address,
                std::uint16_t port) {
  if (entry == "*") return true;
  if (const std::size_t slash = entry.find('/'); slash != std::string_view::npos) {
    const auto block = Address::parse_ip(std::string(entry.substr(0, slash)), 0);
    const auto bits = base::parse_u64(entry.substr(slash + 1));
    return address && block && bits && is_in_block(*address, *block, *bits);
  }
  if (const auto wanted = take_port(entry); wanted && *wanted != port) return false;
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  if (address) {
    const auto other = Address::parse_ip(std::string(entry), 0);
    return other && *other == *address;
  }
  if (entry.starts_with("*.")) entry.remove_prefix(1);
  const bool only_below = entry.starts_with('.');
  if (only_below) entry.remove_prefix(1);
  if (host.ends_with('.')) host.remove_suffix(1);
  if (entry.empty() || !host.ends_with(entry)) return false;
  if (host.size() == entry.size()) return !only_below;
  return host[host.size() - entry.size() - 1] == '.';
}

}  // namespace

base::Result<Url> parse_proxy(std::string_view text) {
  const std::size_t end = std::min(text.find("://"), text.size());
  const std::string scheme = base::to_lower(text.substr(0, end));
  if (end < text.size() &&
      std::find(std::begin(kOtherSchemes), std::end(kOtherSchemes), scheme) != std::end(kOtherSchemes))
    return invalid_input(cat("a proxy is reached by http://, not by ", scheme, "://"));
  auto url = parse_url(text);
  if (!url) return std::move(url).error();
  if (url->scheme != Url::Scheme::http)
    return invalid_input(cat("a proxy is reached by http://, not by ", to_text(url->scheme), "://"));
  if (url->path != "/") return invalid_input("a proxy's URL has no path: http://HOST:PORT");
  return url;
}

NoProxy::NoProxy(std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(", \t"), list.size());
    if (end > 0) entries_.push_back(base::to_lower(list.substr(0, end)));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

bool NoProxy::covers(std::string_view host, std::uint16_t port) const {
  const auto address = Address::parse_ip(std::string(host), 0);
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const std::string& entry) { return covers_one(entry, host, address, port); });
}

const Url* ProxyRule::proxy_of(const Url& url) const {
  const bool is_secure = url.scheme == Url::Scheme::https || url.scheme == Url::Scheme::wss;
  const std::optional<Url>& proxy = is_secure ? secure : plain;
  return proxy && !without.covers(url.host, url.port) ? &*proxy : nullptr;
}

base::Result<ProxyRule> proxy_rule_of(const GetVariable& get) {
  const auto read = [&](std::string& name, const char* upper) {
    auto value = get(name.c_str());
    if (!value || value->empty()) {
      name = upper;
      value = get(upper);
    }
    return value.value_or("");
  };
  ProxyRule rule;
  const auto read_proxy = [&](std::string name, const char* upper,
                              std::optional<Url>& proxy) -> base::Status {
    std::string text = read(name, upper);
    if (text.empty()) return {};
    if (text.find("://") == std::string::npos) text.insert(0, "http://");  // as other programs take them
    auto url = parse_proxy(text);
    if (!url) return std::move(url).error().with(cat("environment variable ", name));
    proxy = *std::move(url);
    return {};
  };
  if (auto status = read_proxy("http_proxy", "HTTP_PROXY", rule.plain); !status)
    return std::move(status).error();
  if (auto status = read_proxy("https_proxy", "HTTPS_PROXY", rule.secure); !status)
    return std::move(status).error();
  std::string name = "no_proxy";
  rule.without = NoProxy(read(name, "NO_PROXY"));
  return rule;
}

}  // namespace seiload::net
