#include "chain/send_together.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/hex.h"
#include "base/text.h"
#include "eth/account.h"
#include "eth/transaction.h"
#include "json/value.h"

namespace seiload::chain {
namespace {

using base::cat;

std::string quantity(std::uint64_t n) { return cat('"', base::Uint256(n).to_quantity(), '"'); }

// A chain that puts what it is sent into a block of its own; the nonce of an account is the first byte of its
// address.
class Chain {
 public:
  std::vector<std::size_t> rounds;  // how many questions each had
  std::size_t heads = 0;
  std::set<base::Bytes32> reverted;  // by hash
  std::string reverts_value;         // transactions of this value fail
  std::string refusal;               // of every transaction

  std::vector<base::Result<NodeReply>> operator()(std::span<const rpc::Call> calls) {
    rounds.push_back(calls.size());
    std::vector<base::Result<NodeReply>> replies;
    for (const rpc::Call& call : calls) replies.push_back(answer(call));
    return replies;
  }

 private:
  NodeReply answer(const rpc::Call& call) {
    const auto parsed = json::parse(call.params);
    const auto& first = parsed->array()->front();
    if (call.method == "eth_getBlockByNumber") {
      ++heads;
      return {R"({"baseFeePerGas":"0x3b9aca00"})", 0, {}, {}};
    }
    if (call.method == "eth_getTransactionCount")
      return {quantity(eth::parse_address(*first.string())->bytes[0]), 0, {}, {}};
    if (call.method == "eth_sendRawTransaction") {
      if (!refusal.empty()) return {{}, -32000, refusal, {}};
      const auto tx = eth::decode_transaction(*base::decode_hex(*first.string()));
      EXPECT_EQ(tx->tx.nonce, tx->sender.bytes[0]);
      if (tx->tx.value.to_decimal() == reverts_value) reverted.insert(tx->hash);
      return {cat('"', base::to_hex(tx->hash), '"'), 0, {}, {}};
    }
    if (call.method == "eth_getTransactionReceipt") {
      base::Bytes32 hash;
      std::ranges::copy(*base::decode_hex(*first.string()), hash.begin());
      return {cat(R"({"blockNumber":"0x5","gasUsed":"0x64","status":")",
                  reverted.count(hash) > 0 ? "0x0" : "0x1", "\"}"),
              0,
              {},
              {}};
    }
    EXPECT_EQ(call.method, "eth_call");
    return {{}, 3, "execution reverted", "\"0x4e487b71" + std::string(62, '0') + "11\""};
  }
};

class SendTogether : public testing::Test {
 protected:
  base::Result<std::vector<SetUpReceipt>> send(std::size_t count) {
    keys_.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      keys_[i] = eth::pool_key(7, 0, i);
      transactions_.push_back(
          {{.what = cat("transaction ", i), .to = eth::Address(), .data = {}, .value = i, .gas_limit = 30000},
           {eth::address_of_key(keys_[i]), &keys_[i], 1}});
    }
    const sys::SystemClock clock;
    return send_together(transactions_, [this](auto calls) { return chain_(calls); }, clock, stop_,
                         {.poll = sys::Duration(0)});
  }

  Chain chain_;
  sys::Event stop_;
  std::vector<base::Bytes32> keys_;
  std::vector<AccountTransaction> transactions_;
};

TEST_F(SendTogether, AllAskInTheSameRoundsAndForTheHeadOnce) {
  const auto receipts = send(50);
  ASSERT_TRUE(receipts) << receipts.error().message;
  ASSERT_EQ(receipts->size(), 50U);
  for (std::size_t i = 0; i < 50; ++i) {
    EXPECT_TRUE((*receipts)[i].succeeded);
    EXPECT_EQ((*receipts)[i].nonce, transactions_[i].sender.address.bytes[0]);
  }
  EXPECT_EQ(chain_.rounds, (std::vector<std::size_t>{1, 50, 50, 50}));
  EXPECT_EQ(chain_.heads, 1U);
}

TEST_F(SendTogether, OneThatRevertsHasItsReason) {
  chain_.reverts_value = "3";
  const auto receipts = send(5);
  ASSERT_TRUE(receipts) << receipts.error().message;
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ((*receipts)[i].succeeded, i != 3);
  EXPECT_EQ((*receipts)[3].reason, "panic 0x11 (arithmetic overflow)");
}

TEST_F(SendTogether, OneThatIsRefusedEndsIt) {
  chain_.refusal = "insufficient funds for gas * price + value";
  const auto receipts = send(3);
  ASSERT_FALSE(receipts);
  EXPECT_EQ(receipts.error().message,
            "transaction 0: eth_sendRawTransaction: the node answered: insufficient funds for gas * price + "
            "value");
}

TEST_F(SendTogether, StopsWhereAStopIsRequested) {
  stop_.set();
  const auto receipts = send(3);
  ASSERT_FALSE(receipts);
  EXPECT_EQ(receipts.error().code, base::Code::stopped);
  EXPECT_TRUE(chain_.rounds.empty());
}

}  // namespace
}  // namespace seiload::chain
