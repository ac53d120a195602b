#include "net/routing.h"

#include <gtest/gtest.h>

#include <map>

#include "base/text.h"

namespace seiload::net {
namespace {

using base::cat;

std::string parsed(std::string_view text) {
  const auto known = parse_known_addresses(text);
  if (!known) return known.error().message;
  std::string out = cat(known->host, ' ', known->port);
  for (const Address& address : known->addresses) out += cat(' ', address.to_text());
  return out;
}

TEST(KnownAddresses, AreWrittenAsForCurl) {
  EXPECT_EQ(parsed("Node.Example:8545:10.0.0.1"), "node.example 8545 10.0.0.1:8545");
  EXPECT_EQ(parsed("node:1:10.0.0.1,10.0.0.2, ::1"), "node 1 10.0.0.1:1 10.0.0.2:1 [::1]:1");
  EXPECT_EQ(parsed("node:1:[fd00::2]"), "node 1 [fd00::2]:1");
  EXPECT_EQ(parsed("[fd00::1]:1:10.0.0.1"), "fd00::1 1 10.0.0.1:1");
  EXPECT_EQ(parsed("*:443:127.0.0.1"), "* 443 127.0.0.1:443");
}

TEST(KnownAddresses, AreRefusedWithWhatIsWrong) {
  const std::string form = "expected HOST:PORT:ADDRESS, such as node.example:8545:10.0.0.1";
  EXPECT_EQ(parsed(""), form + ", got ''");
  EXPECT_EQ(parsed("node"), form + ", got 'node'");
  EXPECT_EQ(parsed("node:1"), form + ", got 'node:1'");
  EXPECT_EQ(parsed(":1:10.0.0.1"), form + ", got ':1:10.0.0.1'");
  EXPECT_EQ(parsed("a b:1:10.0.0.1"), form + ", got 'a b:1:10.0.0.1'");
  EXPECT_EQ(parsed("http://u:s3cret@h:1:10.0.0.1"), form + ", got a URL");
  EXPECT_EQ(parsed("+node:1:10.0.0.1"), form + ", without '+' or '-' in front, got '+node:1:10.0.0.1'");
  EXPECT_EQ(parsed("node:0:10.0.0.1"), "port '0' is not a number from 1 to 65535");
  EXPECT_EQ(parsed("node:x:10.0.0.1"), "port 'x' is not a number from 1 to 65535");
  EXPECT_EQ(parsed("node:1:other"), "'other' is not an IP address");
  EXPECT_EQ(parsed("node:1:10.0.0.1,"), "'' is not an IP address");
  EXPECT_EQ(parsed("node:1:10.0.0.1:1"), "'10.0.0.1:1' is not an IP address");
}

TEST(KnownAddresses, TheLastOfTheHostCountsAndAnyHostAfterThat) {
  std::vector<KnownAddresses> known;
  for (const char* text : {"a:1:10.0.0.1", "a:1:10.0.0.2", "*:1:10.0.0.3", "b:2:10.0.0.4"})
    known.push_back(parse_known_addresses(text).value());
  const auto found = [&](std::string_view host, std::uint16_t port) {
    const KnownAddresses* one = find_known(known, host, port);
    return one != nullptr ? one->addresses.front().ip_text() : std::string();
  };
  EXPECT_EQ(found("a", 1), "10.0.0.2");
  EXPECT_EQ(found("b", 1), "10.0.0.3");
  EXPECT_EQ(found("b", 2), "10.0.0.4");
  EXPECT_EQ(found("a", 2), "");
}

TEST(NoProxy, ListsHostsDomainsAddressesAndBlocks) {
  const struct {
    const char *list, *host;
    bool covered;
  } kCases[] = {
      {"", "a.b", false},
      {"*", "a.b", true},
      {"a.b", "a.b", true},
      {"A.B", "a.b", true},
      {"b", "a.b", true},
      {"b", "ab", false},
      {".b", "a.b", true},
      {".b", "b", false},
      {"*.b", "a.b", true},
      {"a.b.", "a.b", false},
      {"a.b", "a.b.", true},
      {"c, a.b", "a.b", true},
      {"c a.b", "a.b", true},
      {"a.b:8545", "a.b", true},
      {"a.b:8546", "a.b", false},
      {"10.0.0.1", "10.0.0.1", true},
      {"10.0.0.1", "110.0.0.1", false},
      {"0.0.1", "10.0.0.1", false},
      {"10.0.0.0/8", "10.200.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"10.0.0.4/31", "10.0.0.5", true},
      {"10.0.0.4/31", "10.0.0.6", false},
      {"0.0.0.0/0", "10.0.0.6", true},
      {"10.0.0.0/33", "10.0.0.0", false},
      {"10.0.0.0/8", "a.b", false},
      {"fd00::/8", "fd12::1", true},
      {"::1", "::1", true},
      {"[::1]:8545", "::1", true},
      {"[::1]:1", "::1", false},
      {"/", "a.b", false},
      {":", "a.b", false},
      {",, ,", "a.b", false},
  };
  for (const auto& c : kCases)
    EXPECT_EQ(NoProxy(c.list).covers(c.host, 8545), c.covered) << c.list << " of " << c.host;
}

TEST(Proxy, IsAPlainUrlWithoutAPath) {
  EXPECT_EQ(parse_proxy("http://u:p@proxy:3128/")->port, 3128);
  EXPECT_EQ(parse_proxy("https://proxy:1").error().message, "a proxy is reached by http://, not by https://");
  EXPECT_EQ(parse_proxy("http://u:s3cret@proxy:1/x").error().message,
            "a proxy's URL has no path: http://HOST:PORT");
  EXPECT_FALSE(parse_proxy("socks5://proxy:1"));
  EXPECT_FALSE(parse_proxy("proxy:1"));
}

std::string of(const std::map<std::string, std::string>& variables, const char* url) {
  const auto rule = proxy_rule_of([&](const char* name) {
    const auto found = variables.find(name);
    return found != variables.end() ? std::optional(found->second) : std::nullopt;
  });
  if (!rule) return rule.error().message;
  const Url* const proxy = rule->proxy_of(*parse_url(url));
  return proxy != nullptr ? cat(proxy->host, ':', proxy->port) : "none";
}

TEST(Proxy, FollowsTheVariables) {
  EXPECT_EQ(of({}, "http://h"), "none");
  EXPECT_EQ(of({{"HTTP_PROXY", "http://p:1"}}, "http://h"), "p:1");
  EXPECT_EQ(of({{"HTTP_PROXY", "http://p:1"}}, "ws://h"), "p:1");
  EXPECT_EQ(of({{"HTTP_PROXY", "http://p:1"}}, "https://h"), "none");
  EXPECT_EQ(of({{"HTTPS_PROXY", "http://p:1"}}, "wss://h"), "p:1");
  EXPECT_EQ(of({{"HTTP_PROXY", "http://p:1"}, {"http_proxy", "q:2"}}, "http://h"), "q:2");
  EXPECT_EQ(of({{"HTTP_PROXY", "http://p:1"}, {"http_proxy", ""}}, "http://h"), "p:1");
  EXPECT_EQ(of({{"HTTP_PROXY", "http://p:1"}, {"NO_PROXY", "x,h"}}, "http://h"), "none");
  EXPECT_EQ(of({{"HTTP_PROXY", "http://p:1"}, {"no_proxy", "h:81"}}, "http://h"), "p:1");
  EXPECT_EQ(of({{"HTTPS_PROXY", "socks5://u:s3cret@p:1"}}, "http://h"),
            "environment variable HTTPS_PROXY: a proxy is reached by http://, not by socks5://");
}

TEST(Routing, LooksUpTheProxyInPlaceOfTheHost) {
  Routing routing;
  routing.proxy.plain = parse_proxy("http://p:1").value();
  routing.proxy.without = NoProxy("b");
  routing.known.push_back(parse_known_addresses("b:80:10.0.0.9").value());
  const Route by_proxy = route_to(*parse_url("http://a"), routing);
  EXPECT_EQ(cat(by_proxy.host, ':', by_proxy.port), "p:1");
  EXPECT_EQ(by_proxy.known, nullptr);
  const Route direct = route_to(*parse_url("http://b"), routing);
  EXPECT_EQ(cat(direct.host, ':', direct.port), "b:80");
  EXPECT_EQ(direct.proxy, nullptr);
  ASSERT_NE(direct.known, nullptr);
  EXPECT_EQ(direct.known->front().to_text(), "10.0.0.9:80");
}

}  // namespace
}  // namespace seiload::net
