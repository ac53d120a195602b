#include "track/user_latency.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/uint256.h"
#include "support/chain_peer.h"

namespace seiload::test {
namespace {

using base::cat;
using namespace std::chrono_literals;

const sys::TimePoint kStart = sys::TimePoint(1000s);
constexpr std::uint64_t kTime = 1'700'000'000;  // of every block

std::string block(const std::vector<std::string>& values) {
  const std::string hash = cat("\"0x", std::string(64, 'a'), '"');
  std::string transactions;
  for (const std::string& value : values)
    transactions += cat(transactions.empty() ? "" : ",", R"({"hash":)", hash, R"(,"value":")", value, "\"}");
  return cat(R"({"number":"0x5","hash":)", hash, R"(,"parentHash":)", hash, R"(,"timestamp":")",
             base::Uint256(kTime).to_quantity(), R"(","gasUsed":"0x0","gasLimit":"0x1","transactions":[)",
             transactions, "]}");
}

std::string seconds_before(std::int64_t seconds) {
  return base::Uint256(static_cast<std::uint64_t>(static_cast<std::int64_t>(kTime) - seconds)).to_quantity();
}

chain::Block number(std::uint64_t height) {
  chain::Block made;
  made.number = height;
  return made;
}

TEST(UserLatency, CountsTheValuesThatCanBeTimes) {
  ChainPeer peer([](const std::string&, const std::string&) {
    return block({seconds_before(0), seconds_before(3), seconds_before(3600),
                  seconds_before(-5),  // these four
                  seconds_before(3601), seconds_before(-6), "0x0", "0xe8d4a51000", "0xffffffffffffffff",
                  "0x1" + std::string(20, '0'), "nonsense"});
  });
  track::UserLatency latency(10s);
  latency.on_block(number(5));
  ASSERT_TRUE(latency.on_round(peer.client(), peer.stop(), kStart));
  EXPECT_EQ(peer.requests(), 0U);  // an interval later
  ASSERT_TRUE(latency.on_round(peer.client(), peer.stop(), kStart + 10s));
  const auto snapshot = latency.snapshot();
  EXPECT_EQ(snapshot.blocks, 1U);
  EXPECT_EQ(snapshot.transfers, 4U);
  EXPECT_EQ(snapshot.by_value.count(), 4U);
  EXPECT_EQ(snapshot.by_value.min(), 0s);
  EXPECT_EQ(snapshot.by_value.max(), 3600s);
}

TEST(UserLatency, ReadsTheNewestBlockOnceAnInterval) {
  std::string asked;
  ChainPeer peer([&](const std::string& method, const std::string& first) {
    asked += cat(method, ' ', first, '\n');
    return block({seconds_before(2)});
  });
  track::UserLatency latency(1s);
  for (int i = 0; i <= 35; ++i) {
    if (i < 25) latency.on_block(number(static_cast<std::uint64_t>(i)));
    ASSERT_TRUE(latency.on_round(peer.client(), peer.stop(), kStart + i * 100ms));
  }
  EXPECT_EQ(asked, "eth_getBlockByNumber 0xa\neth_getBlockByNumber 0x14\neth_getBlockByNumber 0x18\n");
  EXPECT_EQ(latency.snapshot().transfers, 3U);
}

TEST(UserLatency, ABlockThatIsGoneIsNoFaultAndAnErrorIs) {
  ChainPeer peer([](const std::string&, const std::string& first) {
    return first == "0x1" ? std::string("null") : first == "0x2" ? std::string("7") : std::string();
  });
  track::UserLatency latency(1s);
  latency.on_block(number(0));
  EXPECT_TRUE(latency.on_round(peer.client(), peer.stop(), kStart));
  latency.on_block(number(1));
  EXPECT_TRUE(latency.on_round(peer.client(), peer.stop(), kStart + 1s));
  latency.on_block(number(2));
  const auto bad = latency.on_round(peer.client(), peer.stop(), kStart + 2s);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message, "eth_getBlockByNumber: the answer is not a block");
  latency.on_block(number(3));
  const auto missing = latency.on_round(peer.client(), peer.stop(), kStart + 3s);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "eth_getBlockByNumber: the node answered: method not found");
  EXPECT_EQ(latency.snapshot().blocks, 0U);
}

}  // namespace
}  // namespace seiload::test
