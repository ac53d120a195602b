#include "chain/start.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/fake_node.h"
#include "support/scripted_server.h"
#include "support/signed_tx.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;

class Start : public ::testing::Test {
 protected:
  base::Result<std::vector<rpc::Endpoint>> find(const std::vector<std::string>& urls) {
    std::vector<profile::EndpointConfig> configs;
    for (const std::string& url : urls) configs.push_back({url});
    return chain::find_endpoints(configs, at());
  }
  std::string found(const std::vector<std::string>& urls) {
    const auto endpoints = find(urls);
    if (!endpoints) return endpoints.error().message;
    std::string out;
    for (const rpc::Endpoint& one : *endpoints)
      out += cat(one.name, ' ', one.target.addresses.now()->front().to_text(),
                 one.transport == rpc::Transport::http  ? " http\n"
                 : one.transport == rpc::Transport::ipc ? " ipc\n"
                                                        : " ws\n");
    return out;
  }
  chain::SetupContext at() { return {resolver_, limits_, clock_, *stop_}; }

  sys::SystemClock clock_;
  std::unique_ptr<sys::Stop> stop_ = std::make_unique<sys::Stop>();
  // Nobody answers there.
  const net::ResolverConfig resolver_ =
      net::parse_resolver_config("nameserver 127.0.0.1\n", "10.0.0.7 node.test\n");
  chain::StartLimits limits_{.http = {}, .deadline = clock_.now() + 10s, .may_lack = 0};
  chain::Missing missing_;
};

TEST_F(Start, FindsEndpointsOfEveryKind) {
  EXPECT_EQ(found({"http://node.test:8545/x", "ws://127.0.0.1:8546", "http://[::1]", "/run/node.ipc",
                   "ipc:/run/b.ipc"}),
            "http://node.test:8545/x 10.0.0.7:8545 http\nws://127.0.0.1:8546 127.0.0.1:8546 ws\nhttp://[::1] "
            "[::1]:80 http\n"
            "/run/node.ipc /run/node.ipc ipc\n/run/b.ipc /run/b.ipc ipc\n");
}

TEST_F(Start, NumbersEndpointsWhoseNamesWouldBeTheSame) {
  const auto endpoints = find({"http://127.0.0.1/?key=a", "http://127.0.0.1/?key=b", "http://127.0.0.1/",
                               "http://127.0.0.1/?key=a", "http://127.0.0.1/?key=c"});
  ASSERT_TRUE(endpoints);
  std::vector<std::string> names;
  for (const rpc::Endpoint& one : *endpoints) names.push_back(one.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"http://127.0.0.1/?...", "http://127.0.0.1/?...#2", "http://127.0.0.1",
                                      "http://127.0.0.1/?...", "http://127.0.0.1/?...#3"}));
}

// A server that sends back what it was sent shows no secret of ours.
TEST_F(Start, ShowsNoSecretThatComesBack) {
  ScriptedServer server({[](Peer& peer) {
    const std::string request = peer.read_request();
    peer.write(cat("HTTP/1.1 403 No\r\nContent-Length: ", request.size(), "\r\n\r\n", request));
    peer.wait_for_close();
  }});
  const auto endpoints = find({cat("http://user:s3cret@", server.address().to_text(), "/?apikey=abcdef")});
  ASSERT_TRUE(endpoints);
  const std::string message = chain::probe(*endpoints, std::nullopt, at(), missing_).error().message;
  EXPECT_NE(message.find("HTTP status 403: 'POST /?... HTTP/1.1"), std::string::npos) << message;
  EXPECT_NE(message.find("Authorization: Basic ..."), std::string::npos) << message;
  for (const char* secret : {"s3cret", "abcdef", "dXNlcjpzM2NyZXQ="})
    EXPECT_EQ(message.find(secret), std::string::npos) << message;
}

// As over HTTP: a status that will not change ends the wait, the others do not.
TEST_F(Start, ADeniedWebSocketHandshakeIsFinal) {
  for (const int status : {400, 401, 403, 404, 410}) {
    ScriptedServer server({[&](Peer& peer) {
      peer.read_request();
      peer.write(cat("HTTP/1.1 ", status, " No\r\nContent-Length: 8\r\n\r\n"));
      peer.write("no token", 3);
      peer.wait_for_close();
    }});
    const auto endpoints = find({cat("ws://", server.address().to_text())});
    ASSERT_TRUE(endpoints);
    const auto facts = chain::probe(*endpoints, std::nullopt, at(), missing_);
    EXPECT_EQ(facts.error().code, base::Code::remote);
    EXPECT_EQ(facts.error().message,
              cat("endpoint ws://", server.address().to_text(), ": eth_chainId: ", server.address().to_text(),
                  ": no WebSocket here: HTTP status ", status, ": 'no token'"));
    EXPECT_EQ(server.accepted(), 1U);
  }
  for (const int status : {408, 425, 429, 500, 503}) {
    limits_.deadline = clock_.now() + 300ms;
    ScriptedServer server({[&](Peer& peer) {
      peer.read_request();
      peer.write(cat("HTTP/1.1 ", status, " Later\r\nContent-Length: 0\r\n\r\n"));
      peer.wait_for_close();
    }});
    const auto endpoints = find({cat("ws://", server.address().to_text())});
    ASSERT_TRUE(endpoints);
    EXPECT_EQ(chain::probe(*endpoints, std::nullopt, at(), missing_).error().code, base::Code::timeout);
  }
}

