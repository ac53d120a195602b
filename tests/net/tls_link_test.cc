#include "net/tls_link.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/memory_link.h"
#include "support/tls_pair.h"

namespace seiload::net {
namespace {

using base::cat;
using namespace std::chrono_literals;

constexpr sys::TimePoint at(sys::Duration time) { return sys::TimePoint(time); }

class Counter final : public HandshakeObserver {
 public:
  void on_handshake(const HandshakeResult& result) override {
    seen += cat(!result.is_open  ? "failed"
                : result.resumed ? "resumed"
                                 : "full",
                ' ', base::format_duration(result.took), ';');
  }
  std::string seen;
};

// A link to a TLS server in memory; each test says what happens and when.
class TlsLinkTest : public ::testing::Test, private Link::Sink {
 protected:
  void make(tls::Config config = test::make_tls_config(), test::TlsServerOptions options = {}) {
    setup_ = std::make_unique<TlsSetup>();
    setup_->config = std::make_shared<const tls::Config>(std::move(config));
    setup_->observer = &counter_;
    setup_->then = at(0s);
    setup_->wall_then = test::kTlsNow;
    server_ = std::make_unique<test::TlsServer>(std::move(options));
    link_ =
        std::make_unique<TlsLink>(dialer_.make_link({Address::v4({10, 0, 0, 1}, 8545)}, 10s), *setup_, 10s);
  }
  // What each side has sent goes to the other.
  void exchange(std::size_t piece = std::string::npos) {
    server_->receive(std::exchange(peer_.sent, {}));
    const std::string bytes = server_->take_out();
    for (std::size_t i = 0; i < bytes.size(); i += std::min(piece, bytes.size()))
      peer_.pieces.push_back(bytes.substr(i, piece));
  }
  // The handshake, to its end.
  std::string connect(std::size_t piece = std::string::npos) {
    start_ += 1s;
    link_->open(at(start_));
    link_->on_ready(at(start_));
    for (int i = 0; i < 4 && link_->state() == Link::State::connecting; ++i) {
      exchange(piece);
      link_->on_ready(at(start_ + 1ms * (i + 1)));
    }
    return shown();
  }
  std::string shown() const {
    if (link_->state() == Link::State::failed) return cat(to_text(link_->error()), ": ", link_->error_text());
    return link_->state() == Link::State::open     ? "open"
           : link_->state() == Link::State::closed ? "closed"
                                                   : "connecting";
  }
  std::string receive() {
    received_.clear();
    const sys::Received how = link_->receive(*this);
    const char* const kNames[] = {"empty", "paused", "closed", "failed"};
    return cat(received_, '|', kNames[static_cast<int>(how)]);
  }

  test::MemoryPeer peer_;
  const test::MemoryDialer dialer_{peer_};
  Counter counter_;
  std::unique_ptr<TlsSetup> setup_;
  std::unique_ptr<test::TlsServer> server_;
  std::unique_ptr<TlsLink> link_;
  std::string received_;
  sys::Duration start_{0};
  bool wants_more_ = true;

