#include "net/http_server.h"

#include <gtest/gtest.h>

#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <new>
#include <set>

#include "base/text.h"
#include "sys/poll.h"

namespace seiload::net {
namespace {

using namespace std::chrono_literals;

class Echo final : public HttpServer::Handler {
 public:
  HttpReply answer(const HttpRequest& request) override {
    if (request.path == "/wide") return {200, "text/plain", std::string(8 << 20, 'x'), 7};
    if (request.path == "/throw") throw std::bad_alloc();
    if (request.path == "/big") return {200, "text/plain", std::string(64 << 20, 'x'), 7};
    return {200, "text/plain", request.method + " " + request.path + " " + request.accept + "\n", 1};
  }
  void sent(std::uint64_t mark) override { marks += mark; }
  std::atomic<std::uint64_t> marks = 0;
};

class Client {
 public:
  // With room for so many bytes that are not read yet; 0: as the system has it.
  explicit Client(const Address& address, int room = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (room > 0) ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    EXPECT_EQ(::connect(fd_.get(), address.raw(), address.raw_size()), 0);
    const timeval wait{30, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  }
  void write(std::string_view bytes) {
    EXPECT_EQ(::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  // Until `size` bytes have come or the server has closed, "(time-out)" after 30 s, "(reset)".
  std::string read(std::size_t size = static_cast<std::size_t>(-1)) {
    std::string all;
    char piece[65536];
    while (all.size() < size) {
      const ssize_t got = ::recv(fd_.get(), piece, std::min(sizeof piece, size - all.size()), 0);
      if (got < 0) return all + (errno == EAGAIN ? "(time-out)" : "(reset)");
      if (got == 0) return all;
      all.append(piece, static_cast<std::size_t>(got));
    }
    return all;
  }
  std::string ask(std::string_view bytes) {
    write(bytes);
    ::shutdown(fd_.get(), SHUT_WR);
    return read();
  }

 private:
  sys::Fd fd_;
};

class HttpServerTest : public testing::Test {
 protected:
  void start(const HttpServer::Limits& limits) {
    auto listener = listen_on(Address::v4({127, 0, 0, 1}, 0));
    ASSERT_TRUE(listener);
    server_ = std::move(*HttpServer::start(std::move(*listener), limits, clock_, echo_));
  }
  Client connect() { return Client(server_->address()); }

  const sys::SystemClock clock_{};
  Echo echo_;
  std::unique_ptr<HttpServer> server_;
};

std::string ok(std::string_view body, bool keep = true) {
  return base::cat("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ", body.size(),
                   keep ? "" : "\r\nConnection: close", "\r\n\r\n", body);
}

std::string refused(std::string_view status, std::string_view more = "\r\nConnection: close") {
  const std::string body = base::cat(status.substr(4), '\n');
  return base::cat("HTTP/1.1 ", status,
                   "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ", body.size(), more,
                   "\r\n\r\n", body);
}

TEST_F(HttpServerTest, Answers) {
  start({});
  EXPECT_EQ(connect().ask("GET /a?b HTTP/1.1\r\nAccept: x\r\nConnection: close\r\n\r\n"),
            ok("GET /a x\n", false));
  EXPECT_EQ(connect().ask("GET / HTTP/1.0\r\n\r\n"), ok("GET / \n", false));
  const std::string head = ok("HEAD / \n", false);
  EXPECT_EQ(connect().ask("HEAD / HTTP/1.0\r\n\r\n"), head.substr(0, head.size() - 8));
  EXPECT_EQ(echo_.marks, 2u);  // a HEAD has seen nothing
}

TEST_F(HttpServerTest, RefusesWhatItDoesNotSpeak) {
  start({});
  EXPECT_EQ(connect().ask("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"),
            refused("413 Content Too Large"));
  EXPECT_EQ(connect().ask("DELETE / HTTP/1.0\r\n\r\n"),
            refused("405 Method Not Allowed", "\r\nAllow: GET, HEAD\r\nConnection: close"));
  EXPECT_EQ(connect().ask("nonsense\r\n"), refused("400 Bad Request"));
  EXPECT_EQ(connect().ask("GET / HTTP/2.0\r\n\r\n"), refused("505 HTTP Version Not Supported"));
  EXPECT_EQ(connect().ask("GET / HTTP/1.1\r\nA: " + std::string(20'000, 'x')),
            refused("431 Request Header Fields Too Large"));
  EXPECT_EQ(echo_.marks, 0u);
}

TEST_F(HttpServerTest, KeepsTheConnectionAndTakesPipelines) {
  start({});
  Client client = connect();
  for (int i = 0; i < 3; ++i) {
    client.write("GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(client.read(ok("GET / \n").size()), ok("GET / \n"));
  }
  EXPECT_EQ(client.ask("GET /1 HTTP/1.1\r\n\r\nPUT /2 HTTP/1.1\r\n\r\nHEAD /3 HTTP/1.1\r\n\r\nGET /4 "
                       "HTTP/1.1\r\nConnection: "
                       "close\r\n\r\nGET /5 HTTP/1.1\r\n\r\n"),
            ok("GET /1 \n") + refused("405 Method Not Allowed", "\r\nAllow: GET, HEAD") +
                ok("HEAD /3 \n").substr(0, ok("HEAD /3 \n").size() - 9) + ok("GET /4 \n", false));
}

TEST_F(HttpServerTest, TakesARequestInSingleBytes) {
  start({});
  Client client = connect();
  for (const char c : std::string("GET / HTTP/1.0\r\n\r\n")) client.write({&c, 1});
  EXPECT_EQ(client.read(), ok("GET / \n", false));
}

TEST_F(HttpServerTest, CutsOffHalfRequestsAndIdleClients) {
  start({.request_timeout = 60ms, .idle_timeout = 40ms});
  Client half = connect(), silent = connect(), idle = connect();
  half.write("GET / HTT");
  idle.write("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(half.read(), "");
  EXPECT_EQ(silent.read(), "");
  EXPECT_EQ(idle.read(), ok("GET / \n"));
}

TEST_F(HttpServerTest, ADripOfBytesDoesNotBuyTime) {
  start({.request_timeout = 60ms});
  Client client = connect();
  const auto begin = std::chrono::steady_clock::now();
  const pollfd quiet{-1, 0, 0};
  std::string got;
  for (int i = 0; i < 500 && std::chrono::steady_clock::now() < begin + 50ms; ++i) {
    client.write("\n");
    pollfd wait = quiet;
    sys::poll({&wait, 1}, std::chrono::steady_clock::now() + 5ms);
  }
  got = client.read();
  EXPECT_TRUE(got.empty() || got == "(reset)") << got;
}

TEST_F(HttpServerTest, CutsOffWhoDoesNotTakeItsAnswerAndServesOthersMeanwhile) {
  start({.answer_timeout = 100ms});
  Client slow = connect();
  slow.write("GET /big HTTP/1.1\r\n\r\n");
  EXPECT_EQ(connect().ask("GET / HTTP/1.0\r\n\r\n"), ok("GET / \n", false));
  pollfd wait{-1, 0, 0};
  sys::poll({&wait, 1}, std::chrono::steady_clock::now() + 200ms);
  EXPECT_LT(slow.read().size(), std::size_t{64} << 20);
  EXPECT_EQ(echo_.marks, 1u);
}

TEST_F(HttpServerTest, ABigAnswerArrivesWhole) {
  start({});
  Client client = connect();
  EXPECT_EQ(client.ask("GET /big HTTP/1.0\r\n\r\n").size(), ok(std::string(64 << 20, 'x'), false).size());
  EXPECT_EQ(echo_.marks, 7u);
}

TEST_F(HttpServerTest, OneMoreThanTheLimitTakesThePlaceOfWhoIsOfTheLeastUse) {
  start({.connections = 3});
  Client taking = connect();
  taking.write("GET /big HTTP/1.1\r\n\r\n");
  EXPECT_EQ(taking.read(5), "HTTP/");
  Client half = connect();
  half.write("GET / HT");
  Client idle = connect();
  idle.write("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(idle.read(ok("GET / \n").size()), ok("GET / \n"));
  Client fourth = connect();  // the idle one goes
  fourth.write("GET / HTTP/1.1\r\n");
  EXPECT_EQ(idle.read(), "");
  Client fifth = connect();  // of those with half a request the older one
  fifth.write("GET /5 HTTP/1.1\r\n");
  EXPECT_TRUE(std::set<std::string>({"", "(reset)"}).contains(half.read()));
  EXPECT_EQ(fourth.ask("\r\n"), ok("GET / \n")) << "and nobody else";
  EXPECT_EQ(fifth.ask("\r\n"), ok("GET /5 \n"));
}

TEST_F(HttpServerTest, WhoKeepsHalfARequestOrLeavesTheAnswerDoesNotMakeOthersWait) {
  start({});  // half a request has 10 s, as has the answer
  std::vector<Client> slow;
  for (int i = 0; i < 48; ++i) {
    slow.emplace_back(server_->address(), 4096);
    slow.back().write(i % 3 == 0 ? "GET / HT" : i % 3 == 1 ? "GET /wide HTTP/1.1\r\n\r\n" : "\r\n");
    if (i % 8 != 7) continue;
    EXPECT_EQ(connect().ask("GET / HTTP/1.0\r\n\r\n"), ok("GET / \n", false)) << i;
  }
}

TEST_F(HttpServerTest, AnExceptionEndsTheClientItIsAboutAndNothingElse) {
  start({});
  Client client = connect();
  EXPECT_EQ(connect().ask("GET /throw HTTP/1.0\r\n\r\n"), "");
  EXPECT_EQ(client.ask("GET / HTTP/1.0\r\n\r\n"), ok("GET / \n", false));
}

TEST_F(HttpServerTest, EndsAtOnceWithClientsOpen) {
  start({});
  Client client = connect();
  client.write("GET / HTTP/1.1\r\n");
  server_.reset();
  const std::string got = client.read();
  EXPECT_TRUE(got.empty() || got == "(reset)") << got;
}

TEST(Listener, ABusyPortIsNamed) {
  const auto first = listen_on(Address::v4({127, 0, 0, 1}, 0));
  ASSERT_TRUE(first);
  EXPECT_NE(first->address.port(), 0);
  const auto second = listen_on(first->address);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, "listen " + first->address.to_text() + ": Address already in use");
}

}  // namespace
}  // namespace seiload::net
