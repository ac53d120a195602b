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
      {"http://user@node/x", "http", "user:", "node", 80, "/x", "node"},
      {"http://user:back\\slash@node", "http", "user:back\\slash", "node", 80, "/", "node"},
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
      {"http:node:1", "a URL's scheme is followed by '://'; write 'http://node:1'"},
      {"https:/node", "a URL's scheme is followed by '://'; write 'https://node'"},
      {"http//node:1", "a URL's scheme is followed by '://'; write 'http://node:1'"},
      {"HTTP;//node:1", "a URL's scheme is followed by '://'; write 'http://node:1'"},
      {"ws:\\\\node", "a URL's scheme is followed by '://'; write 'ws://node'"},
      {"httpd:8545", "the URL has no scheme; write 'http://httpd:8545'"},
      {"~/geth", "'~' is replaced by shells only; write the whole path of the socket"},
      {"http:8545", "the URL has no scheme; write 'http://http:8545'"},
      {"me:secret@node", "the URL has no scheme; write 'http://' in front of it"},
      {"ftp://node", "scheme 'ftp' is not one of http, https, ws, wss"},
      {"://node", "scheme '' is not one of http, https, ws, wss"},
      {"http://", "the URL has no host"},
      {"http:///path", "the URL has no host"},
      {"http://:8545", "the URL has no host"},
      {"http://user@", "the URL has no host"},
      {"htp://node", "scheme 'htp' is not one of http, https, ws, wss; did you mean 'http'?"},
      {" http://node", "the URL begins with a space; remove it"},
      {"\thttp://node", "the URL begins with a tab; remove it"},
      {"\u00a0http://node", "the URL begins with a space; remove it"},
      {"\ufeffhttp://node", "the URL begins with a byte order mark; remove it"},
      {"http://node/ ", "the URL ends with a space; remove it"},
      {"http://node/\n", "the URL ends with a line break; remove it"},
      {"http://node\r\n", "the URL ends with a line break; remove it"},
      {"http://node\r", "the URL ends with a line break; remove it"},
      {"'http://node'", "the URL is in quotes; remove them"},
      {"\"http://node\"", "the URL is in quotes; remove them"},
      {"http://node\"", "the URL is in quotes; remove them"},
      {"\u201chttp://node\u201d", "the URL is in quotes; remove them"},
      {"<http://node>", "the URL is in quotes; remove them"},
      {"http://a:1,http://b:1", "these are several URLs; give each one on its own"},
      {"http://a:1, ws://b:1", "these are several URLs; give each one on its own"},
      {"http://a:1;http://b:1", "these are several URLs; give each one on its own"},
      {"http://a:1 http://b:1", "these are several URLs; give each one on its own"},
      {"http://a:1\nhttp://b:1", "these are several URLs; give each one on its own"},
      {"http://a:1,b:1", "these are several URLs; give each one on its own"},
      {"http://u:p@a:1,b:1", "these are several URLs; give each one on its own"},
      {"http://u:p@a:1,http://u:p@b:1", "these are several URLs; give each one on its own"},
      {"http://no de", "the URL's host has a space at position 10; remove it"},
      {"http://node/a b", "the URL has a space at position 14; write it percent-encoded"},
      {"http://node/\x7f", "the URL has a control character at position 13; remove it"},
      {"http://no\nde", "the URL has a control character at position 10; remove it"},
      {std::string("http://node\0", 12), "the URL has a control character at position 12; remove it"},
      {"http://node\\x", "the URL has a backslash at position 12; write '/'"},
      {"http://m\u00fcnchen.example:8545/x",
       "host 'm\u00fcnchen.example' is not ASCII; write the form of the name that begins with xn-- (RFC "
       "5891)"},
      {"http://u:p@\u4f8b\u3048",
       "host '\u4f8b\u3048' is not ASCII; write the form of the name that begins with xn-- (RFC 5891)"},
      {"http://node/\u00e9",
       "the URL has a character that is not ASCII at position 13; write it percent-encoded"},
      {"http://u:\u00e9@node",
       "the URL has a character that is not ASCII at position 10; write it percent-encoded"},
      {"http://$NODE:8545", "host '$NODE' holds a placeholder; put the name or address in its place"},
      {"http://${NODE}:8545", "host '${NODE}' holds a placeholder; put the name or address in its place"},
      {"http://<node>:8545", "host '<node>' holds a placeholder; put the name or address in its place"},
      {"http://node:0", "port '0' is not a number from 1 to 65535"},
      {"http://node:65536", "port '65536' is not a number from 1 to 65535"},
      {"http://node:99999999999999999999", "port '99999999999999999999' is not a number from 1 to 65535"},
      {"http://node:+1", "port '+1' is not a number from 1 to 65535"},
      {"http://node:8545x", "port '8545x' is not a number from 1 to 65535"},
      {"http://node:1:2",
       "host 'node:1:2' has several colons; expected HOST:PORT, or an IPv6 address in brackets"},
      {"http://::1", "an IPv6 address goes in brackets; write 'http://[::1]'"},
      {"http://::1:8545", "an IPv6 address goes in brackets; write 'http://[::1]:8545'"},
      {"ws://u:p@fe80::1:2:3:8545/x", "an IPv6 address goes in brackets; write 'ws://[fe80::1:2:3]:8545'"},
      {"http://2001:db8::1", "an IPv6 address goes in brackets; write 'http://[2001:db8::1]'"},
      {"http://[::1", "the host lacks its closing ']'"},
      {"http://[]", "host '' is not an IPv6 address"},
      {"http://[127.0.0.1]", "host '127.0.0.1' is not an IPv6 address"},
      {"http://[::g]", "host '::g' is not an IPv6 address"},
      {"http://[::1]8545", "after the host's ']' comes '8545'; expected ':' and a port"},
      {"http://256.0.0.1", "host '256.0.0.1' is not an IPv4 address"},
      {"http://127.1", "host '127.1' is not an IPv4 address"},
      {"http://8545", "host '8545' is not an IPv4 address"},
      {"http://.node", "host '.node' has an empty part between dots"},
      {"http://a..b", "host 'a..b' has an empty part between dots"},
      {"http://.", "host '.' has an empty part between dots"},
      {"http://a%20b", "host 'a%20b' has '%', which no host name may have"},
      {"http://a\\b", "the URL has a backslash at position 9; write '/'"},
      {long_label, "host '" + std::string(60, 'a') + "...' has a part longer than 63 characters"},
      {long_name, "host '" + long_name.substr(7, 60) + "...' is longer than 253 characters"},
      {"http://a%2@node", "the user name or password has a '%' without two hex digits; write '%' as %25"},
      {"http://a:%zz@node", "the user name or password has a '%' without two hex digits; write '%' as %25"},
      {"http://a:b%40node", "the '@' in front of the host is written as it is, not as %40"},
      {"http://a:b@c%40node", "the '@' in front of the host is written as it is, not as %40"},
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