 private:
  bool take(std::string_view bytes) override {
    received_ += bytes;
    return wants_more_;
  }
};

TEST_F(TlsLinkTest, CarriesBytesBothWays) {
  make();
  ASSERT_EQ(connect(), "open");
  exchange();
  EXPECT_TRUE(server_->is_open());
  EXPECT_EQ(counter_.seen, "full 1ms;");
  EXPECT_EQ(link_->interest(false), POLLIN);
  EXPECT_EQ(link_->send("hello").size, 5U);
  exchange();
  EXPECT_EQ(server_->received(), "hello");
  server_->send("world");
  exchange();
  EXPECT_EQ(receive(), "world|empty");
  link_->finish_sending();
  exchange();
  EXPECT_TRUE(server_->was_closed());
  EXPECT_TRUE(peer_.finished);
  server_->close();
  exchange();
  EXPECT_EQ(receive(), "|closed");
}

TEST_F(TlsLinkTest, TakesTheHandshakeByteByByte) {
  make();
  EXPECT_EQ(connect(1), "open");
}

TEST_F(TlsLinkTest, ResumesASession) {
  tls::Config config = test::make_tls_config();
  config.sessions = std::make_shared<tls::SessionCache>();
  test::TlsServerOptions options;
  options.new_tickets = 2;
  options.resumes = true;
  make(std::move(config), options);
  ASSERT_EQ(connect(), "open");
  exchange();
  receive();
  link_->close();
  server_ = std::make_unique<test::TlsServer>(options);
  peer_.pieces.clear();
  peer_.sent.clear();
  EXPECT_EQ(connect(), "open");
  EXPECT_EQ(counter_.seen, "full 1ms;resumed 1ms;");
}

TEST_F(TlsLinkTest, SealsNoMoreThanOneRecordAheadOfThePeer) {
  make();
  ASSERT_EQ(connect(), "open");
  exchange();
  const std::string large(100'000, 'x');
  peer_.room = 0;
  const sys::Sent first = link_->send(large);
  EXPECT_EQ(first.size, std::size_t{16} << 10);
  EXPECT_EQ(first.error, 0);
  EXPECT_TRUE(link_->has_unsent());
  EXPECT_EQ(link_->interest(false), POLLIN | POLLOUT);
  EXPECT_EQ(link_->send(std::string_view(large).substr(first.size)).size, 0U);
  peer_.room = std::string::npos;
  EXPECT_EQ(link_->send({}).size, 0U);
  EXPECT_FALSE(link_->has_unsent());
  EXPECT_EQ(link_->send(std::string_view(large).substr(first.size)).size, large.size() - first.size);
  exchange();
  EXPECT_EQ(server_->received(), large);
}

TEST_F(TlsLinkTest, BeginsWhenItIsItsTurn) {
  make();
  for (int i = 0; i < HandshakePace::kAtOnce; ++i) EXPECT_EQ(setup_->pace.take_turn(at(1s)), at(1s));
  link_->open(at(1s));
  EXPECT_EQ(peer_.connects, 0);
  EXPECT_EQ(link_->interest(false), 0);
  EXPECT_EQ(link_->deadline(), at(1s + HandshakePace::kSpacing));
  link_->on_time(at(1s + HandshakePace::kSpacing));
  EXPECT_EQ(peer_.connects, 1);
  EXPECT_EQ(setup_->pace.take_turn(at(1s)), at(1s + 2 * HandshakePace::kSpacing));
  EXPECT_EQ(setup_->pace.take_turn(at(2s)), at(2s));
  link_->close();
  EXPECT_EQ(counter_.seen, "");
}

TEST_F(TlsLinkTest, SaysWhoTheServerIsNot) {
  tls::Config config = test::make_tls_config();
  config.server_name = "rpc.example.net";
  make(std::move(config));
  EXPECT_EQ(connect(),
            "TLS handshake failed: 10.0.0.1:8545: certificate of localhost, *.example.org, 127.0.0.1 does "
            "not match rpc.example.net");
  EXPECT_EQ(counter_.seen, "failed 1ms;");
  EXPECT_EQ(peer_.dropped, 1);
  exchange();
  EXPECT_EQ(server_->alert(), "fatal bad_certificate");
}

TEST_F(TlsLinkTest, FailsWhereTheServerClosesOrSaysNothing) {
  make();
  link_->open(at(1s));
  link_->on_ready(at(1s));
  peer_.closed = true;
  link_->on_ready(at(2s));
  EXPECT_EQ(shown(), "closed during the TLS handshake: 10.0.0.1:8545: closed during the TLS handshake");
  link_->close();
  link_->open(at(10s));
  link_->on_ready(at(10s));
  EXPECT_EQ(link_->deadline(), at(20s));
  link_->on_time(at(20s));
  EXPECT_EQ(shown(), "connect time-out: 10.0.0.1:8545: no TLS handshake within 10s");
  EXPECT_EQ(counter_.seen, "failed 1s;failed 10s;");
}

// The end comes in one piece with the server's Finished.
TEST_F(TlsLinkTest, FailsWhereTheServerClosesAtTheEndOfItsHandshake) {
  make();
  link_->open(at(1s));
  link_->on_ready(at(1s));
  server_->receive(std::exchange(peer_.sent, {}));
  server_->close();
  exchange();
  link_->on_ready(at(2s));
  EXPECT_EQ(shown(), "closed during the TLS handshake: 10.0.0.1:8545: closed during the TLS handshake");
  EXPECT_EQ(counter_.seen, "failed 1s;");
}

TEST_F(TlsLinkTest, TakesACutConnectionForAnError) {
  make();
  ASSERT_EQ(connect(), "open");
  exchange();
  server_->send("half");
  exchange();
  peer_.closed = true;
  EXPECT_EQ(receive(), "half|failed");
  EXPECT_NE(link_->end_text().find("close_notify"), std::string::npos) << link_->end_text();
}

TEST_F(TlsLinkTest, TakesNothingThatWasChangedOnTheWay) {
  make();
  ASSERT_EQ(connect(), "open");
  exchange();
  server_->send("answer");
  exchange();
  ASSERT_FALSE(peer_.pieces.empty());
  peer_.pieces.back().back() = static_cast<char>(peer_.pieces.back().back() ^ 1);
  EXPECT_EQ(receive(), "|failed");
  EXPECT_FALSE(link_->end_text().empty());
}

TEST_F(TlsLinkTest, ConnectsAgainAfterItWasClosed) {
  make();
  ASSERT_EQ(connect(), "open");
  link_->close();
  EXPECT_EQ(shown(), "closed");
  server_ = std::make_unique<test::TlsServer>(test::TlsServerOptions());
  peer_.pieces.clear();
  peer_.sent.clear();
  EXPECT_EQ(connect(), "open");
}

}  // namespace
}  // namespace seiload::net
