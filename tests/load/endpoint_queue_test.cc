#include "load/endpoint_queue.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "base/text.h"
#include "rpc/request.h"
#include "support/hand_clock.h"
#include "support/load_context.h"
#include "support/scripted_server.h"
#include "sys/poll.h"

namespace seiload::load {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nContent-Length: 102\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"
    "\"0xabababababababababababababababababababababababababababababababab\"}";

class EndpointQueueTest : public ::testing::Test {
 protected:
  EndpointQueue make(const rpc::Endpoint& endpoint, const EndpointQueue::Limits& limits) {
    return EndpointQueue(endpoint, 0, limits,
                         {.clock = clock_,
                          .in_flight = in_flight_,
                          .nonces = nonces_,
                          .events = events_,
                          .pipelining = pipelining_,
                          .details = DetailFilter(ledger_, true)});
  }

  void push(EndpointQueue& queue) {
    const std::uint32_t operation = in_flight_.admit();
    in_flight_.begin_signing(operation);
    in_flight_[operation].fresh_sender = true;
    in_flight_[operation].body.clear();
    rpc::append_request(in_flight_[operation].body, rpc::kConstantId, "m", "[]");
    queue.reserve();
    queue.push(operation, clock_.now());
  }

  void submit(EndpointQueue& queue) {
    queue.submit();
    write_down();
  }

  void on_poll(EndpointQueue& queue, const std::vector<pollfd>& descriptors) {
    queue.on_poll(descriptors.data(), clock_.now());
    write_down();
  }

  // Looks at the connections, at `then`, until so many have ended.
  void wait_for(EndpointQueue& queue, int ended, sys::Duration then) {
    while (ended_ < ended) {
      std::vector<pollfd> descriptors;
      queue.add_polls(descriptors, clock_.now());
      ASSERT_GT(sys::poll(descriptors, std::chrono::steady_clock::now() + 10s), 0);
      clock_.set(sys::TimePoint(then));
      on_poll(queue, descriptors);
    }
  }

  // What the events say, with times in milliseconds.
  void write_down() {
    const auto ms = [](sys::TimePoint time) { return time.time_since_epoch() / 1ms; };
    for (const Event& event : events_) {
      if (event.kind == Event::Kind::sent) {
        const bool ever = event.room_since == sys::TimePoint::min();
        text_ += base::cat("slot ", event.subject, " goes at ", ms(event.ending.now), ", room since ",
                           ever ? std::string("ever") : std::to_string(ms(event.room_since)), '\n');
      } else if (event.kind == Event::Kind::batch_limited) {
        text_ += base::cat("at most ", event.number, " a request\n");
      } else {
        ASSERT_EQ(event.kind, Event::Kind::ended) << event.detail;
        text_ += base::cat("slot ", event.subject, ' ', measure::name_of(event.ending.outcome), '\n');
        ++ended_;
      }
    }
    events_.clear();
  }

  // A server in the hands of the test.
  struct ThreePeers {
    net::Address address = net::Address::v4({}, 0);
    sys::Fd listener = test::listen_on_loopback(8, address);
    std::vector<sys::Fd> connections;
  };

  // Sends three, each on a connection of its own, and answers them at once: all are idle then.
  void make_idle(EndpointQueue& queue, ThreePeers& peers) {
    for (int i = 0; i < 3; ++i) push(queue);
    submit(queue);
    for (int i = 0; i < 3; ++i) {
      const sys::Fd& peer = peers.connections.emplace_back(::accept(peers.listener.get(), nullptr, nullptr));
      ASSERT_EQ(::send(peer.get(), kAnswer.data(), kAnswer.size(), 0), static_cast<ssize_t>(kAnswer.size()));
    }
    wait_for(queue, 3, 1001ms);
  }

