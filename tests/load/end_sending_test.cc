// After a stop nothing is sent: what a connection has not begun to write ends as unsent, whatever carries it.

#include <gtest/gtest.h>

#include <poll.h>

#include "base/text.h"
#include "load/endpoint_queue.h"
#include "rpc/http_channel.h"
#include "rpc/message_channel.h"
#include "rpc/request.h"
#include "support/hand_clock.h"
#include "support/load_context.h"
#include "support/memory_link.h"

namespace seiload::load {
namespace {

using namespace std::chrono_literals;
using base::cat;

constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

sys::TimePoint at(sys::Duration time) { return sys::TimePoint(time); }

std::string call(std::string_view method) {
  std::string text;
  rpc::append_request(text, rpc::kConstantId, method, "[]");
  return text;
}

class EndSending : public ::testing::Test, protected rpc::Channel::Listener {
 protected:
  EndSending() { peer_.accepts = false; }

  std::string told() { return std::exchange(told_, {}); }

  test::MemoryPeer peer_;
  const test::MemoryDialer dialer_{peer_};
  const net::HttpTarget target_ = test::memory_target(dialer_);
  const rpc::Endpoint socket_{"node", target_, rpc::Transport::ipc};

 private:
  void on_response(const rpc::Response& response) override { told_ += cat(response.tag, " answered;"); }
  void on_failure(const net::RequestFailure& failure) override {
    told_ += cat(failure.tag, ' ', to_text(failure.error), failure.maybe_delivered ? ", maybe delivered" : "",
                 failure.resent ? ", resent" : "", failure.detail.empty() ? "" : ": ", failure.detail, ';');
  }

