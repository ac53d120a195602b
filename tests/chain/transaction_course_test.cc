#include "chain/transaction_course.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/hex.h"
#include "base/text.h"
#include "eth/account.h"
#include "eth/transaction.h"

namespace seiload::chain {
namespace {

using base::cat;
constexpr eth::Address kNobody{{0xde, 0xad}};
using namespace std::chrono_literals;

constexpr std::string_view kHead = R"({"number":"0x5","baseFeePerGas":"0x3b9aca00"})";  // 1 gwei
constexpr std::string_view kLegacyHead = R"({"number":"0x5"})";

NodeReply result(std::string_view text) { return {std::string(text), 0, {}, {}}; }
NodeReply refusal(std::int64_t code, std::string_view message, std::string_view data = {}) {
  return {{}, code, std::string(message), std::string(data)};
}
NodeReply receipt(std::string_view status) {
  return result(cat(R"({"status":")", status, R"(","blockNumber":"0xc","gasUsed":"0xb26e"})"));
}

// A node as a table of replies, and the course of a transaction there. Time passes only while it waits.
class Node {
 public:
  std::function<base::Result<NodeReply>(int n)> on_head = [](int) { return result(kHead); };
  std::function<base::Result<NodeReply>(int n)> on_nonce = [](int) { return result("\"0x7\""); };
  std::function<base::Result<NodeReply>(int n)> on_send = [](int) { return result("\"0x00\""); };
  std::function<base::Result<NodeReply>(int n)> on_receipt = [](int) { return receipt("0x1"); };
  std::function<base::Result<NodeReply>(int n)> on_replay = [](int) { return result("\"0x\""); };

  SetUpTransaction transaction{"deploying X", kNobody, {1, 2, 3}, 5, 50000, {}};
  std::string log;         // what was asked, and when
  std::string params;      // of the last question
  std::string receipt_of;  // "0" for the first version sent, in the order of the questions

  base::Result<SetUpReceipt> run() {
    const sys::TimePoint start;
    sys::TimePoint now = start;
    TransactionCourse course(transaction, sender_, now, {});
    while (true) {
      auto question = course.next(now);
      if (course.is_done()) return course.result();
      if (!question) {
        EXPECT_GT(course.wake_at(), now);
        now = course.wake_at();
        continue;
      }
      params = question->params;
      const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(now - start).count();
      course.take(reply_to(question->method, at), now);
    }
  }

 private:
  base::Result<NodeReply> reply_to(std::string_view method, std::int64_t at) {
    const auto log_it = [&](std::string_view what) { log += cat(at, ' ', what, '\n'); };
    if (method == "eth_getBlockByNumber") return log_it("head"), on_head(heads_++);
    if (method == "eth_gasPrice") return log_it("gas price"), result("\"0xb2d05e00\"");  // 3 gwei
    if (method == "eth_getTransactionCount") return log_it("nonce"), on_nonce(nonces_++);
    if (method == "eth_call") return log_it("replay"), on_replay(replays_++);
    if (method == "eth_getTransactionReceipt") {
      for (std::size_t i = 0; i < hashes_.size(); ++i)
        if (params == cat("[\"", base::to_hex(hashes_[i]), "\"]")) receipt_of += std::to_string(i);
      if (receipts_ == 0) log_it("receipt");
      return on_receipt(receipts_++);
    }
    const auto raw = base::decode_hex(std::string_view(params).substr(2, params.size() - 4));
    const auto signed_tx = eth::decode_transaction(*raw);
    EXPECT_EQ(signed_tx->sender, sender_.address);
    const eth::Transaction& tx = signed_tx->tx;
    EXPECT_TRUE(tx.chain_id == 99 && tx.to == transaction.to && tx.value == transaction.value &&
                tx.gas_limit == transaction.gas_limit);
    EXPECT_EQ(base::Bytes(tx.data.begin(), tx.data.end()), transaction.data);
    if (std::find(hashes_.begin(), hashes_.end(), signed_tx->hash) == hashes_.end())
      hashes_.push_back(signed_tx->hash);
    const bool is_legacy = tx.type == eth::TxType::legacy;
    log_it(cat("send nonce ", tx.nonce, ", ", is_legacy ? "price " : "cap ",
               show_gwei(is_legacy ? tx.gas_price : tx.fee_cap),
               is_legacy ? std::string() : cat(", tip ", show_gwei(tx.tip_cap))));
    return on_send(sends_++);
  }