TEST(Url, HidesWhatAQuerySays) {
  EXPECT_EQ(parse_url("http://node:8545/x?apikey=abc#y")->to_text(), "http://node:8545/x?...");
  EXPECT_EQ(parse_url("http://node?apikey=abc")->to_text(), "http://node/?...");
  EXPECT_EQ(parse_url("http://node/?")->to_text(), "http://node");
  EXPECT_EQ(endpoint_name("ws://u:p@node/?apikey=abc").value(), "ws://node/?...");
}

TEST(Url, ShowsOfAServersUrlNothingThatMayBeASecret) {
  const struct {
    const char *text, *shown;
  } kCases[] = {
      {"http://u:pw@h:1/x", "http://h:1/x"},
      {"http://u:p/w@h/x", "http://h/x"},
      {"http://u:p?w@h/x", "http://h/x"},
      {"http://u:p#w@h/x?k=v", "http://h/x?..."},
      {"http://u:1?w@h", "http://h"},
      {"//u:p?w@h/x", "//h/x"},
      {"http://h/?mail=a@b", "http://h/?..."},
      {"http://h:8545/x?mail=a%40b", "http://h:8545/x?..."},
      {"http://[::1]:1/?mail=a@b", "http://[::1]:1/?..."},
      {"/login?next=a@b", "/login?..."},
      {"/a@b", "/a@b"},
      {"http://h/x#frag", "http://h/x#..."},
      {"http://h/x", "http://h/x"},
      {"", ""},
  };
  for (const auto& c : kCases) EXPECT_EQ(without_secrets(c.text), c.shown) << c.text;
}

