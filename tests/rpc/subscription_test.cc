#include "rpc/subscription.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/text.h"
#include "support/message_peer.h"
#include "sys/clock.h"
#include "sys/poll.h"

namespace seiload::rpc {
namespace {

using base::cat;
using test::Peer;
using test::ScriptedServer;
using namespace std::chrono_literals;
using Events = std::vector<std::string>;

sys::TimePoint now() { return std::chrono::steady_clock::now(); }

std::string head(std::string_view id, std::string_view number) {
  return cat(R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":)", id,
             R"(,"result":{"number":)", number, "}}}");
}

class Owner : public Subscription::Listener {
 public:
  explicit Owner(const net::HttpTarget& target, net::ConnectionLimits limits = {})
      : endpoint_{"node", target,
                  target.addresses.now()->front().is_unix() ? Transport::ipc : Transport::websocket},
        subscription(endpoint_, R"(["newHeads"])", limits, *this) {}

  void on_subscribed(sys::TimePoint) override { note("subscribed"); }
  void on_notification(std::string_view json, sys::TimePoint) override { note(std::string(json)); }
  void on_lost(std::string_view cause, sys::TimePoint) override {
    EXPECT_FALSE(subscription.is_open());
    EXPECT_EQ(subscription.fd(), -1);
    EXPECT_EQ(subscription.deadline(), sys::kNever);
    std::string text(cause);
    const std::string address = endpoint_.target.addresses.now()->front().to_text();
    if (const auto at = text.find(address); at != std::string::npos)
      text.replace(at, address.size(), "SERVER");
    note("lost: " + text);
  }

  bool drive(const std::function<bool()>& done) {
    const auto limit = now() + 10s;
    while (!done()) {
      if (now() > limit) return false;
      pollfd descriptor{subscription.fd(), subscription.interest(), 0};
      sys::poll({&descriptor, 1}, std::min(subscription.deadline(), sys::TimePoint(now() + 2ms)));
      const sys::TimePoint time = now() + skip;
      if (descriptor.revents != 0) subscription.on_ready(descriptor.revents, time);
      if (subscription.deadline() <= time) subscription.on_time(time);
    }
    return true;
  }
  Events run(std::size_t count) {
    subscription.open(now());
    EXPECT_TRUE(drive([&] { return events.size() >= count; }));
    return events;
  }

  Events events;
  std::function<void()> after;
  sys::Duration skip{0};  // by which the clock runs ahead

 private:
  void note(std::string text) {
    events.push_back(std::move(text));
    if (after) after();
  }
  const Endpoint endpoint_;

 public:
  Subscription subscription;
};

ScriptedServer::Script websocket(const std::function<void(Peer&, const std::string&)>& then) {
  return [=](Peer& peer) {
    if (!test::accept_websocket(peer)) return;
    const std::string asked = test::read_frame(peer).payload;
    EXPECT_EQ(asked, R"({"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]})");
    then(peer, asked);
  };
}

void say(Peer& peer, std::string_view text) { peer.write(test::server_frame(1, text)); }

TEST(Subscription, DeliversItsNotificationsAndNoOthers) {
  ScriptedServer server({websocket([](Peer& peer, const std::string& asked) {
    say(peer, head("\"0x8\"", "0"));
    say(peer, test::answer_to(asked, "\"0x9\""));
    say(peer, head("\"0x9\"", "1"));
    say(peer, head("\"0x8\"", "2"));
    say(peer, "junk");
    say(peer, R"({"params":{"result":"3","x":[{}],"subscription":"0x9"},"method":"eth_subscription"})");
    say(peer, R"({"params":{"result":"4","subscription":"0x9"},"method":"other"})");
  })});
  Owner owner(server.target());
  EXPECT_EQ(owner.run(4),
            (Events{"subscribed", R"({"number":1})", "\"3\"", "lost: SERVER: closed by the peer"}));
}