TEST_F(Start, AsksEveryEndpointForTheChain) {
  FakeNode::Options older;
  older.has_base_fee = false;
  FakeNode first, second(older);
  const auto endpoints = find({first.url(), second.url()});
  ASSERT_TRUE(endpoints);
  auto facts = chain::probe(*endpoints, std::nullopt, at(), missing_);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->chain_id, 1337U);
  EXPECT_TRUE(facts->has_base_fee);  // the first one's
  EXPECT_EQ(second.calls().at("eth_chainId"), 1U);
  facts = chain::probe(std::span(*endpoints).last(1), 1337, at(), missing_);
  ASSERT_TRUE(facts);
  EXPECT_FALSE(facts->has_base_fee);
}

TEST_F(Start, SaysWhatIsWrongWithAChain) {
  FakeNode::Options other;
  other.chain_id = 7;
  FakeNode node, elsewhere(other);
  const auto endpoints = find({node.url(), elsewhere.url()});
  ASSERT_TRUE(endpoints);
  EXPECT_EQ(chain::probe(*endpoints, std::nullopt, at(), missing_).error().message,
            cat("endpoint ", elsewhere.url(), ": chain id is 7, but that of ", node.url(), " is 1337"));
  EXPECT_EQ(chain::probe(std::span(*endpoints).first(1), 7, at(), missing_).error().message,
            cat("endpoint ", node.url(), ": chain id is 1337, but the profile or --chain-id wants 7"));
}

TEST_F(Start, GivesUpWithTheCauseAndTheTime) {
  const RefusingPort port;
  limits_.deadline = clock_.now() + 500ms;
  const auto endpoints = find({"http://" + port.address().to_text()});
  ASSERT_TRUE(endpoints);
  const auto facts = chain::probe(*endpoints, std::nullopt, at(), missing_);
  ASSERT_FALSE(facts);
  const std::string address = port.address().to_text();
  const std::string want =
      cat("endpoint http://", address, ": eth_chainId: connect ", address, ": Connection refused");
  EXPECT_EQ(facts.error().message.substr(0, want.size()), want) << facts.error().message;
}

TEST_F(Start, EndsAtOnceForTheStop) {
  const RefusingPort port;
  const auto endpoints = find({"http://" + port.address().to_text()});
  ASSERT_TRUE(endpoints);
  stop_->request({sys::StopReason::Kind::signal, 15, {}});
  const auto facts = chain::probe(*endpoints, std::nullopt, at(), missing_);
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().code, base::Code::stopped);
}

TEST_F(Start, LacksAsManyEndpointsAsItMay) {
  FakeNode node;
  const RefusingPort port;
  const auto probe = [&](std::span<const rpc::Endpoint> endpoints, std::size_t may_lack) {
    limits_.deadline = clock_.now() + 2s;
    limits_.may_lack = may_lack;
    return chain::probe(endpoints, std::nullopt, at(), missing_);
  };
  limits_.may_lack = 2;
  limits_.deadline = clock_.now();
  const auto endpoints = find({"http://" + port.address().to_text(), node.url(), "http://none.test"});
  ASSERT_TRUE(endpoints) << endpoints.error().message;
  EXPECT_TRUE((*endpoints)[2].target.addresses.now()->empty());
  const auto facts = probe(*endpoints, 2);
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->chain_id, 1337u);
  ASSERT_EQ(missing_.size(), 3u);
  EXPECT_NE(missing_[0].find(": Connection refused"), std::string::npos) << missing_[0];
  EXPECT_EQ(missing_[1], "");
  EXPECT_EQ(missing_[2], "endpoint http://none.test: the name was not found");
  EXPECT_FALSE(probe(*endpoints, 1));
  EXPECT_FALSE(probe(std::span(*endpoints).first(1), 9)) << "one must answer";
  limits_.deadline = clock_.now() + 2s;
  const auto other = chain::probe(*endpoints, 7, at(), missing_);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("chain id is 1337"), std::string::npos) << other.error().message;
}

// Each account's nonce is asked of the endpoint that it sticks to, and only there.
TEST_F(Start, ReadsNoncesFromTheAccountsOwnEndpoints) {
  FakeNode nodes[2];
  const auto endpoints = find({nodes[0].url(), nodes[1].url()});
  ASSERT_TRUE(endpoints);
  std::vector<eth::Address> accounts;
  std::size_t first = 0;
  for (std::uint64_t i = 0; i < 10; ++i) {
    accounts.push_back(account_address(i));
    first += chain::endpoint_of(accounts.back(), 2) == 0 ? 1 : 0;
  }
  const auto nonces = chain::read_nonces(*endpoints, chain::AssignmentMap(2, {true, true}), accounts, at());
  ASSERT_TRUE(nonces) << nonces.error().message;
  EXPECT_EQ(*nonces, std::vector<std::uint64_t>(10));
  EXPECT_EQ(nodes[0].calls()["eth_getTransactionCount"], first);
  EXPECT_EQ(nodes[1].calls()["eth_getTransactionCount"], 10 - first);
}

}  // namespace
}  // namespace seiload::test
