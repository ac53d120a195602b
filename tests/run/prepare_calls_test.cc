// What set-up asks a node about the calls of a run.

#include <gtest/gtest.h>

#include "support/fake_node.h"
#include "support/run_command.h"

namespace seiload::test {
namespace {

// A node where every address is a contract, and every call takes so much gas.
FakeNode::Options every_call_takes(const std::string& gas) {
  FakeNode::Options options;
  options.results = {{"eth_getCode", "\"0x60\""}, {"eth_estimateGas", '"' + gas + '"'}};
  return options;
}

std::vector<std::string> erc20(const FakeNode& node) {
  return {"-e", node.url(), "--scenario", "ERC20", "--seed", "7", "--accounts", "4", "--max-txs", "8"};
}

TEST(PrepareCalls, AMeasuredLimitIsRaisedWhereTheChainChargesMore) {
  FakeNode node(every_call_takes("0x3c7c6"));  // 247,750, by the rules of a chain to come
  const auto result = run_command(erc20(node));
  EXPECT_EQ(result.status, 0);
  EXPECT_NE(result.log.find(" info: scenario ERC20, erc20_transfer: gas limit 297300 instead of 72156, 20 % "
                            "above the node's estimate: this chain charges more\n"),
            std::string::npos)
      << result.log;
  ASSERT_EQ(node.taken().size(), 8U);
  for (const Seen& seen : node.taken()) EXPECT_EQ(seen.gas_limit, 297'300U);
}

TEST(PrepareCalls, AMeasuredLimitThatSufficesStays) {
  FakeNode node(every_call_takes("0x10dfe"));  // 69,118: what it takes today, and what geth adds
  const auto result = run_command(erc20(node));
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.log.find("charges more"), std::string::npos) << result.log;
  ASSERT_EQ(node.taken().size(), 8U);
  for (const Seen& seen : node.taken()) EXPECT_EQ(seen.gas_limit, 72'156U);
}

}  // namespace
}  // namespace seiload::test