  std::string told_;
};

TEST_F(EndSending, OfAConnectionThatStillConnectsNothingIsSent) {
  rpc::HttpChannel http(target_, {.pipeline = 2}, *this);
  http.submit(1, "{}", at(1s));
  http.submit(2, "{}", at(1s));
  http.end_sending(at(2s));
  EXPECT_EQ(told(), "1 withdrawn;2 withdrawn;");
  EXPECT_EQ(http.outstanding(), 0U);
  EXPECT_EQ(http.fd(), -1);
  EXPECT_EQ(http.deadline(), sys::kNever);

  rpc::MessageChannel messages(socket_, {.pipeline = 2}, *this);
  messages.submit(1, call("a"), at(1s));
  messages.submit_batch(2, cat('[', call("b"), ']'), {7, 1}, at(1s));
  messages.end_sending(at(2s));
  EXPECT_EQ(told(), "1 withdrawn;2 withdrawn;");
  EXPECT_EQ(messages.outstanding(), 0U);
  EXPECT_EQ(messages.fd(), -1);
  EXPECT_EQ(messages.deadline(), sys::kNever);
  EXPECT_EQ(peer_.sent, "");
}

TEST_F(EndSending, WhatWasBegunIsFinishedAndNothingBehindIt) {
  peer_.accepts = true;
  peer_.room = 10;
  rpc::HttpChannel http(target_, {.pipeline = 3}, *this);
  for (const std::uint64_t tag : {1U, 2U, 3U}) http.submit(tag, "{}", at(1s));
  http.on_ready(POLLOUT, at(1s));
  EXPECT_EQ(peer_.sent, "POST / HTT");
  http.end_sending(at(2s));
  EXPECT_EQ(told(), "2 withdrawn;3 withdrawn;");
  peer_.room = std::string::npos;
  http.on_ready(POLLOUT, at(2s));
  EXPECT_EQ(peer_.sent.find("{}"), peer_.sent.size() - 2) << peer_.sent;
  peer_.pieces = {cat(kHead, "{}")};
  http.on_ready(POLLIN, at(3s));
  EXPECT_EQ(told(), "1 answered;");
  EXPECT_EQ(http.interest(), POLLIN);

  peer_.sent.clear();
  peer_.room = 10;
  rpc::MessageChannel messages(socket_, {.pipeline = 3}, *this);
  for (const std::uint64_t tag : {1U, 2U, 3U}) messages.submit(tag, call("a"), at(1s));
  messages.on_ready(POLLOUT, at(1s));
  EXPECT_EQ(peer_.sent.size(), 10U);
  messages.end_sending(at(2s));
  EXPECT_EQ(told(), "2 withdrawn;3 withdrawn;");
  peer_.room = std::string::npos;
  messages.on_ready(POLLOUT, at(2s));
  EXPECT_EQ(peer_.sent.find('\n'), peer_.sent.size() - 1) << peer_.sent;
  peer_.pieces = {R"({"jsonrpc":"2.0","id":3,"result":1})"};
  messages.on_ready(POLLIN, at(3s));
  EXPECT_EQ(told(), "1 answered;");
}

// A request over an idle connection that turns out to have been closed is sent once more, but not after a
// stop.
TEST_F(EndSending, NothingIsSentASecondTime) {
  peer_.accepts = true;
  rpc::HttpChannel http(target_, {}, *this);
  const auto use_idle_connection = [this](rpc::HttpChannel& connection) {
    connection.submit(1, "{}", at(1s));
    connection.on_ready(POLLOUT, at(1s));
    peer_.pieces = {cat(kHead, "{}")};
    connection.on_ready(POLLIN, at(1s));
    connection.submit(2, "{}", at(2s));
    peer_.closed = true;
  };
  use_idle_connection(http);
  http.end_sending(at(3s));  // it is written, so that it may still be answered
  EXPECT_EQ(told(), "1 answered;");
  http.on_ready(POLLIN, at(3s));
  EXPECT_EQ(told(), "2 connection closed, maybe delivered: 10.0.0.1:8545: closed before the answer;");
  EXPECT_EQ(peer_.connects, 1);

  rpc::HttpChannel again(target_, {}, *this);
  use_idle_connection(again);
  peer_.sent.clear();
  again.on_ready(POLLIN, at(3s));  // connects again
  again.end_sending(at(4s));
  EXPECT_EQ(told(), "1 answered;2 withdrawn, maybe delivered, resent;");
  EXPECT_EQ(peer_.sent, "");
}

TEST_F(EndSending, AQueueEndsWhatItsConnectionsHaveNotBegunAsUnsent) {
  const test::HandClock clock{at(1s)};
  test::LoadContext context(clock, 1);
  InFlight in_flight;
  std::vector<Sender> senders;
  measure::Ledger ledger(1, 1);
  AccountNonces nonces(context.run, 0, senders, ledger);
  Events events;
  Pipelining pipelining;
  for (const rpc::Transport transport : {rpc::Transport::http, rpc::Transport::ipc}) {
    for (const std::size_t batch : {1U, 2U}) {
      SCOPED_TRACE(cat(transport == rpc::Transport::ipc ? "ipc" : "http", ", batch ", batch));
      const rpc::Endpoint endpoint{"node", target_, transport};
      EndpointQueue queue(endpoint, 0, {.connections = 1, .waiting = 10, .batch = batch, .http = {}},
                          {.clock = clock,
                           .in_flight = in_flight,
                           .nonces = nonces,
                           .events = events,
                           .pipelining = pipelining,
                           .details = DetailFilter(ledger, true)});
      std::vector<std::uint32_t> operations;
      for (std::size_t i = 0; i < batch; ++i) {
        const std::uint32_t operation = operations.emplace_back(in_flight.admit());
        in_flight.begin_signing(operation);
        in_flight[operation].fresh_sender = true;
        in_flight[operation].body = call("m");
        queue.reserve();
        queue.push(operation, clock.now());
      }
      queue.submit();
      queue.end_load();
      std::vector<std::string> ends;
      for (const Event& event : events)
        if (event.kind == Event::Kind::ended)
          ends.push_back(cat(event.subject, ' ', measure::name_of(event.ending.outcome), event.detail));
      std::vector<std::string> want;
      for (const std::uint32_t operation : operations) want.push_back(cat(operation, " unsent_at_stop"));
      EXPECT_EQ(ends, want);
      EXPECT_EQ(peer_.sent, "");
      events.clear();
      for (const std::uint32_t operation : operations) in_flight.end(operation);
    }
  }
}

}  // namespace
}  // namespace seiload::load
