#include "net/stream.h"

#include <gtest/gtest.h>

#include "net/http_connection.h"
#include "net/message_stream.h"
#include "net/socket_link.h"
#include "support/memory_link.h"
#include "support/scripted_server.h"
#include "sys/clock.h"

namespace seiload::net {
namespace {

using base::cat;
using namespace std::chrono_literals;

constexpr sys::TimePoint at(sys::Duration time) { return sys::TimePoint(time); }

// A stream over memory, and what it told; each test says what happens and when.
class StreamTest : public ::testing::Test, private Stream::Owner {
 protected:
  void connect() {
    stream_.open(at(1s));
    stream_.on_ready(POLLOUT, at(1s));
  }
  std::string told() { return std::exchange(told_, {}); }
  std::string sent() { return std::exchange(peer_.sent, {}); }

  test::MemoryPeer peer_;
  const test::MemoryDialer dialer_{peer_};
  const HttpTarget target_ = test::memory_target(dialer_);
  std::string told_, reply_;
  Stream stream_{target_, 10s, *this};

 private:
  void on_connected(sys::TimePoint) override { told_ += "connected;"; }
  bool on_bytes(std::string_view bytes, sys::TimePoint now) override {
    told_ += cat(bytes, ';');
    if (bytes == "close") stream_.close();
    if (!reply_.empty()) stream_.out() += reply_;
    stream_.flush_soon(now);
    return !stream_.is_closed();
  }
  void on_unconnected(TransportError error, std::string_view text, sys::TimePoint) override {
    told_ += cat(to_text(error), ": ", text, ';');
  }
  void on_end(std::string_view cause, sys::TimePoint) override {
    told_ += cat("end ", cause, ';');
    stream_.close();
  }
};

TEST_F(StreamTest, WritesWhatWasAppendedOnceItIsConnected) {
  stream_.out() += "early";
  EXPECT_EQ(stream_.interest(), 0);
  EXPECT_EQ(stream_.deadline(), sys::kNever);
  stream_.open(at(1s));
  EXPECT_TRUE(stream_.is_connecting());
  EXPECT_EQ(stream_.peer(), "10.0.0.1:8545");
  EXPECT_EQ(stream_.deadline(), at(11s));
  EXPECT_EQ(sent(), "");
  stream_.on_ready(POLLOUT, at(1s));
  EXPECT_EQ(told(), "connected;");
  EXPECT_EQ(sent(), "early");
  EXPECT_TRUE(stream_.has_written_all());
  EXPECT_EQ(stream_.interest(), POLLIN);
  stream_.finish_sending();
  EXPECT_TRUE(peer_.finished);
}

TEST_F(StreamTest, WaitsForRoomAndWritesTheRest) {
  peer_.room = 3;
  connect();
  stream_.out() += "abcdef";
  stream_.flush_soon(at(2s));
  EXPECT_EQ(sent(), "abc");
  EXPECT_EQ(stream_.written(), 3U);
  EXPECT_EQ(stream_.queued(), 6U);
  EXPECT_EQ(stream_.interest(), POLLIN | POLLOUT);
  peer_.room = 100;
  stream_.on_ready(POLLOUT, at(3s));
  EXPECT_EQ(sent(), "def");
}

TEST_F(StreamTest, WritesInOnePieceWhatIsCorkedOrAppendedWhileItReads) {
  connect();
  stream_.cork();
  stream_.out() += "a";
  stream_.flush_soon(at(2s));
  stream_.out() += "b";
  EXPECT_EQ(sent(), "");
  stream_.uncork(at(2s));
  EXPECT_EQ(sent(), "ab");
  peer_.room = 100;
  reply_ = "r";
  peer_.pieces = {"1", "2", "3"};
  stream_.on_ready(POLLIN, at(3s));
  EXPECT_EQ(told(), "connected;1;2;3;");
  EXPECT_EQ(sent(), "rrr");
}

TEST_F(StreamTest, TellsHowItEnds) {
  connect();
  peer_.pieces = {"last"};
  peer_.closed = true;
  stream_.on_ready(POLLIN, at(2s));
  EXPECT_EQ(told(), "connected;last;end ;");
  EXPECT_TRUE(stream_.is_closed());
  EXPECT_EQ(stream_.fd(), -1);

  connect();
  peer_.read_error = ECONNRESET;
  stream_.on_ready(POLLIN | POLLERR, at(3s));
  EXPECT_EQ(told(), "connected;end read: Connection reset by peer;");
  peer_.read_error = 0;

  peer_.refuses = true;
  peer_.accepts = false;
  connect();
  EXPECT_EQ(told(), "connection refused: connect 10.0.0.1:8545: refused;");
  EXPECT_TRUE(stream_.is_closed());
  peer_.refuses = false;
  stream_.open(at(5s));
  stream_.on_time(at(14s));
  EXPECT_EQ(told(), "");
  stream_.on_time(at(15s));
  EXPECT_EQ(told(), "connect time-out: connect 10.0.0.1:8545: no answer;");
}

// "413, and go away" may stand behind a write that failed.
TEST_F(StreamTest, ReadsWhatIsThereAfterAWriteHasFailed) {
  connect();
  peer_.write_error = EPIPE;
  peer_.pieces = {"413"};
  stream_.out() += "x";
  stream_.flush_soon(at(2s));
  EXPECT_TRUE(stream_.has_trouble());
  EXPECT_EQ(stream_.interest(), POLLIN);
  EXPECT_EQ(stream_.deadline(), at(2s));
  stream_.on_time(at(2s));
  EXPECT_EQ(told(), "connected;413;end write: Broken pipe;");
}

TEST_F(StreamTest, MayBeClosedAndOpenedFromWithin) {
  connect();
  peer_.pieces = {"close", "more"};
  stream_.on_ready(POLLIN, at(2s));
  EXPECT_EQ(told(), "connected;close;");
  EXPECT_TRUE(stream_.is_closed());
}

TEST_F(StreamTest, KeepsWhatMayHaveToBeWrittenAgain) {
  connect();
  stream_.out() += "first";
  stream_.flush_soon(at(2s));
  const std::uint64_t second = stream_.queued();
  stream_.out() += "second";
  peer_.room = 2;
  stream_.flush_soon(at(2s));
  EXPECT_EQ(sent(), "firstse");
  stream_.drop_until(second);
  stream_.close();
  stream_.write_from(second);
  peer_.room = 100;
  connect();
  EXPECT_EQ(sent(), "second");
  stream_.drop_all();
  EXPECT_TRUE(stream_.has_written_all());
  EXPECT_EQ(stream_.queued(), 11U);
  // A long one is given up as soon as it is no longer needed.
  stream_.out() += std::string(200'000, 'x');
  peer_.room = 0;
  stream_.drop_until(stream_.queued() - 10);
  EXPECT_EQ(stream_.out().size(), 10U);
  peer_.room = 100;
  stream_.flush(at(3s));
  EXPECT_EQ(sent(), "xxxxxxxxxx");
}

// The protocols know no more than the stream: all of it in memory, at times
// that the test says.
TEST(HttpOverMemory, AnswersAreReadAndAStaleConnectionIsReplaced) {
  struct Events final : HttpConnection::Listener {
    void on_answer(const HttpAnswer& answer) override {
      text +=
          cat(answer.tag, ' ', answer.status, ' ', answer.body, answer.resent ? " resent" : "", " written ",
              answer.written.time_since_epoch() / 1s, " at ", answer.now.time_since_epoch() / 1s, ';');
    }
    void on_failure(const RequestFailure& failure) override {
      text += cat(failure.tag, ' ', to_text(failure.error), ' ', failure.detail, ';');
    }
    std::string text;
  } events;
  test::MemoryPeer peer;
  const test::MemoryDialer dialer(peer);
  const HttpTarget target = test::memory_target(dialer);
  HttpConnection connection(target, {}, events);
  connection.submit(1, "{}", at(1s));
  connection.on_ready(POLLOUT, at(2s));
  EXPECT_TRUE(peer.sent.ends_with("Content-Length: 2\r\n\r\n{}")) << peer.sent;
  for (const char c : std::string_view("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"))
    peer.pieces.emplace_back(1, c);
  connection.on_ready(POLLIN, at(3s));
  EXPECT_EQ(std::exchange(events.text, {}), "1 200 hi written 2 at 3;");
  // The peer has closed it meanwhile: that is seen when the next request was
  // written.
  peer.sent.clear();
  connection.submit(2, "[]", at(4s));
  peer.closed = true;
  connection.on_ready(POLLIN, at(5s));
  EXPECT_EQ(peer.connects, 2);
  connection.on_ready(POLLOUT, at(6s));
  EXPECT_EQ(peer.sent.substr(0, peer.sent.size() / 2), peer.sent.substr(peer.sent.size() / 2));
  peer.pieces = {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2"};
  connection.on_ready(POLLIN, at(7s));
  EXPECT_EQ(std::exchange(events.text, {}), "2 200 2 resent written 6 at 7;");
  connection.submit(3, "{}", at(8s));
  connection.on_time(at(38s));
  EXPECT_EQ(events.text, "3 request time-out 10.0.0.1:8545: no answer within 30s;");
}

TEST(MessagesOverMemory, WhatIsSentEarlyGoesBehindTheHandshake) {
  struct Events final : MessageStream::Listener {
    void on_open(sys::TimePoint) override { text += "open;"; }
    void on_message(std::string_view message, sys::TimePoint) override { text += cat(message, ';'); }
    void on_closed(TransportError, std::string_view cause, sys::TimePoint) override { text += cause; }
    std::string text;
  } events;
  test::MemoryPeer peer;
  const test::MemoryDialer dialer(peer);
  const HttpTarget target = test::memory_target(dialer);
  MessageStream stream(MessageStream::Kind::json_stream, target, {}, events);
  stream.open(at(1s));
  stream.send("{\"a\":", "1}", at(1s));
  EXPECT_EQ(stream.queued(), 8U);
  EXPECT_EQ(stream.written(), 0U);
  stream.on_ready(POLLOUT, at(2s));
  EXPECT_EQ(peer.sent, "{\"a\":1}\n");
  EXPECT_EQ(stream.written(), 8U);
  peer.pieces = {"{\"b\"", ":2}{\"c\":3}"};
  stream.on_ready(POLLIN, at(3s));
  peer.closed = true;
  stream.on_ready(POLLIN, at(4s));
  EXPECT_EQ(events.text, "open;{\"b\":2};{\"c\":3};10.0.0.1:8545: closed by the peer");
  EXPECT_EQ(stream.written(), 8U);  // told of afterwards, too
}

// Sockets are the other kind of link.
TEST(SocketLink, CarriesBytesBothWaysAndFinishesSending) {
  test::ScriptedServer server({[](test::Peer& peer) {
    peer.write("hello");
    peer.wait_for_close();
  }});
  struct Sink final : Link::Sink {
    bool take(std::string_view bytes) override { return text += bytes, true; }
    std::string text;
  } sink;
  const sys::SystemClock clock;
  const auto link = SocketDialer().make_link({server.address()}, 10s);
  link->open(clock.now());
  const auto wait = [&] {
    pollfd descriptor{link->fd(), link->interest(false), 0};
    ASSERT_EQ(clock.wait({&descriptor, 1}, clock.now() + 10s), 1);
  };
  while (link->state() == Link::State::connecting) {
    wait();
    link->on_ready(clock.now());
  }
  ASSERT_EQ(link->state(), Link::State::open);
  EXPECT_EQ(link->send("x").size, 1U);
  while (sink.text.size() < 5) {
    wait();
    EXPECT_NE(link->receive(sink), sys::Received::failed);
  }
  EXPECT_EQ(sink.text, "hello");
  link->finish_sending();
  server.wait_for_finished(1);
  EXPECT_EQ(link->send("x").error, EPIPE);
  EXPECT_EQ(link->end_text(), "Broken pipe");
  link->close();
  EXPECT_EQ(link->fd(), -1);
}

}  // namespace
}  // namespace seiload::net
