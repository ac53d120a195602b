#include "net/http_call.h"

#include <gtest/gtest.h>

#include <future>

#include "support/scripted_server.h"

namespace seiload::net {
namespace {

using test::Peer;
using test::ScriptedServer;
using namespace std::chrono_literals;

sys::TimePoint after(sys::Duration wait) {
  return sys::TimePoint(std::chrono::steady_clock::now()) + wait;
}

constexpr std::string_view kAnswer = "HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nno";

class HttpCall : public ::testing::Test {
 protected:
  HttpCall() : stop_(std::move(*sys::Stop::create())) {}

  const std::unique_ptr<sys::Stop> stop_;
};

TEST_F(HttpCall, RepliesOverOneConnection) {
  ScriptedServer server({[](Peer& peer) {
    while (!peer.read_request().empty()) peer.write(kAnswer, 1);
  }});
  HttpCaller caller(server.target());
  for (int i = 0; i < 3; ++i) {
    const auto reply = caller.post("[]", after(10s), *stop_);
    ASSERT_TRUE(reply) << reply.error().message;
    EXPECT_EQ(reply->status, 503);
    EXPECT_EQ(reply->body, "no");
    EXPECT_FALSE(reply->resent);
  }
  EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(HttpCall, TellsThatItSentAgain) {
  const auto serve_one = [](Peer& peer) {
    peer.read_request();
    peer.write(kAnswer);
    peer.read_request();
  };
  ScriptedServer server({serve_one, serve_one});
  HttpCaller caller(server.target());
  EXPECT_FALSE(caller.post("[]", after(10s), *stop_)->resent);
  EXPECT_TRUE(caller.post("[]", after(10s), *stop_)->resent);
}

TEST_F(HttpCall, TellsWhatFailed) {
  const test::RefusingPort nobody;
  HttpCaller refused(test::target_at({nobody.address()}));
  const auto no_one = refused.post("[]", after(10s), *stop_);
  ASSERT_FALSE(no_one);
  EXPECT_EQ(no_one.error().code, base::Code::io);
  EXPECT_EQ(no_one.error().message, "connect " + nobody.address().to_text() + ": Connection refused");

  ScriptedServer server({[](Peer& peer) {
    peer.read_request();
    peer.write("+OK\r\n");
  }});
  HttpCaller garbled(server.target());
  const auto bad = garbled.post("[]", after(10s), *stop_);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, base::Code::protocol);
  EXPECT_EQ(bad.error().message,
            server.address().to_text() + ": the answer is not HTTP: it does not begin with 'HTTP/'");
}

TEST_F(HttpCall, KeepsToTheDeadlineAndTheStop) {
  const auto silent = [](Peer& peer) {
    peer.read_request();
    peer.wait_for_close();
  };
  ScriptedServer server({silent, silent, silent});
  HttpCaller caller(server.target());
  const auto late = caller.post("[]", after(20ms), *stop_);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, base::Code::timeout);
  EXPECT_EQ(late.error().message, server.address().to_text() + ": no answer in time");

  HttpCaller impatient(server.target(), {.request_timeout = 20ms});
  const auto later = impatient.post("[]", after(10s), *stop_);
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().code, base::Code::timeout);
  EXPECT_EQ(later.error().message, server.address().to_text() + ": no answer within 20ms");

  auto waiting = std::async(std::launch::async, [&] { return caller.post("[]", after(10s), *stop_); });
  stop_->request({sys::StopReason::Kind::signal, 15, {}});
  const auto stopped = waiting.get();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, base::Code::stopped);
}

}  // namespace
}  // namespace seiload::net