// Unencoded, they would end the authority, and the rest of the password be shown as the path of another host.
TEST(Url, APasswordNeverBecomesAPath) {
  constexpr const char* kWhy =
      "the URL has an '@' after its host; in a path write it as %40, and in a password write '/', '?' and "
      "'#' as %2F, %3F "
      "and %23";
  for (const char* text :
       {"http://user:s3cret/x@host", "http://user:1234/x@host:1", "http://user:12?3@host",
        "http://user:12#3@host", "http://user@s3cret/x@host", "ws://user:1/@host/a", "http://host/a@b"}) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().message, kWhy) << text;
  }
  EXPECT_EQ(parse_url("http://user:s3cret/x%40host").error().message,
            "the URL's host or port is wrong; in a password write '/', '?' and '#' as %2F, %3F and %23, and "
            "behind it '@'");
  EXPECT_EQ(parse_url("http://node/x%40y")->path, "/x%40y");
}

TEST(Url, NoErrorShowsAPassword) {
  const std::string_view secret = "s3cret";
  for (const char* front : {"", "http://", "http:/", "http:", "http//", "htp://", "://", " http://",
                            "'http://", "https://", "http://x:y@", "ipc:", "~", "http://[", "user:x://"})
    for (const char* user_info :
         {"u:s3cret", "s3cret", "u:s3cret/x", "u:s3cret:1", "u:x@s3cret", "\u00fcs3cret/x", "s3cret\n/",
          "u:s3cret\n", "u:s3cret ", "u:\u00fcs3cret", "u:s3cret%", "u:s3cret%zz", "u:s3cret?x#y",
          "u:s3cret://", "u:,http://s3cret"})
      for (const char* rest : {"@host", "@host:8545", "@host:0", "@h\u00f6st", "@", "@::1:8545", "@a,b",
                               "@$X", "@host\n", "@host/a@b", "%40host", "%40host:1/x"}) {
        const std::string text = std::string(front) + user_info + rest;
        for (const auto& name : {endpoint_name(text), [&]() -> base::Result<std::string> {
                                   auto url = parse_url(text);
                                   return url ? base::Result<std::string>(url->to_text())
                                              : base::Result<std::string>(std::move(url).error());
                                 }()}) {
          const std::string shown = name ? *name : name.error().message;
          EXPECT_EQ(shown.find(secret), std::string::npos) << text << ": " << shown;
        }
      }
}

TEST(Url, NamesUnixSockets) {
  const struct {
    const char* text;
    const char* name;
  } kCases[] = {{"/run/geth.ipc", "/run/geth.ipc"}, {"ipc:/run/geth.ipc", "/run/geth.ipc"},
                {"unix:/run/node", "/run/node"},    {"UNIX:///run/node", "/run/node"},
                {"//run/node", "/run/node"},        {"ws://u:p@H:8546/x", "ws://h:8546/x"},
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
  EXPECT_EQ(why("/run/geth.ipc\n"), "the URL ends with a line break; remove it");
  EXPECT_EQ(why("~/geth.ipc"), "'~' is replaced by shells only; write the whole path of the socket");
  EXPECT_EQ(why("/run/"), "a socket path must name a socket, not a folder");
  EXPECT_EQ(why("/"), "a socket path must name a socket, not a folder");
  EXPECT_EQ(why("/" + std::string(106, 'x')), "takes /" + std::string(106, 'x'));
  EXPECT_EQ(why("/" + std::string(107, 'x')), "a socket path has at most 107 bytes, and no zero byte");
  EXPECT_EQ(why("localhost:8545"), "the URL has no scheme; write 'http://localhost:8545'");
  EXPECT_FALSE(socket_path("http://h/geth.ipc"));
}

}  // namespace
}  // namespace seiload::net
