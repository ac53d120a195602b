#include "net/header_field.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "net/http_target.h"

namespace seiload::net {
namespace {

using base::cat;

std::string shown(const std::vector<HeaderField>& fields) {
  std::string out;
  for (const HeaderField& field : fields) out += cat(field.name, '=', field.value, '|');
  return out;
}

std::string parsed(std::string_view line) {
  const auto field = parse_header(line);
  return field ? cat(field->name, '=', field->value) : field.error().message;
}

TEST(HeaderField, IsANameAndAValue) {
  EXPECT_EQ(parsed("X-Api-Key: abc"), "X-Api-Key=abc");
  EXPECT_EQ(parsed("x:\t a  b \t"), "x=a  b");
  EXPECT_EQ(parsed("X:a:b"), "X=a:b");
  EXPECT_EQ(parsed("Host: node.example:8545"), "Host=node.example:8545");
  EXPECT_EQ(parsed("X: gr\xc3\xbc\xc3\x9f"
                   "e\tb"),
            "X=gr\xc3\xbc\xc3\x9f"
            "e\tb");
  EXPECT_EQ(parsed("!#$%&'*+-.^_`|~9a: x"), "!#$%&'*+-.^_`|~9a=x");
}

TEST(HeaderField, IsRefusedWithoutItsValue) {
  const struct {
    std::string line, why;
  } kCases[] = {
      {"", "expected a header, NAME: VALUE, got text without ':'"},
      {"Bearer s3cret", "expected a header, NAME: VALUE, got text without ':'"},
      {": s3cret", "expected a header, NAME: VALUE, got one without a name"},
      {"X Y: s3cret", "the header's name, what is in front of ':', has a blank at position 2"},
      {"X : s3cret", "the header's name, what is in front of ':', has a blank at position 2"},
      {" X: s3cret", "the header's name, what is in front of ':', has a blank at position 1"},
      {"X\n: s3cret", "the header's name, what is in front of ':', has a control character at position 2"},
      {"X(: s3cret",
       "the header's name, what is in front of ':', has a character that no header's name may have "
       "at position 2"},
      {"\xc3\xa4: s3cret",
       "the header's name, what is in front of ':', has a character that is not ASCII at "
       "position 1"},
      {"X: s3cret\r\nY: z", "header X: its value has a carriage return at position 7"},
      {"X: s3cret\nY: z", "header X: its value has a line feed at position 7"},
      {std::string("X: s3cret\0", 10), "header X: its value has a zero byte at position 7"},
      {"X: s3cret\x1b", "header X: its value has a control character at position 7"},
      {"X: s3cret\x7f", "header X: its value has a control character at position 7"},
      {"X:", "header X: its value is empty"},
      {"X: \t ", "header X: its value is empty"},
      {"Authorization: Bearer ", "header Authorization: its value has a scheme and no token"},
      {"Host: http://s3cret", "header Host: its value is not HOST or HOST:PORT"},
      {"content-length: 7",
       "header Content-Length: refused: the client sets it"},
      {"Content-Type: s3cret",
       "header Content-Type: refused: the client sets it: requests are application/json"},
      {"SEC-WEBSOCKET-KEY: s3cret",
       "header Sec-WebSocket-Key: refused: the client sets it: it is part of the "
       "WebSocket handshake"},
      {"Accept-Encoding: gzip", "header Accept-Encoding: refused: the client reads no compressed answers"},
      {"Proxy-Authorization: s3cret",
       "header Proxy-Authorization: refused: it is for a proxy; give its user name and "
       "password with --proxy"},
      {cat("X: ", std::string(kMaxHeaderValue + 1, 'v')), "header X: its value is longer than 65536 bytes"},
  };
  for (const auto& c : kCases) EXPECT_EQ(parsed(c.line), c.why);
  for (const char* name :
       {"Connection", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Expect", "Keep-Alive",
        "Proxy-Connection", "Content-Encoding", "HTTP2-Settings", "Sec-WebSocket-Version",
        "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Sec-WebSocket-Accept"})
    EXPECT_FALSE(make_header(name, "x")) << name;
}

TEST(HeaderField, FilesHaveOneALine) {
  const auto fields = parse_headers("# a comment\nX: 1\r\n\n  \nY: a # b\nX: 2");
  ASSERT_TRUE(fields);
  EXPECT_EQ(shown(*fields), "X=1|Y=a # b|X=2|");
  EXPECT_EQ(parse_headers("X: 1\n\nY s3cret\n").error().message,
            "line 3: expected a header, NAME: VALUE, got text without ':'");
  std::string many;
  for (int i = 0; i < 101; ++i) many += "X: 1\n";
  EXPECT_EQ(parse_headers(many).error().message, "line 101: more than 100 headers");
}

TEST(HeaderField, BearerTokensAreOneWord) {
  EXPECT_EQ(bearer_header(" abc.d-e_f/g+h==\r\n")->value, "Bearer abc.d-e_f/g+h==");
  EXPECT_EQ(bearer_header(" \n").error().message, "there is no token in it");
  EXPECT_EQ(bearer_header("s3cret\nother").error().message,
            "a bearer token is one word of printable ASCII; this has blanks or other characters");
}

TEST(HeaderField, OwnOnesReplaceThoseOfAll) {
  const std::vector<HeaderField> general{{"A", "1"}, {"b", "2"}, {"A", "3"}}, own{{"B", "4"}, {"C", "5"}};
  EXPECT_EQ(shown(merge_headers(general, own)), "A=1|A=3|B=4|C=5|");
  EXPECT_EQ(repeated_header(general), "");
  EXPECT_EQ(repeated_header({{"host", "a"}, {"Host", "b"}}), "Host");
}

std::string head(const std::string& url, const std::vector<HeaderField>& headers,
                 const Routing& routing = {}) {
  const auto parsed_url = parse_url(url);
  return request_head("POST", make_target(*parsed_url, route_to(*parsed_url, routing), headers, Addresses()));
}

TEST(HeaderField, StandsInTheHeadOfRequests) {
  EXPECT_EQ(head("http://u:p@node:1/x", {{"X", "1"}, {"X", "2"}}),
            "POST /x HTTP/1.1\r\nHost: node:1\r\nUser-Agent: seiload/" SEILOAD_VERSION
            "\r\nAuthorization: Basic dTpw\r\nX: 1\r\nX: 2\r\n");
  EXPECT_EQ(head("http://node", {{"host", "other"}, {"user-agent", "mine"}}),
            "POST / HTTP/1.1\r\nHost: other\r\nuser-agent: mine\r\n");
}

TEST(HeaderField, OfAProxyStandsInTheHeadOfPlainRequestsOnly) {
  Routing routing;
  routing.proxy.plain = parse_proxy("http://u:s3cret@proxy:3128").value();
  EXPECT_EQ(head("http://node:1/x?y", {}, routing),
            "POST http://node:1/x?y HTTP/1.1\r\nHost: node:1\r\nUser-Agent: seiload/" SEILOAD_VERSION
            "\r\nProxy-Authorization: Basic dTpzM2NyZXQ=\r\n");
  const auto url = parse_url("ws://[::1]/x");
  const HttpTarget target = make_target(*url, route_to(*url, routing), {}, Addresses());
  EXPECT_EQ(request_head("GET", target),
            "GET /x HTTP/1.1\r\nHost: [::1]\r\nUser-Agent: seiload/" SEILOAD_VERSION "\r\n");
  ASSERT_TRUE(target.tunnel);
  EXPECT_EQ(target.tunnel->authority, "[::1]:80");
  EXPECT_EQ(target.tunnel->authorization, "Basic dTpzM2NyZXQ=");
}

TEST(HeaderField, IsHiddenWhereAPeerSendsItBack) {
  const auto url = parse_url("http://node");
  const HttpTarget target = make_target(*url, route_to(*url, {}),
                                        {{"Authorization", "Bearer t0ken"}, {"X", "s3cret"}}, Addresses());
  EXPECT_EQ(target.secrets.hide("no t0ken, no s3cret"), "no ..., no ...");
}

}  // namespace
}  // namespace seiload::net
