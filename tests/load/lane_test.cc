#include "load/lane.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "base/text.h"
#include "rpc/request.h"
#include "support/hand_clock.h"
#include "support/scripted_server.h"
#include "sys/clock.h"
#include "sys/poll.h"

namespace seiload::load {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nContent-Length: 102\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"
    "\"0xabababababababababababababababababababababababababababababababab\"}";

// Writes down what the lane asks and tells, with times in milliseconds.
class Diary final : public Lane::Owner {
 public:
  void on_end(std::uint32_t slot, Lane&, const Lane::End& end) override {
    text += base::cat("slot ", slot, ' ', rpc::name_of(end.outcome), '\n');
    ++ended;
  }
  void on_nonce(std::uint32_t, const net::HttpAnswer&) override {}
  void on_nonce_lost(std::uint32_t, std::string_view, sys::TimePoint) override {}
  void on_nonce_unreachable(std::uint32_t, const Lane::End&) override {}
  std::string_view nonce_request(std::uint32_t) override { return {}; }
  std::string_view header_of(std::uint32_t) override { return {}; }
  bool revalidate(std::uint32_t slot, sys::TimePoint now, sys::TimePoint room_since) override {
    const auto ms = [](sys::TimePoint time) { return time.time_since_epoch() / 1ms; };
    text += base::cat(
        "slot ", slot, " goes at ", ms(now), ", room since ",
        room_since == sys::TimePoint::min() ? std::string("ever") : std::to_string(ms(room_since)), '\n');
    return true;
  }

  void on_pipelining_given_up(Lane&, std::string_view why) override { text += base::cat(why, '\n'); }
  void on_batch_refused(Lane&, std::size_t largest, std::string_view why) override {
    text += base::cat("at most ", largest, ": ", why, '\n');
  }
  bool wants_detail(rpc::Outcome) override { return true; }

  std::string text;
  int ended = 0;
};

class LaneTest : public ::testing::Test {
 protected:
  void push(Lane& lane) {
    const std::uint32_t slot = in_flight_.admit();
    in_flight_.begin_signing(slot);
    in_flight_[slot].body.clear();
    rpc::append_request(in_flight_[slot].body, rpc::kConstantId, "m", "[]");
    lane.reserve();
    lane.push(slot, clock_.now());
  }

  // Looks at the connections, at `then`, until so many have ended.
  void wait_for(Lane& lane, int ended, sys::Duration then) {
    while (diary_.ended < ended) {
      std::vector<pollfd> descriptors;
      lane.add_polls(descriptors, clock_.now());
      ASSERT_GT(sys::poll(descriptors, std::chrono::steady_clock::now() + 10s), 0);
      clock_.set(sys::TimePoint(then));
      lane.on_poll(descriptors.data(), clock_.now());
    }
  }

  // A server in the hands of the test.
  struct ThreePeers {
    net::Address address = net::Address::v4({}, 0);
    sys::Fd listener = test::listen_on_loopback(8, address);
    std::vector<sys::Fd> connections;
  };

  // Sends three, each on a connection of its own, and answers them at once: all are idle then.
  void make_idle(Lane& lane, ThreePeers& peers) {
    for (int i = 0; i < 3; ++i) push(lane);
    lane.pump();
    for (int i = 0; i < 3; ++i) {
      const sys::Fd& peer = peers.connections.emplace_back(::accept(peers.listener.get(), nullptr, nullptr));
      ASSERT_EQ(::send(peer.get(), kAnswer.data(), kAnswer.size(), 0), static_cast<ssize_t>(kAnswer.size()));
    }
    wait_for(lane, 3, 1001ms);
  }

