#include "track/replayer.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "support/chain_peer.h"
#include "support/made_block.h"

namespace seiload::test {
namespace {

using base::cat;

constexpr std::uint64_t kGas = 50'000;

std::string transaction(std::string_view more, const base::Bytes32& block) {
  return cat(R"({"from":"0x00000000000000000000000000000000000000aa",)", more,
             R"("value":"0x5","gas":"0xc350",)", R"("blockHash":")", base::to_hex(block), "\"}");
}

// What a node says of the transaction, and of the call: a result, or an error's message.
std::string replayed(const std::string& found, const std::string& called, std::uint64_t gas_used = 21'000) {
  ChainPeer peer([&](const std::string& method, const std::string&) {
    return method == "eth_getTransactionByHash" ? found : std::string("\"0x\"");
  });
  if (!called.empty()) peer.fail_with("eth_call", -32000, called);
  const auto reason = track::replay({hash(1), 12, hash(5, 1), gas_used}, {}, peer.client(), peer.stop());
  return reason ? *reason : cat("error: ", reason.error().message);
}

TEST(Replayer, AsksForTheSameCallAtItsBlock) {
  const std::string found =
      transaction(R"("to":"0x00000000000000000000000000000000000000bb","input":"0x0102",)", hash(5, 1));
  EXPECT_EQ(replayed(found, "invalid opcode: INVALID", kGas), "invalid opcode: INVALID");
  EXPECT_EQ(replayed(found, "execution reverted"), "execution reverted");
  EXPECT_EQ(replayed(found, ""), "unknown: the same call succeeds at its block");
  EXPECT_EQ(replayed(found, "", kGas), "out of gas");
  const std::string creation = transaction(R"("to":null,"input":"0x",)", hash(5, 1));
  EXPECT_EQ(replayed(creation, "contract creation code storage out of gas", kGas),
            "contract creation code storage out of gas");
}

TEST(Replayer, WhatTellsNothingIsAnError) {
  const std::string found = transaction(R"("to":null,"input":"0x",)", hash(5, 1));
  EXPECT_EQ(replayed(found, "the method eth_call does not exist/is not available"),
            "error: eth_call: the node answered: the method eth_call does not exist/is not available");
  EXPECT_EQ(replayed(found, "missing trie node 0x1234 (path ) state is not available"),
            "error: eth_call: the node answered: missing trie node 0x1234 (path ) state is not available");
  EXPECT_EQ(replayed("null", ""), "error: eth_getTransactionByHash: the node does not have the transaction");
  EXPECT_EQ(replayed(transaction(R"("to":null,"input":"0x",)", hash(5, 2)), ""),
            "error: eth_getTransactionByHash: the transaction has left its block");
  for (const std::string& nonsense :
       {std::string("7"), std::string("[]"), std::string("{}"),
        transaction(R"("to":"0x1","input":"0x",)", hash(5, 1)), transaction(R"("input":"0x1",)", hash(5, 1))})
    EXPECT_EQ(replayed(nonsense, ""), "error: eth_getTransactionByHash: the answer is not a transaction")
        << nonsense;
}

}  // namespace
}  // namespace seiload::test
