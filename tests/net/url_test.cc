#include "net/url.h"

#include <gtest/gtest.h>

namespace seiload::net {
namespace {

TEST(Url, ReadsItsParts) {
  const struct {
    const char *text, *scheme, *user_info, *host;
    int port;
    const char *path, *host_header;
  } kGood[] = {
      {"http://localhost:8545", "http", "", "localhost", 8545, "/", "localhost:8545"},
      {"http://Node-1.Example.", "http", "", "node-1.example.", 80, "/", "node-1.example."},
      {"HTTPS://node/v2/KEY?a=b#part", "https", "", "node", 443, "/v2/KEY?a=b", "node"},
      {"https://node:80", "https", "", "node", 80, "/", "node:80"},
      {"ws://node:80/x", "ws", "", "node", 80, "/x", "node"},
      {"wss://node", "wss", "", "node", 443, "/", "node"},
      {"http://node?x", "http", "", "node", 80, "/?x", "node"},
      {"http://node#x/y", "http", "", "node", 80, "/", "node"},
      {"http://node:/", "http", "", "node", 80, "/", "node"},
      {"http://node:65535//a/../b", "http", "", "node", 65535, "//a/../b", "node:65535"},
      {"http://10.0.0.1:1", "http", "", "10.0.0.1", 1, "/", "10.0.0.1:1"},
      {"http://[::1]:8545/", "http", "", "::1", 8545, "/", "[::1]:8545"},
      {"http://[2001:DB8::A]", "http", "", "2001:db8::a", 80, "/", "[2001:db8::a]"},
      {"http://[fe80::1%251]:9/", "http", "", "fe80::1%1", 9, "/", "[fe80::1]:9"},
      {"http://user:pa%3ass%20w%25@node", "http", "user:pa:ss w%", "node", 80, "/", "node"},
      {"http://user@node/@x", "http", "user:", "node", 80, "/@x", "node"},
      {"http://:secret@node", "http", ":secret", "node", 80, "/", "node"},
      {"http://@node", "http", "", "node", 80, "/", "node"},
      {"http://my_service.namespace.svc:1", "http", "", "my_service.namespace.svc", 1, "/",
       "my_service.namespace.svc:1"},
      {"http://1.2.3.4.example", "http", "", "1.2.3.4.example", 80, "/", "1.2.3.4.example"},
  };
  for (const auto& c : kGood) {
    SCOPED_TRACE(c.text);
    const auto url = parse_url(c.text);
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(to_text(url->scheme), c.scheme);
    EXPECT_EQ(url->user_info, c.user_info);
    EXPECT_EQ(url->host, c.host);
    EXPECT_EQ(url->port, c.port);
    EXPECT_EQ(url->path, c.path);
    EXPECT_EQ(url->host_header(), c.host_header);
  }
}

TEST(Url, SaysWhatIsWrongAndWhere) {
  const std::string long_label = "http://" + std::string(64, 'a');
  std::string long_name = "http://a";
  for (int i = 0; i < 127; ++i) long_name += ".a";
  const struct {
    std::string text, message;
  } kBad[] = {
      {"", "the URL is empty"},
      {"localhost:8545", "the URL has no scheme; write 'http://localhost:8545'"},
      {"localhost", "the URL has no scheme; write 'http://localhost'"},
      {"//localhost", "the URL has no scheme; write 'http://localhost'"},
      {"127.0.0.1:8545/a://b", "the URL has no scheme; write 'http://127.0.0.1:8545/a://b'"},
      {"http:node:1", "the URL lacks '//' after its scheme; write 'http://node:1'"},
      {"https:/node", "the URL lacks '//' after its scheme; write 'https://node'"},
      {"http:8545", "the URL has no scheme; write 'http://http:8545'"},
      {"me:secret@node", "the URL has no scheme; write 'http://' in front of it"},
      {"ftp://node", "scheme 'ftp' is not one of http, https, ws, wss"},
      {"://node", "scheme '' is not one of http, https, ws, wss"},
      {"http://", "the URL has no host"},
      {"http:///path", "the URL has no host"},
      {"http://:8545", "the URL has no host"},
      {"http://user@", "the URL has no host"},
      {" http://node", "the URL has a space at position 1; write it percent-encoded"},
      {"http://no de", "the URL has a space at position 10; write it percent-encoded"},
      {"http://node/\n", "the URL has a control character at position 13; write it percent-encoded"},
      {"http://node/\x7f", "the URL has a control character at position 13; write it percent-encoded"},
      {std::string("http://node\0", 12), "the URL has a control character at position 12; write it percent-encoded"},
      {"http://n\xc3\xb6"
       "de",
       "the URL has a character that is not ASCII at position 9; write it percent-encoded"},
      {"http://node:0", "port '0' is not a number from 1 to 65535"},
      {"http://node:65536", "port '65536' is not a number from 1 to 65535"},
      {"http://node:99999999999999999999", "port '99999999999999999999' is not a number from 1 to 65535"},
      {"http://node:+1", "port '+1' is not a number from 1 to 65535"},
      {"http://node:8545x", "port '8545x' is not a number from 1 to 65535"},
      {"http://node:1:2", "host 'node:1:2' has several colons; an IPv6 address goes in brackets: [::1]:8545"},
      {"http://::1", "the URL has no host"},
      {"http://2001:db8::1", "host '2001:db8::1' has several colons; an IPv6 address goes in brackets: [::1]:8545"},
      {"http://[::1", "the host lacks its closing ']'"},
      {"http://[]", "host '' is not an IPv6 address"},
      {"http://[127.0.0.1]", "host '127.0.0.1' is not an IPv6 address"},
      {"http://[::g]", "host '::g' is not an IPv6 address"},
      {"http://[::1]8545", "after the host's ']' stands '8545'; expected ':' and a port"},
      {"http://256.0.0.1", "host '256.0.0.1' is not an IPv4 address"},
      {"http://127.1", "host '127.1' is not an IPv4 address"},
      {"http://8545", "host '8545' is not an IPv4 address"},
      {"http://.node", "host '.node' has an empty part between dots"},
      {"http://a..b", "host 'a..b' has an empty part between dots"},
      {"http://.", "host '.' has an empty part between dots"},
      {"http://a%20b", "host 'a%20b' has '%', which no host name may have"},
      {"http://a\\b", "host 'a\\b' has '\\', which no host name may have"},
      {long_label, "host '" + std::string(60, 'a') + "...' has a part longer than 63 characters"},
      {long_name, "host '" + long_name.substr(7, 60) + "...' is longer than 253 characters"},
      {"http://a%2@node", "the user name or password has a '%' without two hex digits; write '%' as %25"},
      {"http://a:%zz@node", "the user name or password has a '%' without two hex digits; write '%' as %25"},
      {"http://a:b@c@node", "the user name or password has an '@'; write it as %40"},
      {"http://a%3ab:c@node", "the user name has a ':', which Basic authorization cannot carry"},
      {"http://a:%0d%0ab@node", "the user name or password has a control character"},
  };
  for (const auto& c : kBad) {
    SCOPED_TRACE(c.text);
    const auto url = parse_url(c.text);
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().message, c.message);
    EXPECT_EQ(url.error().code, base::Code::invalid_input);
  }
}

TEST(Url, SendsUserInformationButNeverShowsIt) {
  const auto url = parse_url("http://Aladdin:open%20sesame@node:8545/x");  // RFC 7617 section 2
  ASSERT_TRUE(url);
  EXPECT_EQ(url->authorization(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(url->to_text(), "http://node:8545/x");
  EXPECT_EQ(parse_url("http://node")->authorization(), "");
}

TEST(Url, NamesUnixSockets) {
  const struct {
    const char* text;
    const char* name;
  } kCases[] = {{"/run/geth.ipc", "/run/geth.ipc"},
                {"ipc:/run/geth.ipc", "/run/geth.ipc"},
                {"unix:/run/node", "/run/node"},
                {"UNIX:///run/node", "/run/node"},
                {"//run/node", "/run/node"},
                {"ws://u:p@H:8546/x", "ws://h:8546/x"},
                {"http://h/", "http://h"}};
  for (const auto& c : kCases) {
    const auto name = endpoint_name(c.text);
    ASSERT_TRUE(name) << c.text;
    EXPECT_EQ(*name, c.name);
  }
  const auto why = [](std::string_view text) {
    const auto name = endpoint_name(text);
    return name ? "takes " + *name : name.error().message;
  };
  for (const char* text : {"geth.ipc", "ipc:geth.ipc", "unix:", "./geth.ipc"})
    EXPECT_EQ(why(text), "a socket path must be absolute: write it with '/' in front") << text;
  EXPECT_EQ(why("/run/"), "a socket path must name a socket, not a folder");
  EXPECT_EQ(why("/"), "a socket path must name a socket, not a folder");
  EXPECT_EQ(why("/" + std::string(106, 'x')), "takes /" + std::string(106, 'x'));
  EXPECT_EQ(why("/" + std::string(107, 'x')), "a socket path has at most 107 bytes, and no zero byte");
  EXPECT_EQ(why("localhost:8545"), "the URL has no scheme; write 'http://localhost:8545'");
  EXPECT_FALSE(socket_path("http://h/geth.ipc"));
}

}  // namespace
}  // namespace seiload::net
