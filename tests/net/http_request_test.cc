#include "net/http_request.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::net {
namespace {

constexpr std::size_t kLimit = 200, kBody = 10;

std::string read(std::string_view bytes) {
  HttpRequest request;
  const HttpRequestVerdict verdict = read_http_request(bytes, {.head = kLimit, .body = 0}, request);
  if (verdict.kind == HttpRequestVerdict::Kind::incomplete) return "incomplete";
  if (verdict.kind == HttpRequestVerdict::Kind::bad) return base::cat("bad ", verdict.status);
  return base::cat(request.method, ' ', request.path, " accept='", request.accept, "' ",
                   request.keep_alive ? "keep " : "close ", verdict.size);
}

TEST(HttpRequest, Good) {
  const struct {
    const char* bytes;
    const char* want;
  } kTable[] = {
      {"GET /metrics HTTP/1.1\r\n\r\n", "GET /metrics accept='' keep 25"},
      {"GET /metrics HTTP/1.1\n\n", "GET /metrics accept='' keep 23"},
      {"\r\n\r\nHEAD / HTTP/1.1\r\n\r\n", "HEAD / accept='' keep 23"},
      {"GET / HTTP/1.0\r\n\r\n", "GET / accept='' close 18"},
      {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "GET / accept='' close 37"},
      {"GET / HTTP/1.1\r\nconnection: TE, Close\r\n\r\n", "GET / accept='' close 41"},
      {"GET /?a=b HTTP/1.1\r\nAccept: a/b;q=0.5\r\naccept:c/d\r\n\r\n",
       "GET / accept='a/b;q=0.5, c/d' keep 53"},
      {"GET http://h:1/x?y HTTP/1.1\r\nHost: h\r\n\r\n", "GET /x accept='' keep 40"},
      {"GET http://h HTTP/1.1\r\n\r\n", "GET / accept='' keep 25"},
      {"POST /metrics HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "POST /metrics accept='' keep 45"},
      {"GET / HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n", "GET / accept='' keep 18"},
      {"GET / HTTP/1.1\r\nX: \x80\xff\r\n\r\n", "GET / accept='' keep 25"},
  };
  for (const auto& c : kTable) EXPECT_EQ(read(c.bytes), c.want) << c.bytes;
}

TEST(HttpRequest, Bad) {
  const struct {
    const char* bytes;
    const char* want;
  } kTable[] = {
      {"GET\r\n", "bad 400"},
      {"GET /\r\n", "bad 400"},
      {"GET  HTTP/1.1\r\n", "bad 400"},
      {"GET / x HTTP/1.1\r\n", "bad 400"},
      {"G\x01T / HTTP/1.1\r\n", "bad 400"},
      {"GET x HTTP/1.1\r\n", "bad 400"},
      {"OPTIONS * HTTP/1.1\r\n", "bad 400"},
      {"GET / HTTP/1.1x\r\n", "bad 400"},
      {"GET / HTTP/2.0\r\n", "bad 505"},
      {"GET / HTTP/1.x\r\n", "bad 505"},
      {"GET / HTTP/1.1\r\nno colon\r\n", "bad 400"},
      {"GET / HTTP/1.1\r\nA : b\r\n", "bad 400"},
      {"GET / HTTP/1.1\r\nA: b\r\n folded\r\n", "bad 400"},
      {"GET / HTTP/1.1\r\nA: b\rc\r\n", "bad 400"},
      {"GET / HTTP/1.1\r\nContent-Length: 5\r\n", "bad 413"},
      {"GET / HTTP/1.1\r\nContent-Length: -5\r\n", "bad 400"},
      {"GET / HTTP/1.1\r\nContent-Length:\r\n", "bad 400"},
      {"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", "bad 501"},
  };
  for (const auto& c : kTable) EXPECT_EQ(read(c.bytes), c.want) << c.bytes;
}

TEST(HttpRequest, EveryPrefixIsIncomplete) {
  const std::string_view whole = "\r\nGET /metrics HTTP/1.1\r\nHost: h\r\nAccept: text/plain\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(read(whole.substr(0, size)), "incomplete") << size;
}

TEST(HttpRequest, TheHeadIsBounded) {
  const std::string head = "GET / HTTP/1.1\r\nA: ", end = "\r\n\r\n";
  const auto of_size = [&](std::size_t size) {
    return head + std::string(size - head.size() - end.size(), 'x') + end;
  };
  EXPECT_EQ(read(of_size(kLimit)), "GET / accept='' keep 200");
  EXPECT_EQ(read(of_size(kLimit + 1)), "bad 431");
  EXPECT_EQ(read(std::string(kLimit - 1, 'x')), "incomplete");
  EXPECT_EQ(read(std::string(kLimit, 'x')), "bad 431");
  EXPECT_EQ(read(std::string(kLimit, '\n')), "bad 431");
}

std::string with_body(std::string_view bytes) {
  HttpRequest request;
  const HttpRequestVerdict verdict = read_http_request(bytes, {.head = kLimit, .body = kBody}, request);
  if (verdict.kind == HttpRequestVerdict::Kind::incomplete)
    return request.wants_continue ? "incomplete, wants to be asked" : "incomplete";
  if (verdict.kind == HttpRequestVerdict::Kind::bad) return base::cat("bad ", verdict.status);
  return base::cat(request.method, " '", request.body, "' ", verdict.size);
}

TEST(HttpRequest, Bodies) {
  const struct {
    std::string bytes, want;
  } kTable[] = {
      {"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}POST", "POST '{}' 40"},
      {"POST / HTTP/1.1\ncontent-length:\t02 \n\n{}", "POST '{}' 39"},
      {"POST / HTTP/1.1\r\n\r\n{}", "POST '' 19"},
      {"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "POST 'abc' 60"},
      {"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789", "POST '0123456789' 49"},
  };
  for (const auto& c : kTable) {
    EXPECT_EQ(with_body(c.bytes), c.want);
    const std::size_t size = std::stoul(c.want.substr(c.want.rfind(' ') + 1));
    for (std::size_t cut = 0; cut < size; ++cut)
      EXPECT_EQ(with_body(c.bytes.substr(0, cut)), "incomplete") << cut;
  }
  EXPECT_EQ(with_body("POST / HTTP/1.1\r\nContent-Length: 11\r\n"), "bad 413");
  EXPECT_EQ(with_body("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n"), "bad 413");
  EXPECT_EQ(with_body("POST / HTTP/1.1\r\nContent-Length: 1x\r\n"), "bad 400");
  EXPECT_EQ(with_body("POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n"), "bad 400");
  EXPECT_EQ(with_body("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n"), "bad 400");
}

TEST(HttpRequest, AsksToGoOn) {
  const std::string head = "POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n";
  EXPECT_EQ(with_body(head), "incomplete, wants to be asked");
  EXPECT_EQ(with_body(head.substr(0, head.size() - 1)), "incomplete");
}

TEST(HttpRequest, WebSocketHandshake) {
  HttpRequest request;
  const std::string_view text =
      "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: h2c, WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  EXPECT_EQ(read_http_request(text, {.head = 1000, .body = 0}, request).size, text.size());
  EXPECT_TRUE(request.wants_websocket && request.connection_upgrade && request.keep_alive);
  EXPECT_EQ(request.ws_key, "dGhlIHNhbXBsZSBub25jZQ==");
  EXPECT_EQ(request.ws_version, "13");
  EXPECT_EQ(with_body("GET / HTTP/1.1\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Key: b\r\n"), "bad 400");
}

}  // namespace
}  // namespace seiload::net
