#include "track/nonce_prober.h"

#include <gtest/gtest.h>

#include <atomic>

#include "support/chain_peer.h"
#include "support/hand_clock.h"
#include "support/made_block.h"

namespace seiload::test {
namespace {

using namespace std::chrono_literals;

TEST(NonceProber, TellsTheWorkersWhoseTransactionsTheNodeDropped) {
  test::HandClock clock;
  sys::Log log{-1, clock, sys::Level::error};
  track::Inclusion inclusion(
      {.reap_after = 1h, .max_report_delay = 1h, .bound = 1000, .reads_receipts = false});
  // The node has the first account's transaction 4, and expects the second one's next at 4.
  std::vector<eth::Address> accounts(2);
  accounts[1].bytes[0] = 1;
  ChainPeer peer([&](const std::string& method, const std::string& address) {
    EXPECT_EQ(method, "eth_getTransactionCount");
    return std::string(address == eth::to_hex(accounts[0]) ? "\"0x5\"" : "\"0x4\"");
  });
  const std::vector<rpc::Endpoint> endpoints{peer.endpoint()};
  chain::NonceFeedback feedback(1);
  track::NonceProber prober(inclusion, endpoints, accounts, {}, clock, log, feedback);
  for (std::uint32_t account = 0; account < 2; ++account) {
    const chain::Accepted tx{hash(account), clock.now(), clock.now(), 4, account, true};
    inclusion.add({&tx, 1});
  }
  std::uint64_t height = 1;
  const auto block = [&] {
    clock.pass(1s);
    chain::Block made = made_block(height++, {});
    made.arrived = clock.now();
    inclusion.on_block(made);
  };
  for (int i = 0; i < 2; ++i) block();
  prober.step(peer.stop());
  EXPECT_EQ(peer.requests(), 0U);  // nothing is suspicious yet
  for (int i = 0; i < 3; ++i) {
    block();
    prober.step(peer.stop());
  }
  EXPECT_EQ(feedback.take(0), std::vector<std::uint32_t>{1});
  EXPECT_TRUE(feedback.take(0).empty());
  EXPECT_EQ(inclusion.snapshot().dropped, 1U);
  EXPECT_EQ(inclusion.snapshot().in_flight, 1U);
}

TEST(NonceFeedback, GoesToTheWorkerThatOwnsTheAccount) {
  chain::NonceFeedback feedback(3);
  for (const std::uint32_t account : {0U, 4U, 7U, 5U}) feedback.add(account);
  EXPECT_EQ(feedback.take(0), std::vector<std::uint32_t>{0});
  EXPECT_EQ(feedback.take(1), (std::vector<std::uint32_t>{4, 7}));
  EXPECT_EQ(feedback.take(2), std::vector<std::uint32_t>{5});
  EXPECT_TRUE(feedback.take(1).empty());
}

}  // namespace
}  // namespace seiload::test