  const base::Bytes32 key_ = eth::pool_key(1, 2, 3);
  const Sender sender_{eth::address_of_key(key_), &key_, 99};
  std::vector<base::Bytes32> hashes_;
  int heads_ = 0, nonces_ = 0, sends_ = 0, receipts_ = 0, replays_ = 0;
};

std::string message(const base::Result<SetUpReceipt>& receipt) {
  if (receipt) return receipt->succeeded ? "succeeded" : receipt->reason;
  std::string text = receipt.error().message;
  const auto hash = text.find("transaction 0x");
  if (hash != std::string::npos) text.replace(hash + 12, 66, "HASH");
  return text;
}

TEST(TransactionCourse, AsksForFeesAndNonceSendsAndWaitsForTheReceipt) {
  Node node;
  node.on_receipt = [](int n) { return n < 3 ? result("null") : receipt("0x1"); };
  const auto got = node.run();
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_TRUE(got->succeeded);
  EXPECT_EQ(got->nonce, 7U);
  EXPECT_EQ(got->block, 12U);
  EXPECT_EQ(got->gas_used, 45678U);
  EXPECT_EQ(node.log, "0 head\n0 nonce\n0 send nonce 7, cap 4 gwei, tip 2 gwei\n0 receipt\n");
  EXPECT_EQ(node.receipt_of, "0000");
}

TEST(TransactionCourse, PaysTheGasPriceWhereThereIsNoBaseFee) {
  Node node;
  node.on_head = [](int) { return result(kLegacyHead); };
  EXPECT_EQ(message(node.run()), "succeeded");
  EXPECT_EQ(node.log, "0 head\n0 gas price\n0 nonce\n0 send nonce 7, price 3 gwei\n0 receipt\n");
}

TEST(TransactionCourse, ReplacesWhatDoesNotMoveAndLooksForAllVersions) {
  Node node;
  node.on_receipt = [](int n) { return n < 90 ? result("null") : receipt("0x1"); };
  EXPECT_EQ(message(node.run()), "succeeded");
  EXPECT_EQ(node.log,
            "0 head\n0 nonce\n0 send nonce 7, cap 4 gwei, tip 2 gwei\n0 receipt\n"
            "10000 head\n10000 send nonce 7, cap 4.500000001 gwei, tip 2.250000001 gwei\n"
            "20000 head\n20000 send nonce 7, cap 5.062500002 gwei, tip 2.531250002 gwei\n");
  EXPECT_NE(node.receipt_of.find("20120120"), std::string::npos) << node.receipt_of;
}

TEST(TransactionCourse, FollowsTheBaseFeeAndNeverPaysMoreThanTheCap) {
  Node node;
  node.on_head = [](int n) { return n == 0 ? result(kHead) : result(R"({"baseFeePerGas":"0x12a05f2000"})"); };
  node.on_receipt = [](int) { return result("null"); };
  EXPECT_EQ(message(node.run()),
            "deploying X: transaction HASH is in no block after 30s (nonce 7, fee cap 100 gwei)");
  EXPECT_EQ(node.log,
            "0 head\n0 nonce\n0 send nonce 7, cap 4 gwei, tip 2 gwei\n0 receipt\n"
            "10000 head\n10000 send nonce 7, cap 100 gwei, tip 2.250000001 gwei\n20000 head\n");
}

TEST(TransactionCourse, RefusesABaseFeeAboveTheCap) {
  Node node;
  node.on_head = [](int) { return result(R"({"baseFeePerGas":"0x174876e801"})"); };
  EXPECT_EQ(
      message(node.run()),
      "deploying X: the base fee is 100.000000001 gwei, above the 100 gwei that a set-up transaction may "
      "pay");
  EXPECT_EQ(node.log, "0 head\n");
}

TEST(TransactionCourse, ReadsTheNonceAgainWhereAnotherProgramTookIt) {
  Node node;
  node.on_nonce = [](int n) { return result(n == 0 ? "\"0x7\"" : "\"0x8\""); };
  node.on_send = [](int n) { return n == 0 ? refusal(-32000, "nonce too low") : result("\"0x00\""); };
  EXPECT_EQ(message(node.run()), "succeeded");
  EXPECT_EQ(node.log,
            "0 head\n0 nonce\n0 send nonce 7, cap 4 gwei, tip 2 gwei\n250 nonce\n"
            "250 send nonce 8, cap 4 gwei, tip 2 gwei\n250 receipt\n");
}

TEST(TransactionCourse, SendsTheSameBytesAgainWithoutAnAnswer) {
  Node node;
  node.on_send = [](int n) -> base::Result<NodeReply> {
    if (n == 0) return base::Error{base::Code::io, "connection reset"};
    return refusal(-32000, "nonce too low");  // since the first one got in
  };
  EXPECT_EQ(message(node.run()), "succeeded");
  EXPECT_EQ(node.log,
            "0 head\n0 nonce\n0 send nonce 7, cap 4 gwei, tip 2 gwei\n"
            "250 send nonce 7, cap 4 gwei, tip 2 gwei\n250 receipt\n");
  EXPECT_EQ(node.receipt_of, "0");
}

TEST(TransactionCourse, KnownAlreadyIsSent) {
  Node node;
  node.on_send = [](int) { return refusal(-32000, "already known"); };
  EXPECT_EQ(message(node.run()), "succeeded");
}

TEST(TransactionCourse, RaisesTheFeeOfOneThatIsUnderpriced) {
  Node node;
  node.on_send = [](int n) {
    return n == 0 ? refusal(-32000, "transaction underpriced") : result("\"0x00\"");
  };
  EXPECT_EQ(message(node.run()), "succeeded");
  EXPECT_EQ(node.log,
            "0 head\n0 nonce\n0 send nonce 7, cap 4 gwei, tip 2 gwei\n"
            "250 send nonce 7, cap 4.500000001 gwei, tip 2.250000001 gwei\n250 receipt\n");
}

TEST(TransactionCourse, EndsWithTheNodesWordsWhereItRefuses) {
  Node node;
  node.on_send = [](int) { return refusal(-32000, "insufficient funds for gas * price + value"); };
  EXPECT_EQ(
      message(node.run()),
      "deploying X: eth_sendRawTransaction: the node answered: insufficient funds for gas * price + value");
  Node other;
  other.on_nonce = [](int) { return refusal(-32601, "the method does not exist"); };
  EXPECT_EQ(message(other.run()),
            "deploying X: eth_getTransactionCount: the node answered: the method does not exist");
}

TEST(TransactionCourse, WaitsOutWhatPasses) {
  Node node;
  node.on_head = [](int n) -> base::Result<NodeReply> {
    if (n == 0) return base::Error{base::Code::io, "connection refused"};
    if (n == 1) return result("null");
    return n == 2 ? refusal(-32005, "rate limit exceeded") : result(kHead);
  };
  node.on_receipt = [](int n) -> base::Result<NodeReply> {
    if (n == 0) return base::Error{base::Code::timeout, "no answer"};
    return n == 1 ? refusal(-32000, "transaction indexing is in progress") : receipt("0x1");
  };
  EXPECT_EQ(message(node.run()), "succeeded");
  EXPECT_EQ(node.log,
            "0 head\n250 head\n500 head\n750 head\n750 nonce\n750 send nonce 7, cap 4 gwei, tip 2 gwei\n"
            "750 receipt\n");
}

TEST(TransactionCourse, GivesUpWhatIsNeverSent) {
  Node node;
  node.on_head = [](int) { return base::Error{base::Code::io, "connection refused"}; };
  const auto got = node.run();
  EXPECT_EQ(message(got), "deploying X: not sent within 30s; last: connection refused");
  EXPECT_EQ(got.error().code, base::Code::timeout);
}

TEST(TransactionCourse, ExplainsARevertByAReplayAtItsBlock) {
  Node node;
  node.on_receipt = [](int) { return receipt("0x0"); };
  node.on_replay = [](int n) -> base::Result<NodeReply> {
    if (n == 0) return base::Error{base::Code::io, "connection reset"};
    return refusal(3, "execution reverted",
                   "\"0x08c379a0"
                   "0000000000000000000000000000000000000000000000000000000000000020"
                   "0000000000000000000000000000000000000000000000000000000000000003"
                   "6e6f210000000000000000000000000000000000000000000000000000000000\"");
  };
  const auto got = node.run();
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_FALSE(got->succeeded);
  EXPECT_EQ(got->reason, "'no!'");
  EXPECT_EQ(node.params,
            cat(R"([{"from":")", eth::to_hex(eth::address_of_key(eth::pool_key(1, 2, 3))), R"(","to":")",
                eth::to_hex(kNobody), R"(","data":"0x010203","value":"0x5","gas":"0xc350"},"0xc"])"));
}

