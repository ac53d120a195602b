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
    return chain::find_endpoints(urls, at());
  }
  std::string found(const std::vector<std::string>& urls) {
    const auto endpoints = find(urls);
    if (!endpoints) return endpoints.error().message;
    std::string out;
    for (const rpc::Endpoint& one : *endpoints)
      out += cat(one.name, ' ', one.target.addresses.now()->front().to_text(), one.transport == rpc::Transport::http ? " http\n"
                                                                   : one.transport == rpc::Transport::ipc ? " ipc\n"
                                                                                                          : " ws\n");
    return out;
  }
  chain::Surroundings at() { return {resolver_, limits_, clock_, *stop_}; }

  sys::SystemClock clock_;
  std::unique_ptr<sys::Stop> stop_ = std::move(*sys::Stop::create());
  // Nobody answers there.
  const net::ResolverConfig resolver_ = net::parse_resolver_config("nameserver 127.0.0.1\n", "10.0.0.7 node.test\n");
  chain::StartLimits limits_{.http = {}, .deadline = clock_.now() + 10s};
};

TEST_F(Start, FindsEndpointsOfEveryKind) {
  EXPECT_EQ(found({"http://node.test:8545/x", "ws://127.0.0.1:8546", "http://[::1]", "/run/node.ipc", "ipc:/run/b.ipc"}),
            "http://node.test:8545/x 10.0.0.7:8545 http\nws://127.0.0.1:8546 127.0.0.1:8546 ws\nhttp://[::1] [::1]:80 http\n"
            "/run/node.ipc /run/node.ipc ipc\n/run/b.ipc /run/b.ipc ipc\n");
}

TEST_F(Start, AsksEveryEndpointForTheChain) {
  FakeNode::Options older;
  older.has_base_fee = false;
  FakeNode first, second(older);
  const auto endpoints = find({first.url(), second.url()});
  ASSERT_TRUE(endpoints);
  auto facts = chain::probe(*endpoints, std::nullopt, at());
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->chain_id, 1337U);
  EXPECT_TRUE(facts->has_base_fee);  // the first one's
  EXPECT_EQ(second.calls().at("eth_chainId"), 1U);
  facts = chain::probe({endpoints->back()}, 1337, at());
  ASSERT_TRUE(facts);
  EXPECT_FALSE(facts->has_base_fee);
}

TEST_F(Start, SaysWhatIsWrongWithAChain) {
  FakeNode::Options other;
  other.chain_id = 7;
  FakeNode node, elsewhere(other);
  const auto endpoints = find({node.url(), elsewhere.url()});
  ASSERT_TRUE(endpoints);
  EXPECT_EQ(chain::probe(*endpoints, std::nullopt, at()).error().message,
            cat("endpoint ", elsewhere.url(), ": chain id is 7, but that of ", node.url(), " is 1337"));
  EXPECT_EQ(chain::probe({endpoints->front()}, 7, at()).error().message,
            cat("endpoint ", node.url(), ": chain id is 1337, but the profile or --chain-id wants 7"));
}

TEST_F(Start, GivesUpWithTheCauseAndTheTime) {
  const RefusingPort port;
  limits_.deadline = clock_.now() + 500ms;
  const auto endpoints = find({"http://" + port.address().to_text()});
  ASSERT_TRUE(endpoints);
  const auto facts = chain::probe(*endpoints, std::nullopt, at());
  ASSERT_FALSE(facts);
  const std::string address = port.address().to_text();
  const std::string want = cat("endpoint http://", address, ": eth_chainId: connect ", address, ": Connection refused");
  EXPECT_EQ(facts.error().message.substr(0, want.size()), want) << facts.error().message;
}

TEST_F(Start, EndsAtOnceForTheStop) {
  const RefusingPort port;
  const auto endpoints = find({"http://" + port.address().to_text()});
  ASSERT_TRUE(endpoints);
  stop_->request({sys::StopReason::Kind::signal, 15, {}});
  const auto facts = chain::probe(*endpoints, std::nullopt, at());
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().code, base::Code::stopped);
}

TEST(EndpointOf, IsTheAddressModuloTheirNumber) {
  const struct {
    const char* address;
    std::size_t endpoints, want;
  } kCases[] = {
      {"0x0000000000000000000000000000000000000000", 1, 0},
      {"0xffffffffffffffffffffffffffffffffffffffff", 1, 0},
      {"0x0000000000000000000000000000000000000005", 3, 2},
      {"0x0000000000000000000000000000000000000100", 3, 1},
      {"0xffffffffffffffffffffffffffffffffffffffff", 2, 1},
      {"0xffffffffffffffffffffffffffffffffffffffff", 3, 0},   // 2^160 - 1
      {"0xffffffffffffffffffffffffffffffffffffffff", 7, 1},   // 2^160 is 2 modulo 7
      {"0x8000000000000000000000000000000000000000", 7, 1},   // 2^159
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(cat(c.address, " of ", c.endpoints));
    EXPECT_EQ(chain::endpoint_of(*eth::parse_address(c.address), c.endpoints), c.want);
  }
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
  const auto nonces = chain::read_nonces(*endpoints, accounts, at());
  ASSERT_TRUE(nonces) << nonces.error().message;
  EXPECT_EQ(*nonces, std::vector<std::uint64_t>(10));
  EXPECT_EQ(nodes[0].calls()["eth_getTransactionCount"], first);
  EXPECT_EQ(nodes[1].calls()["eth_getTransactionCount"], 10 - first);
}

}  // namespace
}  // namespace seiload::test
