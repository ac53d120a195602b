#include "mockchain/server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/text.h"
#include "base/uint256.h"
#include "json/value.h"
#include "net/websocket_codec.h"
#include "support/signed_tx.h"

namespace seiload::mockchain {
namespace {

using base::cat;

std::unique_ptr<Server> start(const std::vector<const char*>& faults = {},
                              base::Duration block_time = std::chrono::milliseconds(5)) {
  static const sys::SystemClock clock;
  Server::Options options;
  options.config.block_time = block_time;
  options.threads = 2;
  for (const char* fault : faults) options.faults.push_back(*parse_fault(fault));
  return std::move(*Server::start(net::Address::v4({127, 0, 0, 1}, 0), options, clock));
}

class Peer {
 public:
  explicit Peer(const Server& server) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    EXPECT_EQ(::connect(fd_.get(), server.address().raw(), server.address().raw_size()), 0);
    const timeval limit{10, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  void send(std::string_view text) {
    EXPECT_EQ(::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  void close_sending() { ::shutdown(fd_.get(), SHUT_WR); }
  std::string read(std::size_t size) {
    std::string out(size, '\0');
    std::size_t have = 0;
    while (have < size) {
      const ssize_t got = ::recv(fd_.get(), out.data() + have, size - have, 0);
      if (got < 0) return out.substr(0, have) + "<error>";
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    return out.substr(0, have);
  }
  std::string read_all() { return read(1 << 20); }

 private:
  sys::Fd fd_;
};

std::string post(std::string_view body, std::string_view more = "") {
  return cat("POST / HTTP/1.1\r\nHost: x\r\n", more, "Content-Length: ", body.size(), "\r\n\r\n", body);
}

std::string ok(std::string_view body) {
  return cat("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ", body.size(), "\r\n\r\n",
             body);
}

constexpr std::string_view kAsk = R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})";
constexpr std::string_view kAnswer = R"({"jsonrpc":"2.0","id":1,"result":"0x539"})";

TEST(MockServer, AnswersInOrderHoweverTheBytesCome) {
  const auto server = start();
  Peer peer(*server);
  const std::string request = post(kAsk), version = post(R"({"id":2,"method":"net_version"})");
  for (const char c : request) peer.send({&c, 1});
  EXPECT_EQ(peer.read(ok(kAnswer).size()), ok(kAnswer));
  peer.send(request + version + request);
  const std::string want = ok(kAnswer) + ok(R"({"jsonrpc":"2.0","id":2,"result":"1337"})") + ok(kAnswer);
  EXPECT_EQ(peer.read(want.size()), want);
}

TEST(MockServer, ManyPipelinedRequests) {
  const auto server = start();
  Peer peer(*server);
  std::string all, want;
  for (int i = 0; i < 1000; ++i) all += post(kAsk), want += ok(kAnswer);
  peer.send(all);
  EXPECT_EQ(peer.read(want.size()), want);
}

TEST(MockServer, WhatIsNoPost) {
  const auto server = start();
  const struct {
    std::string request, want;
  } cases[] = {
      {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
       "HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain\r\nContent-Length: 19\r\nAllow: POST\r\n"
       "Connection: close\r\n\r\nMethod Not Allowed\n"},
      {"nonsense\r\n\r\n",
       "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 12\r\nConnection: "
       "close\r\n\r\n"
       "Bad Request\n"},
      {post(kAsk, "Connection: close\r\n"),
       cat("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 41\r\nConnection: "
           "close\r\n\r\n",
           kAnswer)},
  };
  for (const auto& c : cases) {
    Peer peer(*server);
    peer.send(c.request);
    EXPECT_EQ(peer.read_all(), c.want);
  }
}

TEST(MockServer, AsksForTheBody) {
  const auto server = start();
  Peer peer(*server);
  const std::string whole = post(kAsk, "Expect: 100-continue\r\n");
  const std::size_t head = whole.size() - kAsk.size();
  peer.send(whole.substr(0, head));
  EXPECT_EQ(peer.read(25), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send(kAsk);
  EXPECT_EQ(peer.read(ok(kAnswer).size()), ok(kAnswer));
}

TEST(MockServer, MakesBlocks) {
  const auto server = start();
  Peer peer(*server);
  const base::Bytes raw = test::sign(test::transfer());
  peer.send(post(cat(R"({"id":1,"method":"eth_sendRawTransaction","params":[")", base::to_hex(raw), "\"]}")));
  const std::string want =
      ok(cat(R"({"jsonrpc":"2.0","id":1,"result":")", base::to_hex(eth::transaction_hash(raw)), "\"}"));
  EXPECT_EQ(peer.read(want.size()), want);
  for (int i = 0; i < 2000 && !server->chain().find_included(eth::transaction_hash(raw)); ++i) ::usleep(1000);
  EXPECT_TRUE(server->chain().find_included(eth::transaction_hash(raw)));
}

TEST(MockServer, FaultsOfAnswers) {
  const struct {
    const char *fault, *want;
  } cases[] = {
      {"reset", "<error>"},
      {"close",
       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 41\r\n\r\n{\"jsonrpc\":"},
      {"http:status=503",
       "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 20\r\n\r\nService "
       "Unavailable\n"},
      {"truncate",
       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
       "20\r\n\r\n{\"jsonrpc\":\"2.0\",\"id"},
      {"garble",
       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 35\r\n\r\n<html>not what you "
       "asked "
       "for</html>"},
      {"wrong-id",
       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 43\r\n\r\n"
       "{\"jsonrpc\":\"2.0\",\"id\":991,\"result\":\"0x539\"}"},
      {"bytes",
       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 41\r\n\r\n"
       "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x539\"}"},
      {"latency:min=1ms",
       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 41\r\n\r\n"
       "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x539\"}"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fault);
    const auto server = start({c.fault});
    Peer peer(*server);
    peer.send(post(kAsk));
    const std::string want = c.want;
    EXPECT_EQ(peer.read(std::max<std::size_t>(want.size(), 1)), want);
  }
}

TEST(MockServer, PushesHeadsToSubscribers) {
  const auto server = start();
  Peer peer(*server);
  peer.send(
      "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
  EXPECT_EQ(peer.read(129).substr(0, 34), "HTTP/1.1 101 Switching Protocols\r\n");
  std::string frame;
  net::append_ws_frame(frame, true, net::WsOpcode::text, {1, 2, 3, 4},
                       R"({"id":1,"method":"eth_subscribe","params":["newHeads"]})");
  peer.send(frame);
  net::WsParser parser;
  std::vector<std::string> messages;
  while (messages.size() < 4) {  // heads come by themselves
    const std::string bytes = peer.read(1);
    ASSERT_EQ(bytes.size(), 1u) << bytes;
    std::string_view rest = bytes;
    if (parser.next(rest) == net::WsParser::Event::text) messages.emplace_back(parser.data());
  }
  EXPECT_EQ(messages[0], R"({"jsonrpc":"2.0","id":1,"result":"0x1"})");
  std::uint64_t last = 0;
  for (std::size_t i = 1; i < messages.size(); ++i) {
    const auto message = json::parse(messages[i]);
    ASSERT_TRUE(message) << messages[i];
    const auto number =
        base::Uint256::from_quantity(*message->find("params")->find("result")->find("number")->string());
    EXPECT_TRUE(i == 1 || number->low_u64() == last + 1) << messages[i];
    last = number->low_u64();
  }
}

TEST(MockServer, StallHoldsAnswersAndThenGivesThem) {
  const auto before = std::chrono::steady_clock::now();
  const auto server = start({"stall:for=299ms:every=300ms"});
  Peer peer(*server);
  ::usleep(2000);  // into the window
  peer.send(post(kAsk) + post(kAsk));
  EXPECT_EQ(peer.read(2 * ok(kAnswer).size()), ok(kAnswer) + ok(kAnswer));
  EXPECT_GT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(299));
}

TEST(MockServer, RestartForgetsThePoolAndDropsConnections) {
  const auto server = start({"restart:every=100ms"}, std::chrono::hours(1));
  ASSERT_EQ(server->chain().submit(*Transaction::decode(test::sign(test::transfer()))), std::nullopt);
  Peer peer(*server);
  EXPECT_EQ(peer.read_all(), "");
  for (int i = 0; i < 2000 && server->chain().pool_counts().pending > 0; ++i) ::usleep(1000);
  EXPECT_EQ(server->chain().pool_counts().pending, 0u);
}

// In the window connections are closed and refused, after it they are taken again, at the same port.
TEST(MockServer, RefusesConnections) {
  const auto server = start({"refuse:for=200ms:every=400ms"});
  Peer peer(*server);
  EXPECT_EQ(peer.read_all(), "");
  const auto connects = [&] {
    const sys::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return ::connect(fd.get(), server->address().raw(), server->address().raw_size()) == 0;
  };
  int refused = 0, taken = 0;
  for (int i = 0; i < 10'000 && (refused == 0 || taken == 0); ++i) {
    const bool connected = connects();
    refused += !connected;
    taken += connected && refused > 0;
    ::usleep(1000);
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(taken, 0);
}

TEST(MockServer, AddressInUse) {
  const auto server = start();
  const sys::SystemClock clock;
  const auto second = Server::start(server->address(), {}, clock);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, cat("listen ", server->address().to_text(), ": Address already in use"));
}

}  // namespace
}  // namespace seiload::mockchain
