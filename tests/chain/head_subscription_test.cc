#include "chain/head_subscription.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "base/uint256.h"
#include "support/message_peer.h"
#include "support/wait.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;

TEST(MappedUrl, MapsPortAndHostLabel) {
  const struct {
    const char *from, *to;  // null: nothing to map
  } kCases[] = {
      {"http://127.0.0.1:8545", "ws://127.0.0.1:8546"},
      {"http://[::1]:8545/rpc?key=1", "ws://[::1]:8546/rpc?..."},
      {"http://evm-rpc.example.org", "ws://evm-ws.example.org"},
      {"http://evm-rpc.example.org:8545/", "ws://evm-ws.example.org:8546"},
      {"http://evm-rpc:26657", "ws://evm-ws:26657"},
      {"http://node-1.evm-rpc.example.org", "ws://node-1.evm-ws.example.org"},
      {"http://EVM-RPC.example.org", "ws://evm-ws.example.org"},
      {"http://evm-rpc.evm-rpc.example.org", "ws://evm-ws.evm-rpc.example.org"},
      {"http://127.0.0.1:8546", nullptr},
      {"http://127.0.0.1:18545", nullptr},
      {"http://127.0.0.1", nullptr},
      {"http://evm-rpc1.example.org", nullptr},
      {"http://my-evm-rpc.example.org", nullptr},
      {"http://example.org/evm-rpc.x", nullptr},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.from);
    const auto mapped = chain::mapped_url(net::parse_url(c.from).value());
    EXPECT_EQ(mapped ? mapped->to_text() : "", c.to == nullptr ? "" : c.to);
    if (mapped) {
      EXPECT_EQ(mapped->path, net::parse_url(c.from)->path);  // with the query
    }
  }
}

TEST(HeadEndpoints, AreItsOwnPortAndThenTheMappedOne) {
  const auto stop = std::make_unique<sys::Stop>();
  const net::ResolverConfig resolver =
      net::parse_resolver_config("nameserver 127.0.0.1\n", "10.0.0.7 evm-ws.test\n");
  const sys::SystemClock clock;
  const chain::StartLimits limits{.http = {}, .deadline = {}};
  const chain::SetupContext at{resolver, limits, clock, *stop};
  const auto found = [&](const std::string& text, rpc::Transport transport) {
    const rpc::Endpoint endpoint{text, target_at({net::Address::v4({10, 0, 0, 1}, 8545)}), transport};
    std::string out;
    // The time is over: what is not in the hosts file is not found.
    for (const auto& one : chain::head_endpoints({text}, endpoint, at))
      out += cat(one.name, ' ', one.target.addresses.now()->front().to_text(),
                 one.transport == rpc::Transport::ipc ? " ipc\n" : "\n");
    return out;
  };
  EXPECT_EQ(found("http://evm-rpc.test:8545/x", rpc::Transport::http),
            "ws://evm-rpc.test:8545/x 10.0.0.1:8545\nws://evm-ws.test:8546/x 10.0.0.7:8546\n");
  EXPECT_EQ(found("http://10.0.0.1:8545", rpc::Transport::http),
            "ws://10.0.0.1:8545 10.0.0.1:8545\nws://10.0.0.1:8546 10.0.0.1:8546\n");
  EXPECT_EQ(found("http://10.0.0.1:7000", rpc::Transport::http), "ws://10.0.0.1:7000 10.0.0.1:8545\n");
  EXPECT_EQ(found("http://evm-rpc.unknown.test", rpc::Transport::http),
            "ws://evm-rpc.unknown.test 10.0.0.1:8545\n");
  EXPECT_EQ(found("ws://10.0.0.1:8545", rpc::Transport::websocket), "ws://10.0.0.1:8545 10.0.0.1:8545\n");
  EXPECT_EQ(found("/run/node.ipc", rpc::Transport::ipc), "/run/node.ipc 10.0.0.1:8545 ipc\n");
}

std::string head(std::uint64_t number, char digit) {
  return cat(
      R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":{"number":")",
      base::Uint256(number).to_quantity(), R"(","hash":"0x)", std::string(64, digit), R"("}}})");
}

// Takes a subscription, tells those messages and waits for the end of the connection, or ends it.
ScriptedServer::Script subscribed(const std::vector<std::string>& messages, bool closes = false) {
  return [=](Peer& peer) {
    if (!accept_websocket(peer)) return;
    peer.write(server_frame(1, answer_to(read_frame(peer).payload, "\"0x1\"")));
    for (const std::string& message : messages) peer.write(server_frame(1, message));
    if (!closes) peer.wait_for_close();
  };
}