  test::HandClock clock_{sys::TimePoint(1s)};
  test::LoadContext context_{clock_, 1};
  InFlight in_flight_;
  std::vector<Sender> senders_;
  measure::Ledger ledger_{1, 1};
  AccountNonces nonces_{context_.run, 0, senders_, ledger_};
  Events events_;
  Pipelining pipelining_;
  std::string text_;
  int ended_ = 0;
};

// What waits for a connection waits for the target; what comes after there was room again does not.
TEST_F(EndpointQueueTest, TellsSinceWhenThereIsRoom) {
  test::ScriptedServer server({[](test::Peer& peer) {
    for (int i = 0; i < 3; ++i) {
      peer.read_request();
      peer.write(kAnswer);
    }
    peer.wait_for_close();
  }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  EndpointQueue queue = make(endpoint, {.connections = 1, .waiting = 10, .http = {}});
  push(queue);
  push(queue);
  clock_.set(sys::TimePoint(1005ms));
  submit(queue);
  wait_for(queue, 1, 1300ms);
  clock_.set(sys::TimePoint(1307ms));  // signed others meanwhile
  submit(queue);
  wait_for(queue, 2, 1400ms);
  push(queue);
  clock_.set(sys::TimePoint(1500ms));
  submit(queue);
  wait_for(queue, 3, 1600ms);
  EXPECT_EQ(text_,
            "slot 0 goes at 1005, room since ever\nslot 0 accepted\n"
            "slot 1 goes at 1307, room since 1300\nslot 1 accepted\n"
            "slot 2 goes at 1500, room since 1300\nslot 2 accepted\n");
}

TEST_F(EndpointQueueTest, AnEndpointThatCannotBeReachedHasNoRoom) {
  const test::RefusingPort port;
  const rpc::Endpoint endpoint{"http://n", test::target_at({port.address()})};
  EndpointQueue queue = make(endpoint, {.connections = 4, .waiting = 10, .http = {}});
  push(queue);
  submit(queue);
  while (ended_ < 1) {
    std::vector<pollfd> descriptors;
    queue.add_polls(descriptors, clock_.now());
    sys::poll(descriptors, std::chrono::steady_clock::now() + 1ms);
    queue.on_poll(descriptors.data(), clock_.now());
    queue.on_time(clock_.now());
    write_down();
  }
  push(queue);
  clock_.set(sys::TimePoint(1020ms));
  submit(queue);  // within the pause of 50 ms
  clock_.set(sys::TimePoint(1050ms));
  std::vector<pollfd> quiet;
  queue.add_polls(quiet, clock_.now());
  on_poll(queue, quiet);
  clock_.set(sys::TimePoint(1051ms));
  submit(queue);
  EXPECT_EQ(text_,
            "slot 0 goes at 1000, room since ever\nslot 0 refused\nslot 1 goes at 1051, room since 1050\n");
}

// As if nothing had happened, the same connection is opened anew for what comes next: it must be known by
// then.
TEST_F(EndpointQueueTest, KnowsThatAllConnectionsEndedBeforeItOpensOne) {
  test::ScriptedServer server({[](test::Peer& peer) {
                                 for (int i = 0; i < 2; ++i) {
                                   peer.read_request();
                                   peer.write(i == 0 ? kAnswer : kAnswer.substr(0, 50));
                                 }
                               },
                               [](test::Peer& peer) { peer.wait_for_close(); }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  EndpointQueue queue = make(endpoint, {.connections = 1, .waiting = 10, .http = {}});
  for (int ended = 1; ended <= 2; ++ended) {
    push(queue);
    submit(queue);
    wait_for(queue, ended, 1100ms);
    EXPECT_EQ(queue.restart_epoch(), ended - 1);
  }
  push(queue);
  submit(queue);
  std::vector<pollfd> descriptors;
  queue.add_polls(descriptors, clock_.now());
  EXPECT_EQ(queue.open_connections(), 1U);
  EXPECT_EQ(queue.restart_epoch(), 1);
  queue.abandon(clock_.now());
}

// The second one has not answered yet: whether it was opened before the first one's end came about, nobody
// knows.
TEST_F(EndpointQueueTest, AConnectionThatHasNotAnsweredIsNoSignOfLife) {
  test::ScriptedServer server({[](test::Peer& peer) {
                                 peer.read_request();
                                 peer.write(kAnswer);
                                 peer.read_request();
                                 peer.write(kAnswer.substr(0, 50));
                               },
                               [](test::Peer& peer) { peer.wait_for_close(); }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  EndpointQueue queue = make(endpoint, {.connections = 2, .waiting = 10, .http = {}});
  push(queue);
  submit(queue);
  wait_for(queue, 1, 1100ms);
  push(queue);
  push(queue);
  submit(queue);
  wait_for(queue, 2, 1200ms);
  EXPECT_EQ(queue.restart_epoch(), 1);
  queue.abandon(clock_.now());
}

// It ended with nothing of the answer, so the request went out once more on a new one, by itself.
TEST_F(EndpointQueueTest, KnowsOfAConnectionThatOpenedItselfAgain) {
  test::ScriptedServer server({[](test::Peer& peer) {
                                 peer.read_request();
                                 peer.write(kAnswer);
                                 peer.read_request();
                               },
                               [](test::Peer& peer) { peer.wait_for_close(); }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  EndpointQueue queue = make(endpoint, {.connections = 1, .waiting = 10, .http = {}});
  push(queue);
  submit(queue);
  wait_for(queue, 1, 1100ms);
  push(queue);
  submit(queue);
  for (int looks = 0; looks < 3 && queue.restart_epoch() == 0; ++looks) {
    std::vector<pollfd> descriptors;
    queue.add_polls(descriptors, clock_.now());
    ASSERT_GT(sys::poll(descriptors, std::chrono::steady_clock::now() + 10s), 0);
    on_poll(queue, descriptors);
  }
  EXPECT_EQ(queue.restart_epoch(), 1);
  EXPECT_EQ(ended_, 1);
  queue.abandon(clock_.now());
}

// What is idle costs a look every 100 ms, but for the one that goes out next, and none while a wait goes on.
TEST_F(EndpointQueueTest, LooksAtIdleConnectionsNowAndThen) {
  ThreePeers peers;
  const rpc::Endpoint endpoint{"http://n", test::target_at({peers.address})};
  EndpointQueue queue = make(endpoint, {.connections = 3, .waiting = 10, .http = {}});
  make_idle(queue, peers);
  const auto polled_at = [&](sys::Duration time, sys::TimePoint next) {
    std::vector<pollfd> descriptors;
    EXPECT_EQ(queue.add_polls(descriptors, sys::TimePoint(time)), next) << time / 1ms;
    EXPECT_EQ(queue.open_connections(), 3U);
    return descriptors.size();
  };
  EXPECT_EQ(polled_at(1001ms, sys::TimePoint(1100ms)), 1U);
  EXPECT_EQ(polled_at(1099ms, sys::TimePoint(1100ms)), 1U);
  EXPECT_EQ(polled_at(1100ms, sys::kNever), 3U);
  EXPECT_EQ(polled_at(1101ms, sys::TimePoint(1200ms)), 1U);
  queue.abandon(clock_.now());
}

TEST_F(EndpointQueueTest, AConnectionThatEndsInPeaceIsOpenNoMore) {
  test::ScriptedServer server({[](test::Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
  }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  EndpointQueue queue = make(endpoint, {.connections = 2, .waiting = 10, .http = {}});
  push(queue);
  submit(queue);
  wait_for(queue, 1, 1001ms);
  std::vector<pollfd> descriptors;
  EXPECT_EQ(queue.add_polls(descriptors, clock_.now()), sys::kNever);
  EXPECT_EQ(descriptors.size(), 0U);
  EXPECT_EQ(queue.open_connections(), 0U);
  EXPECT_EQ(queue.restart_epoch(), 0);
}

// A node that starts anew ends them all at once; whichever is looked at first, the others are known of right
// after it.
TEST_F(EndpointQueueTest, LooksAtIdleConnectionsAsSoonAsOneHasEnded) {
  ThreePeers peers;
  const rpc::Endpoint endpoint{"http://n", test::target_at({peers.address})};
  EndpointQueue queue = make(endpoint, {.connections = 3, .waiting = 10, .http = {}});
  make_idle(queue, peers);
  push(queue);  // one connection is busy, two are idle
  submit(queue);
  peers.connections.clear();
  std::vector<pollfd> all;
  queue.add_polls(all, sys::TimePoint(1200ms));
  ASSERT_EQ(all.size(), 3U);
  for (pollfd& one : all) ASSERT_EQ(sys::poll({&one, 1}, std::chrono::steady_clock::now() + 10s), 1);
  std::vector<pollfd>
      some;  // the busy one, and the one that goes out next, of which nothing is to be seen yet
  queue.add_polls(some, sys::TimePoint(1201ms));
  ASSERT_EQ(some.size(), 2U);
  ASSERT_EQ(sys::poll(some, sys::TimePoint::min()), 2);
  some[1].revents = 0;
  queue.on_poll(some.data(), sys::TimePoint(1202ms));
  EXPECT_EQ(queue.restart_epoch(), 1) << "all three have ended";
  queue.abandon(clock_.now());
}

// What the answer to a second copy says of the first one, which went out on a connection that ended without
// an answer.
TEST_F(EndpointQueueTest, ASecondCopySaysWhatBecameOfTheFirst) {
  const struct {
    std::string_view message, end;
  } kAnswers[] = {{"already known", "accepted"},
                  {"nonce too low: next nonce 4, tx nonce 3", "connection_lost"},
                  {"insufficient funds for gas * price + value", "insufficient_funds"}};
  for (const auto& answer : kAnswers) {
    SCOPED_TRACE(answer.message);
    const std::string body = base::cat(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"", answer.message, "\"}}");
    test::ScriptedServer server(
        {[](test::Peer& peer) {
           peer.read_request();
           peer.write(kAnswer);
           peer.read_request();
         },
         [&](test::Peer& peer) {
           peer.read_request();
           peer.write(base::cat("HTTP/1.1 200 OK\r\nContent-Length: ", body.size(), "\r\n\r\n", body));
           peer.wait_for_close();
         }});
    const rpc::Endpoint endpoint{"http://n", server.target()};
    text_.clear();
    ended_ = 0;
    EndpointQueue queue = make(endpoint, {.connections = 1, .waiting = 10, .http = {}});
    for (int ended = 1; ended <= 2; ++ended) {
      push(queue);
      submit(queue);
      wait_for(queue, ended, 1100ms);
    }
    EXPECT_TRUE(text_.ends_with(base::cat(' ', answer.end, '\n'))) << text_;
    queue.abandon(clock_.now());
  }
}

TEST_F(EndpointQueueTest, ABatchWaitsForCompanyOnlySoLong) {
  test::ScriptedServer server(
      {[](test::Peer& peer) { peer.wait_for_close(); }, [](test::Peer& peer) { peer.wait_for_close(); }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  EndpointQueue queue =
      make(endpoint, {.connections = 2, .waiting = 10, .batch = 3, .linger = 10ms, .http = {}});
  std::vector<pollfd> descriptors;
  const auto pump_at = [&](sys::Duration time) {
    clock_.set(sys::TimePoint(time));
    submit(queue);
    return queue.add_polls(descriptors, clock_.now());
  };
  EXPECT_TRUE(queue.has_capacity(clock_.now()));
  push(queue);
  EXPECT_EQ(pump_at(1000ms), sys::TimePoint(1010ms));
  clock_.set(sys::TimePoint(1004ms));
  push(queue);
  EXPECT_EQ(pump_at(1009ms), sys::TimePoint(1010ms));
  EXPECT_EQ(text_, "");
  pump_at(1010ms);
  const std::string first = "slot 0 goes at 1010, room since 1010\nslot 1 goes at 1010, room since 1010\n";
  EXPECT_EQ(text_, first);
  clock_.set(sys::TimePoint(1020ms));
  for (int i = 0; i < 3; ++i) push(queue);
  EXPECT_FALSE(queue.has_capacity(clock_.now()));  // what waits fills the one that is left
  pump_at(1021ms);
  EXPECT_EQ(text_, first +
                       "slot 2 goes at 1021, room since 1021\nslot 3 goes at 1021, room since 1021\n"
                       "slot 4 goes at 1021, room since 1021\n");
  queue.abandon(clock_.now());
}

// As a server does for which a body is too large. Its operations may have arrived: they are not sent again.
TEST_F(EndpointQueueTest, ABatchThatEndsItsConnectionHalvesTheNextOnes) {
  const ThreePeers peers;
  const rpc::Endpoint endpoint{"http://n", test::target_at({peers.address})};
  EndpointQueue queue = make(endpoint, {.connections = 1, .waiting = 10, .batch = 4, .http = {}});
  for (int i = 0; i < 4; ++i) push(queue);
  submit(queue);
  std::vector<pollfd> descriptors;
  queue.add_polls(descriptors, clock_.now());
  ASSERT_GT(sys::poll(descriptors, std::chrono::steady_clock::now() + 10s), 0);
  on_poll(queue, descriptors);  // connected, and written
  text_.clear();
  {
    const sys::Fd peer(::accept(peers.listener.get(), nullptr, nullptr));
    char bytes[8];
    ASSERT_GT(::recv(peer.get(), bytes, sizeof bytes, 0), 0);
  }
  wait_for(queue, 4, 1001ms);
  EXPECT_EQ(text_,
            "at most 2 a request\nslot 0 connection_lost\nslot 1 connection_lost\nslot 2 connection_lost\n"
            "slot 3 connection_lost\n");
}

}  // namespace
}  // namespace seiload::load
