#include "net/tunnel_link.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/memory_link.h"

namespace seiload::net {
namespace {

using base::cat;
using namespace std::chrono_literals;

constexpr sys::TimePoint at(sys::Duration time) { return sys::TimePoint(time); }

class TunnelLinkTest : public ::testing::Test, private Link::Sink {
 protected:
  // Connects to the proxy, and shows what has come of the link.
  std::string connect() {
    link_->open(at(1s));
    link_->on_ready(at(1s));
    return shown();
  }
  std::string answer(const std::string& bytes, std::size_t piece = std::string::npos) {
    for (std::size_t i = 0; i < bytes.size(); i += std::min(piece, bytes.size()))
      peer_.pieces.push_back(bytes.substr(i, piece));
    link_->on_ready(at(2s));
    return shown();
  }
  std::string shown() const {
    switch (link_->state()) {
      case Link::State::closed:
        return "closed";
      case Link::State::connecting:
        return "connecting";
      case Link::State::open:
        return "open";
      case Link::State::failed:
        return cat(to_text(link_->error()), ": ", link_->error_text());
    }
    return {};
  }

  test::MemoryPeer peer_;
  const test::MemoryDialer dialer_{peer_};
  const Tunnel tunnel_{"node.test:443", "Basic dTpw"};
  const std::unique_ptr<Link> link_ =
      std::make_unique<TunnelLink>(dialer_.make_link({Address::v4({10, 0, 0, 1}, 3128)}, 10s), tunnel_, 10s);

 private:
  bool take(std::string_view) override { return true; }
};

TEST_F(TunnelLinkTest, AsksTheProxyAndIsOpenOnceItAgrees) {
  EXPECT_EQ(connect(), "connecting");
  EXPECT_EQ(peer_.sent,
            "CONNECT node.test:443 HTTP/1.1\r\nHost: node.test:443\r\nUser-Agent: seiload/" SEILOAD_VERSION
            "\r\nProxy-Authorization: Basic dTpw\r\n\r\n");
  EXPECT_EQ(link_->interest(false), POLLIN);
  EXPECT_EQ(link_->deadline(), at(11s));
  EXPECT_EQ(link_->waits_for(), "proxy 10.0.0.1:3128");
  EXPECT_EQ(answer("HTTP/1.1 200 Connection established\r\nContent-Length: 7\r\n\r\n"), "open");
  EXPECT_EQ(link_->interest(true), POLLIN | POLLOUT);
  peer_.sent.clear();
  EXPECT_EQ(link_->send("hello").size, 5U);
  EXPECT_EQ(peer_.sent, "hello");
}

TEST_F(TunnelLinkTest, TakesTheAnswerInAnyPiecesAndInterimOnesBeforeIt) {
  connect();
  EXPECT_EQ(answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 204 x\r\nA: b\r\n\r\n", 1), "open");
}

TEST_F(TunnelLinkTest, WritesTheRequestAsFarAsThereIsRoom) {
  peer_.room = 10;
  EXPECT_EQ(connect(), "connecting");
  EXPECT_EQ(peer_.sent, "CONNECT no");
  EXPECT_EQ(link_->interest(false), POLLIN | POLLOUT);
  peer_.room = std::string::npos;
  link_->on_ready(at(1s));
  EXPECT_TRUE(peer_.sent.ends_with("\r\n\r\n"));
}

TEST_F(TunnelLinkTest, SaysWhyThereIsNone) {
  const std::string before = "proxy 10.0.0.1:3128: CONNECT node.test:443: ";
  const struct {
    const char *answer, *want;
  } kCases[] = {
      {"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 100\r\n\r\nx",
       "handshake denied: #HTTP status 407, it wants a user name and password"},
      {"HTTP/1.1 403 Forbidden\r\n\r\n",
       "handshake denied: #HTTP status 403, it does not allow this host and port"},
      {"HTTP/1.1 429 Slow down\r\n\r\n", "unreachable: #HTTP status 429"},
      {"HTTP/1.1 502 Bad Gateway\r\n\r\n", "unreachable: #HTTP status 502"},
      {"HTTP/1.1 101 Switching\r\n\r\n", "unreachable: #HTTP status 101"},
      {"SSH-2.0-OpenSSH\r\n", "malformed HTTP: #its answer is no HTTP"},
      {"HTTP/1.1 200 OK\r\n\r\nhello", "malformed HTTP: #bytes behind its answer"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nhello", "malformed HTTP: #bytes behind its answer"},
  };
  for (const auto& c : kCases) {
    connect();
    std::string want = c.want;
    want.replace(want.find('#'), 1, before);
    EXPECT_EQ(answer(c.answer), want);
    peer_.pieces.clear();
    link_->close();
  }
}

TEST_F(TunnelLinkTest, FailsWhereTheProxyClosesOrSaysNothing) {
  connect();
  peer_.closed = true;
  link_->on_ready(at(2s));
  EXPECT_EQ(shown(),
            "connection closed: proxy 10.0.0.1:3128: CONNECT node.test:443: closed without an answer");
  EXPECT_EQ(peer_.dropped, 1);
  link_->close();
  connect();
  peer_.read_error = ECONNRESET;
  link_->on_ready(at(2s));
  EXPECT_EQ(shown(),
            "connection closed: proxy 10.0.0.1:3128: CONNECT node.test:443: read: Connection reset by peer");
  peer_.read_error = 0;
  link_->close();
  connect();
  link_->on_time(at(10s));
  EXPECT_EQ(shown(), "connecting");
  link_->on_time(at(11s));
  EXPECT_EQ(shown(), "connect time-out: proxy 10.0.0.1:3128: CONNECT node.test:443: no answer within 10s");
}

TEST_F(TunnelLinkTest, FailsAsTheWayToTheProxyDoes) {
  peer_.refuses = true;
  peer_.accepts = false;
  EXPECT_EQ(connect(), "connection refused: proxy: connect 10.0.0.1:3128: refused");
}

}  // namespace
}  // namespace seiload::net