class HeadSubscription : public ::testing::Test {
 protected:
  rpc::Endpoint endpoint(const std::string& name, const net::Address& address) {
    return {name, target_at({address}), rpc::Transport::websocket};
  }
  base::Status start() {
    heads_ = std::make_unique<chain::HeadSubscription>(endpoints_, net::ConnectionLimits(), clock_, log_);
    return heads_->start(*stop_);
  }
  // The next head, within the time that a busy machine may need; 0: none.
  std::uint64_t next() {
    EXPECT_FALSE(heads_->wait(clock_.now() + 10s, *stop_));
    const auto told = heads_->take();
    return told ? told->number : 0;
  }

  sys::SystemClock clock_;
  sys::Log log_{-1, clock_, sys::Level::error};
  std::unique_ptr<sys::Stop> stop_ = std::make_unique<sys::Stop>();
  std::vector<rpc::Endpoint> endpoints_;
  std::unique_ptr<chain::HeadSubscription> heads_;
};

TEST_F(HeadSubscription, TellsTheNewest) {
  ScriptedServer server({subscribed({head(7, 'a')})});
  endpoints_ = {endpoint("ws://a", server.address())};
  ASSERT_TRUE(start());
  EXPECT_TRUE(heads_->works());
  EXPECT_EQ(heads_->name(), "ws://a");
  const auto before = clock_.now();
  EXPECT_FALSE(heads_->wait(before + 10s, *stop_));
  const auto told = heads_->take();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->number, 7U);
  EXPECT_EQ(told->hash, (base::Bytes32{0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
                                       0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
                                       0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa}));
  EXPECT_LE(told->arrived, clock_.now());
  EXPECT_FALSE(heads_->take());
  EXPECT_FALSE(heads_->wait(clock_.now() + 5ms, *stop_));  // no head: the time
  EXPECT_FALSE(heads_->take());
}

// A head that cannot be read is no head; polling finds what it was to tell.
TEST_F(HeadSubscription, PassesOverWhatIsNoHead) {
  std::vector<std::string> messages;
  for (const char* result :
       {"7", "null", "{}", "[]", R"({"number":"0x7"})", R"({"number":7,"hash":"0x1"})",
        R"({"number":"0x10000000000000000","hash":"0x)", R"({"number":"0x7","hash":"0x12"})"})
    messages.push_back(
        cat(R"({"method":"eth_subscription","params":{"subscription":"0x1","result":)", result, "}}"));
  messages.push_back(head(9, 'b'));
  ScriptedServer server({subscribed(messages)});
  endpoints_ = {endpoint("ws://a", server.address())};
  ASSERT_TRUE(start());
  EXPECT_EQ(next(), 9U);
}

TEST_F(HeadSubscription, TriesOneAfterTheOther) {
  const RefusingPort refusing;
  ScriptedServer http({[](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  }});
  ScriptedServer server({subscribed({head(3, 'a')})});
  endpoints_ = {endpoint("ws://a", refusing.address()), endpoint("ws://b", http.address()),
                endpoint("ws://c", server.address())};
  ASSERT_TRUE(start());
  EXPECT_EQ(heads_->name(), "ws://c");
  EXPECT_EQ(next(), 3U);
  EXPECT_EQ(heads_->breaks(), 0U);
}

TEST_F(HeadSubscription, SaysWhyNoneWorks) {
  const RefusingPort refusing;
  ScriptedServer http({[](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  }});
  endpoints_ = {endpoint("ws://a", refusing.address()), endpoint("ws://b", http.address())};
  const auto status = start();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, cat("ws://a: connect ", refusing.address().to_text(),
                                        ": Connection refused; ws://b: ", http.address().to_text(),
                                        ": no WebSocket here: HTTP status 404"));
}

TEST_F(HeadSubscription, SubscribesAgainAfterABreak) {
  ScriptedServer server(
      {subscribed({head(1, 'a')}, true), [](Peer& peer) { peer.reset(); }, subscribed({head(5, 'b')})});
  endpoints_ = {endpoint("ws://a", server.address())};
  ASSERT_TRUE(start());
  EXPECT_EQ(next(), 1U);
  EXPECT_EQ(next(), 5U);
  EXPECT_EQ(heads_->breaks(), 1U);  // a failed attempt is part of the same break
  EXPECT_TRUE(heads_->works());
  EXPECT_EQ(server.accepted(), 3U);
}

TEST_F(HeadSubscription, EndsItsWaitsForTheStop) {
  ScriptedServer silent({[](Peer& peer) { peer.wait_for_close(); }});
  endpoints_ = {endpoint("ws://a", silent.address())};
  base::Status status;
  std::jthread starter([&] { status = start(); });
  wait_for([&] { return silent.accepted() > 0; });
  stop_->request({sys::StopReason::Kind::planned_end, 0, {}});
  starter.join();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, base::Code::stopped);
}

}  // namespace
}  // namespace seiload::test
