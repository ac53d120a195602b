#include "mockchain/http_request.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace seiload::mockchain {
namespace {

using Kind = HttpRequest::Kind;

TEST(MockHttpRequest, WholeRequestsAndTheirPrefixes) {
  const struct {
    std::string bytes;
    std::string_view method, body;
    bool keep_alive;
  } cases[] = {
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", "POST", "{}", true},
      {"POST /a?b HTTP/1.1\ncontent-length:2 \n\n{}", "POST", "{}", true},
      {"\r\n\r\nGET / HTTP/1.1\r\n\r\n", "GET", "", true},
      {"GET / HTTP/1.0\r\n\r\n", "GET", "", false},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET", "", true},
      {"GET / HTTP/1.1\r\nConnection: Close\r\n\r\n", "GET", "", false},
      {"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "POST", "abc", true},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.bytes);
    for (std::size_t size = 0; size < c.bytes.size(); ++size)
      ASSERT_EQ(read_http_request(std::string_view(c.bytes).substr(0, size)).kind, Kind::incomplete) << size;
    const std::string two = c.bytes + "POST";
    const HttpRequest got = read_http_request(two);
    ASSERT_EQ(got.kind, Kind::complete);
    EXPECT_EQ(got.size, c.bytes.size());
    EXPECT_EQ(got.method, c.method);
    EXPECT_EQ(got.body, c.body);
    EXPECT_EQ(got.keep_alive, c.keep_alive);
  }
}

TEST(MockHttpRequest, Refused) {
  const struct {
    std::string bytes;
    int status;
  } cases[] = {
      {"\n", 400},
      {"GET\r\n", 400},
      {"GET /\r\n", 400},
      {"GET  / HTTP/1.1\r\n", 400},
      {"G\x01T / HTTP/1.1\r\n", 400},
      {"GET / HTTPS/1.1\r\n", 400},
      {"GET / HTTP/2.0\r\n", 505},
      {"GET / HTTP/1.1\r\nno colon\r\n", 400},
      {"GET / HTTP/1.1\r\nA : b\r\n", 400},
      {"GET / HTTP/1.1\r\n folded: b\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: -1\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: 1x\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n", 400},
      {"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n", 400},
      {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", 501},
      {base::cat("POST / HTTP/1.1\r\nContent-Length: ", kMaxBody + 1, "\r\n\r\n"), 413},
      {std::string(kMaxHead + 1, 'A'), 431},
      {base::cat("GET / HTTP/1.1\r\nA: ", std::string(kMaxHead, 'b'), "\r\n\r\n"), 431},
      {base::cat("GET / HTTP/1.1\r\nA: ", std::string(kMaxHead, 'b')), 431},
  };
  for (const auto& c : cases) {
    const HttpRequest got = read_http_request(c.bytes);
    EXPECT_EQ(got.kind, Kind::bad) << c.bytes.substr(0, 60);
    EXPECT_EQ(got.status, c.status) << c.bytes.substr(0, 60);
  }
}

TEST(MockHttpRequest, AsksToGoOn) {
  const std::string head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
  EXPECT_TRUE(read_http_request(head).wants_continue);
  EXPECT_FALSE(read_http_request(head.substr(0, head.size() - 1)).wants_continue);
}

}  // namespace
}  // namespace seiload::mockchain