TEST(Subscription, WorksOverAUnixSocketAndOpensAgain) {
  const auto script = [](Peer& peer) {
    peer.write(test::answer_to(test::read_line(peer), "\"0x9\"") + "\n" + head("\"0x9\"", "1") +
                   head("\"0x9\"", "2"),
               5);
  };
  ScriptedServer server(ScriptedServer::OnUnixSocket(), {script, script});
  Owner owner(server.target());
  const Events one{"subscribed", R"({"number":1})", R"({"number":2})", "lost: SERVER: closed by the peer"};
  EXPECT_EQ(owner.run(4), one);
  owner.events.clear();
  EXPECT_EQ(owner.run(4), one);
}

TEST(Subscription, TellsWhyItCouldNotBegin) {
  const test::RefusingPort port;
  EXPECT_EQ(Owner(test::target_at({port.address()})).run(1),
            Events{"lost: connect SERVER: Connection refused"});
  ScriptedServer http({[](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n");
  }});
  EXPECT_EQ(Owner(http.target()).run(1), Events{"lost: SERVER: no WebSocket here: HTTP status 405"});
  ScriptedServer refusing({websocket([](Peer& peer, const std::string&) {
    say(peer, R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"notifications not supported"}})");
    peer.wait_for_close();
  })});
  EXPECT_EQ(
      Owner(refusing.target()).run(1),
      Events{"lost: eth_subscribe: SERVER: the node answered: 'notifications not supported' (code -32601)"});
  ScriptedServer odd({websocket([](Peer& peer, const std::string&) {
    say(peer, "[]");
    peer.wait_for_close();
  })});
  EXPECT_EQ(Owner(odd.target()).run(1),
            Events{"lost: eth_subscribe: SERVER: the answer is not a subscription"});
  ScriptedServer silent({websocket([](Peer& peer, const std::string&) { peer.wait_for_close(); })});
  EXPECT_EQ(Owner(silent.target(), {.request_timeout = 100ms}).run(1),
            Events{"lost: eth_subscribe: SERVER: no answer within 100ms"});
}

TEST(Subscription, PingsASilentPeerAndGivesItUp) {
  ScriptedServer server({websocket([](Peer& peer, const std::string& asked) {
    say(peer, test::answer_to(asked, "\"0x9\""));
    EXPECT_EQ(test::read_frame(peer).opcode, 9U);
    peer.write(test::server_frame(10, ""));  // alive: asked again later
    EXPECT_EQ(test::read_frame(peer).opcode, 9U);
    peer.wait_for_close();
  })});
  Owner owner(server.target());
  owner.after = [&] { owner.skip += Subscription::kQuiet; };
  owner.subscription.open(now());
  ASSERT_TRUE(owner.drive([&] { return owner.events.size() == 1; }));
  // Each quiet time passes as soon as what it brought about is done.
  const auto began = now();
  EXPECT_TRUE(owner.drive([&] {
    if (now() - began > 50ms * (owner.skip / Subscription::kQuiet)) owner.skip += Subscription::kQuiet;
    return owner.events.size() == 2;
  }));
  EXPECT_EQ(owner.events, (Events{"subscribed", "lost: SERVER: nothing received within 30s"}));
}

TEST(Subscription, MayBeClosedAndOpenedFromWithinACall) {
  const auto script = websocket([](Peer& peer, const std::string& asked) {
    say(peer, test::answer_to(asked, "\"0x9\""));
    peer.write(test::server_frame(1, head("\"0x9\"", "1")) + test::server_frame(1, head("\"0x9\"", "2")));
    peer.wait_for_close();
  });
  ScriptedServer server({script, script});
  Owner owner(server.target());
  owner.after = [&] {
    if (owner.events.size() != 2) return;
    owner.subscription.close();
    EXPECT_EQ(owner.subscription.fd(), -1);
    owner.subscription.open(now());
  };
  EXPECT_EQ(owner.run(5),
            (Events{"subscribed", R"({"number":1})", "subscribed", R"({"number":1})", R"({"number":2})"}));
}

}  // namespace
}  // namespace seiload::rpc