  test::HandClock clock_{sys::TimePoint(1s)};
  InFlight in_flight_;
  Pipelining pipelining_;
  Diary diary_;
};

// What waits for a connection waits for the target; what comes after there was room again does not.
TEST_F(LaneTest, TellsSinceWhenThereIsRoom) {
  test::ScriptedServer server({[](test::Peer& peer) {
    for (int i = 0; i < 3; ++i) {
      peer.read_request();
      peer.write(kAnswer);
    }
    peer.wait_for_close();
  }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  Lane lane(endpoint, {.connections = 1, .waiting = 10, .http = {}}, clock_, in_flight_, pipelining_, diary_);
  push(lane);
  push(lane);
  clock_.set(sys::TimePoint(1005ms));
  lane.pump();
  wait_for(lane, 1, 1300ms);
  clock_.set(sys::TimePoint(1307ms));  // signed others meanwhile
  lane.pump();
  wait_for(lane, 2, 1400ms);
  push(lane);
  clock_.set(sys::TimePoint(1500ms));
  lane.pump();
  wait_for(lane, 3, 1600ms);
  EXPECT_EQ(diary_.text,
            "slot 0 goes at 1005, room since ever\nslot 0 accepted\n"
            "slot 1 goes at 1307, room since 1300\nslot 1 accepted\n"
            "slot 2 goes at 1500, room since 1300\nslot 2 accepted\n");
}

TEST_F(LaneTest, AnEndpointThatCannotBeReachedHasNoRoom) {
  const test::RefusingPort port;
  const rpc::Endpoint endpoint{"http://n", test::target_at({port.address()})};
  Lane lane(endpoint, {.connections = 4, .waiting = 10, .http = {}}, clock_, in_flight_, pipelining_, diary_);
  push(lane);
  lane.pump();
  while (diary_.ended < 1) {
    std::vector<pollfd> descriptors;
    lane.add_polls(descriptors, clock_.now());
    sys::poll(descriptors, std::chrono::steady_clock::now() + 1ms);
    lane.on_poll(descriptors.data(), clock_.now());
    lane.on_time(clock_.now());
  }
  push(lane);
  clock_.set(sys::TimePoint(1020ms));
  lane.pump();  // within the pause of 50 ms
  clock_.set(sys::TimePoint(1050ms));
  std::vector<pollfd> quiet;
  lane.add_polls(quiet, clock_.now());
  lane.on_poll(quiet.data(), clock_.now());
  clock_.set(sys::TimePoint(1051ms));
  lane.pump();
  EXPECT_EQ(diary_.text,
            "slot 0 goes at 1000, room since ever\nslot 0 refused\nslot 1 goes at 1051, room since 1050\n");
}

// As if nothing had happened, the same connection is opened anew for what comes next: it must be known by
// then.
TEST_F(LaneTest, KnowsThatAllConnectionsEndedBeforeItOpensOne) {
  test::ScriptedServer server({[](test::Peer& peer) {
                                 for (int i = 0; i < 2; ++i) {
                                   peer.read_request();
                                   peer.write(i == 0 ? kAnswer : kAnswer.substr(0, 50));
                                 }
                               },
                               [](test::Peer& peer) { peer.wait_for_close(); }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  Lane lane(endpoint, {.connections = 1, .waiting = 10, .http = {}}, clock_, in_flight_, pipelining_, diary_);
  for (int ended = 1; ended <= 2; ++ended) {
    push(lane);
    lane.pump();
    wait_for(lane, ended, 1100ms);
    EXPECT_EQ(lane.restart_epoch(), ended - 1);
  }
  push(lane);
  lane.pump();
  std::vector<pollfd> descriptors;
  lane.add_polls(descriptors, clock_.now());
  EXPECT_EQ(lane.open_connections(), 1U);
  EXPECT_EQ(lane.restart_epoch(), 1);
  lane.abandon(clock_.now());
}

// The second one has not answered yet: whether it was opened before the first one's end came about, nobody
// knows.
TEST_F(LaneTest, AConnectionThatHasNotAnsweredIsNoSignOfLife) {
  test::ScriptedServer server({[](test::Peer& peer) {
                                 peer.read_request();
                                 peer.write(kAnswer);
                                 peer.read_request();
                                 peer.write(kAnswer.substr(0, 50));
                               },
                               [](test::Peer& peer) { peer.wait_for_close(); }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  Lane lane(endpoint, {.connections = 2, .waiting = 10, .http = {}}, clock_, in_flight_, pipelining_, diary_);
  push(lane);
  lane.pump();
  wait_for(lane, 1, 1100ms);
  push(lane);
  push(lane);
  lane.pump();
  wait_for(lane, 2, 1200ms);
  EXPECT_EQ(lane.restart_epoch(), 1);
  lane.abandon(clock_.now());
}

// It ended with nothing of the answer, so the request went out once more on a new one, by itself.
TEST_F(LaneTest, KnowsOfAConnectionThatOpenedItselfAgain) {
  test::ScriptedServer server({[](test::Peer& peer) {
                                 peer.read_request();
                                 peer.write(kAnswer);
                                 peer.read_request();
                               },
                               [](test::Peer& peer) { peer.wait_for_close(); }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  Lane lane(endpoint, {.connections = 1, .waiting = 10, .http = {}}, clock_, in_flight_, pipelining_, diary_);
  push(lane);
  lane.pump();
  wait_for(lane, 1, 1100ms);
  push(lane);
  lane.pump();
  for (int looks = 0; looks < 3 && lane.restart_epoch() == 0; ++looks) {
    std::vector<pollfd> descriptors;
    lane.add_polls(descriptors, clock_.now());
    ASSERT_GT(sys::poll(descriptors, std::chrono::steady_clock::now() + 10s), 0);
    lane.on_poll(descriptors.data(), clock_.now());
  }
  EXPECT_EQ(lane.restart_epoch(), 1);
  EXPECT_EQ(diary_.ended, 1);
  lane.abandon(clock_.now());
}

// What is idle costs a look every 100 ms, but for the one that goes out next, and none while a wait goes on.
TEST_F(LaneTest, LooksAtIdleConnectionsNowAndThen) {
  ThreePeers peers;
  const rpc::Endpoint endpoint{"http://n", test::target_at({peers.address})};
  Lane lane(endpoint, {.connections = 3, .waiting = 10, .http = {}}, clock_, in_flight_, pipelining_, diary_);
  make_idle(lane, peers);
  const auto polled_at = [&](sys::Duration time, sys::TimePoint next) {
    std::vector<pollfd> descriptors;
    EXPECT_EQ(lane.add_polls(descriptors, sys::TimePoint(time)), next) << time / 1ms;
    EXPECT_EQ(lane.open_connections(), 3U);
    return descriptors.size();
  };
  EXPECT_EQ(polled_at(1001ms, sys::TimePoint(1100ms)), 1U);
  EXPECT_EQ(polled_at(1099ms, sys::TimePoint(1100ms)), 1U);
  EXPECT_EQ(polled_at(1100ms, sys::kNever), 3U);
  EXPECT_EQ(polled_at(1101ms, sys::TimePoint(1200ms)), 1U);
  lane.abandon(clock_.now());
}

TEST_F(LaneTest, AConnectionThatEndsInPeaceIsOpenNoMore) {
  test::ScriptedServer server({[](test::Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
  }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  Lane lane(endpoint, {.connections = 2, .waiting = 10, .http = {}}, clock_, in_flight_, pipelining_, diary_);
  push(lane);
  lane.pump();
  wait_for(lane, 1, 1001ms);
  std::vector<pollfd> descriptors;
  EXPECT_EQ(lane.add_polls(descriptors, clock_.now()), sys::kNever);
  EXPECT_EQ(descriptors.size(), 0U);
  EXPECT_EQ(lane.open_connections(), 0U);
  EXPECT_EQ(lane.restart_epoch(), 0);
}

// A node that starts anew ends them all at once; whichever is looked at first, the others are known of right
// after it.
TEST_F(LaneTest, LooksAtIdleConnectionsAsSoonAsOneHasEnded) {
  ThreePeers peers;
  const rpc::Endpoint endpoint{"http://n", test::target_at({peers.address})};
  Lane lane(endpoint, {.connections = 3, .waiting = 10, .http = {}}, clock_, in_flight_, pipelining_, diary_);
  make_idle(lane, peers);
  push(lane);  // one connection is busy, two are idle
  lane.pump();
  peers.connections.clear();
  std::vector<pollfd> all;
  lane.add_polls(all, sys::TimePoint(1200ms));
  ASSERT_EQ(all.size(), 3U);
  for (pollfd& one : all) ASSERT_EQ(sys::poll({&one, 1}, std::chrono::steady_clock::now() + 10s), 1);
  std::vector<pollfd>
      some;  // the busy one, and the one that goes out next, of which nothing is to be seen yet
  lane.add_polls(some, sys::TimePoint(1201ms));
  ASSERT_EQ(some.size(), 2U);
  ASSERT_EQ(sys::poll(some, sys::TimePoint::min()), 2);
  some[1].revents = 0;
  lane.on_poll(some.data(), sys::TimePoint(1202ms));
  EXPECT_EQ(lane.restart_epoch(), 1) << "all three have ended";
  lane.abandon(clock_.now());
}

// What the answer to a second copy says of the first one, which went out on a connection that ended without
// an answer.
TEST_F(LaneTest, ASecondCopySaysWhatBecameOfTheFirst) {
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
    diary_ = {};
    Lane lane(endpoint, {.connections = 1, .waiting = 10, .http = {}}, clock_, in_flight_, pipelining_,
              diary_);
    for (int ended = 1; ended <= 2; ++ended) {
      push(lane);
      lane.pump();
      wait_for(lane, ended, 1100ms);
    }
    EXPECT_TRUE(diary_.text.ends_with(base::cat(' ', answer.end, '\n'))) << diary_.text;
    lane.abandon(clock_.now());
  }
}

TEST_F(LaneTest, ABatchWaitsForCompanyOnlySoLong) {
  test::ScriptedServer server(
      {[](test::Peer& peer) { peer.wait_for_close(); }, [](test::Peer& peer) { peer.wait_for_close(); }});
  const rpc::Endpoint endpoint{"http://n", server.target()};
  Lane lane(endpoint, {.connections = 2, .waiting = 10, .batch = 3, .linger = 10ms, .http = {}}, clock_,
            in_flight_, pipelining_, diary_);
  std::vector<pollfd> descriptors;
  const auto pump_at = [&](sys::Duration time) {
    clock_.set(sys::TimePoint(time));
    lane.pump();
    return lane.add_polls(descriptors, clock_.now());
  };
  EXPECT_TRUE(lane.has_capacity(clock_.now()));
  push(lane);
  EXPECT_EQ(pump_at(1000ms), sys::TimePoint(1010ms));
  clock_.set(sys::TimePoint(1004ms));
  push(lane);
  EXPECT_EQ(pump_at(1009ms), sys::TimePoint(1010ms));
  EXPECT_EQ(diary_.text, "");
  pump_at(1010ms);
  const std::string first = "slot 0 goes at 1010, room since 1010\nslot 1 goes at 1010, room since 1010\n";
  EXPECT_EQ(diary_.text, first);
  clock_.set(sys::TimePoint(1020ms));
  for (int i = 0; i < 3; ++i) push(lane);
  EXPECT_FALSE(lane.has_capacity(clock_.now()));  // what waits fills the one that is left
  pump_at(1021ms);
  EXPECT_EQ(diary_.text, first +
                             "slot 2 goes at 1021, room since 1021\nslot 3 goes at 1021, room since 1021\n"
                             "slot 4 goes at 1021, room since 1021\n");
  lane.abandon(clock_.now());
}

}  // namespace
}  // namespace seiload::load