TEST(TransactionCourse, ExplainsARevertByAnotherCallWhereThatTells) {
  Node node;
  node.transaction.replay = Replay{kNobody, {}, {9}};
  node.on_receipt = [](int) { return receipt("0x0"); };
  node.on_replay = [](int) { return refusal(-32000, "invalid opcode: INVALID"); };
  EXPECT_EQ(message(node.run()), "invalid opcode: INVALID");
  EXPECT_EQ(node.params, cat(R"([{"from":")", eth::to_hex(kNobody),
                             R"(","data":"0x09","value":"0x5","gas":"0xc350"},"0xc"])"));
}

TEST(TransactionCourse, SaysWhereARevertHasNoReason) {
  Node node;
  node.on_receipt = [](int) { return receipt("0x0"); };
  EXPECT_EQ(message(node.run()), "unknown: the same call succeeds at its block");
  Node empty;
  empty.transaction.gas_limit = 45678;  // all of it was used
  empty.on_receipt = node.on_receipt;
  EXPECT_EQ(message(empty.run()), "out of gas");
  Node silent;
  silent.on_receipt = node.on_receipt;
  silent.on_replay = [](int) { return base::Error{base::Code::io, "connection refused"}; };
  EXPECT_EQ(message(silent.run()), "unknown: no answer to its replay: connection refused");
}

TEST(TransactionCourse, IsNotMisledByNonsense) {
  for (const std::string_view nonsense : {"", "[", "7", "\"0x\"", "{}", R"({"status":"0x1"})", "[null]"}) {
    SCOPED_TRACE(nonsense);
    Node node;
    node.on_receipt = [&](int) { return result(nonsense); };
    EXPECT_EQ(node.run().error().code, base::Code::timeout);
  }
  Node node;
  node.on_nonce = [](int) { return result("\"0x10000000000000000\""); };
  EXPECT_EQ(message(node.run()),
            "deploying X: not sent within 30s; last: eth_getTransactionCount: the result is not a quantity");
}

}  // namespace
}  // namespace seiload::chain
