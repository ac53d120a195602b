#include "rpc/node_error.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "support/vectors.h"

namespace seiload::rpc {
namespace {

using measure::name_of;
using measure::Outcome;
using measure::OutcomeClass;

class NodeErrors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, NodeErrors, test::both_sets(), test::name_of_set);

// A class of the file: "nonce_gap", or "unanswered:request_timeout" where the class of the outcome is not
// rejected.
std::string label_of(Outcome outcome) {
  const OutcomeClass outcome_class = class_of(outcome);
  if (outcome_class == OutcomeClass::rejected) return std::string(name_of(outcome));
  return base::cat(name_of(outcome_class), ':', name_of(outcome));
}

TEST_P(NodeErrors, HaveTheClassOfTheirWords) {
  LOAD_VECTORS(records, "rpc_errors.json");
  for (const auto& record : records) {
    const std::int64_t code = record.field("code").number()->as_i64().value_or(0);
    const std::string message = record.text("message");
    EXPECT_EQ(label_of(classify_error(code, message)), record.text("class"))
        << record.text("node") << ": " << message;
  }
}

TEST(NodeError, OtherWordingsOfTheSameKind) {
  const struct {
    std::int64_t code;
    const char* message;
    const char* want;
  } kCases[] = {
      // geth
      {-32000, "nonce too high: address 0x5a, tx: 9 state: 3", "nonce_gap"},
      {-32000, "gapped-nonce tx from delegated accounts", "nonce_gap"},
      {-32000, "account limit exceeded: pooled 16 txs", "account_limit"},
      {-32000, "transaction underpriced: gas tip cap 1, minimum needed 25000000", "underpriced"},
      {-32000, "transaction type not supported", "unsupported"},
      {-32000, "tx fee (1.05 ether) exceeds the configured cap (1.00 ether)", "fee_cap"},
      {-32000, "max initcode size exceeded: code size 60000, limit 49152", "invalid"},
      {-32000, "insufficient gas for floor data gas cost: have 21000, want 30000", "gas_limit"},
      {-32000, "insufficient funds for transfer", "insufficient_funds"},
      {-32000, "sender not an eoa: address 0x1, codehash: 0x2", "invalid"},
      {-32000, "rlp: expected input list for types.LegacyTx", "invalid"},
      {-32000, "typed transaction too short", "invalid"},
      {-32000, "oversized data: transaction size 140000, limit 131072", "invalid"},
      {-32000, "nonce has max value: address 0x1, nonce: 18446744073709551615", "invalid"},
      {-32003, "response too large", "batch_refused"},
      {-32602, "invalid argument 0: json: cannot unmarshal hex string without 0x prefix", "invalid"},
      {-32601, "the method eth_sendRawTransaction does not exist/is not available", "method_missing"},
      {-32000, "missing trie node 8b4c (path )", "other_error"},
      // erigon
      {-32000, "batch limit 100 exceeded (can increase by --rpc.batch.limit). Requested batch of size: 150",
       "batch_refused"},
      {-32000, "pending sub-pool is full", "pool_full"},
      {-32000, "could not replace existing tx", "nonce_taken"},
      {-32000, "existing tx with same hash", "already_known"},
      {-32000, "intrinsic gas too low", "gas_limit"},
      {-32000, "rlp too large", "invalid"},
      // nethermind
      {-32005, "Batch size limit exceeded", "batch_refused"},
      {-32010, "MaxFeePerGasTooLow", "underpriced"},
      {-32010, "NonceTooLow", "nonce_too_low"},
      {-32010, "Invalid, invalid tx type", "unsupported"},
      {-32000, "Nethermind is still syncing", "starting"},
      // besu
      {-32005, "Number of requests in batch exceeds max batch size", "batch_refused"},
      {-32000, "Transaction fee cap exceeded", "fee_cap"},
      {-32000, "Wrong chainId", "invalid"},
      {-32002, "Invalid signature", "invalid"},
      {-32003, "Intrinsic gas exceeds gas limit", "gas_limit"},
      {-32009, "Gas price below current base fee", "underpriced"},
      {-32000, "Timeout expired", "unanswered:request_timeout"},
      // reth, anvil
      {-32003, "txpool is full", "pool_full"},
      {-32003, "insufficient gas price to replace existing transaction", "nonce_taken"},
      {-32003, "transaction already imported", "already_known"},
      {-32003, "Insufficient funds for gas * price + value", "insufficient_funds"},
      {-32010, "The batch request was too large", "batch_refused"},
      {-32005, "Batched requests are not supported by this server", "batch_refused"},
      {-32007, "Request is too big", "batch_refused"},
      {-32003, "max priority fee per gas greater than max fee per gas", "invalid"},
      {-32003, "max priority fee per gas exceeds max fee per gas", "invalid"},
      {-32602, "Failed to decode transaction", "invalid"},
      // Cosmos
      {-32000, "account sequence mismatch, expected 7, got 5: incorrect account sequence", "nonce_too_low"},
      {-32000, "mempool is full: number of txs 5000 (max: 5000)", "pool_full"},
      {-32000,
       "provided fee < minimum global fee (10aevmos < 20aevmos). Please increase the gas price.: "
       "insufficient fee",
       "underpriced"},
      {-32000, "timed out waiting for tx to be included in a block", "unanswered:request_timeout"},
      // Substrate
      {-32603, "submit transaction to pool failed: Pool(TooLowPriority { old: 1, new: 1 })", "nonce_taken"},
      {-32603, "submit transaction to pool failed: Pool(InvalidTransaction(InvalidTransaction::Future))",
       "nonce_gap"},
      {-32603, "submit transaction to pool failed: Pool(InvalidTransaction(InvalidTransaction::Payment))",
       "insufficient_funds"},
      {-32603, "submit transaction to pool failed: Pool(InvalidTransaction(InvalidTransaction::BadProof))",
       "invalid"},
      // parity
      {-32010,
       "Insufficient funds. The account you tried to send transaction from does not have enough funds.",
       "insufficient_funds"},
      {-32010, "Transaction cost exceeds current gas limit. Limit: 8000000, got: 9000000.", "gas_limit"},
      {-32010, "Transaction with the same hash was already imported.", "already_known"},
      {-32010, "Transaction nonce is too low. Try incrementing the nonce.", "nonce_too_low"},
      // providers
      {429, "capacity exceeded", "rate_limited"},
      {-32005, "daily request count exceeded, request rate limited", "rate_limited"},
      {-32029, "request limit exceeded", "rate_limited"},
      {-32005, "", "rate_limited"},
      {-32097, "too many requests, please slow down", "rate_limited"},
      {31, "Batch of more than 3 requests are not allowed on free tier", "batch_refused"},
      {-32000, "You've exceeded the rate limit on your current plan", "rate_limited"},
      {-32055, "No nodes available", "starting"},
      {-32000, "no backends available for method", "starting"},
      {-32000, "context deadline exceeded", "unanswered:request_timeout"},
      {-32000, "unknown transaction type", "unsupported"},
      {-32603, "Internal error", "other_error"},
      {-32000, "", "other_error"},
      // Not the words of another class.
      {-32000, "unknown transaction", "other_error"},
      {3, "execution reverted: account is frozen", "other_error"},
  };
  for (const auto& c : kCases) EXPECT_EQ(label_of(classify_error(c.code, c.message)), c.want) << c.message;
}

TEST(NodeError, IsTheSameInEverySpelling) {
  for (const char* text : {"nonce too low", "NonceTooLow", "NONCE_TOO_LOW", "nonce-too-low",
                           "err: Nonce Too Low!", "nonce\\ntoo low"})
    EXPECT_EQ(name_of(classify_error(-32000, text)), "nonce_too_low") << text;
}

TEST(NodeError, DataCountsWhereTheMessageSaysNothing) {
  EXPECT_EQ(classify_error(-32603, "Internal error", R"("txpool is full")"), Outcome::pool_full);
  EXPECT_EQ(classify_error(-32000, "nonce too low", R"("txpool is full")"), Outcome::nonce_too_low);
  EXPECT_EQ(classify_error(-32076, "Rejected", R"({"why":"too stale nonce"})"), Outcome::nonce_too_low);
}

TEST(NodeError, AnyBytesHaveAClass) {
  const std::string all = [] {
    std::string text;
    for (int c = 0; c < 256; ++c) text += static_cast<char>(c);
    return text;
  }();
  EXPECT_EQ(classify_error(0, all + all + all), Outcome::other_error);
  EXPECT_EQ(classify_error(0, std::string(100'000, 'n') + "once too low"), Outcome::other_error);
  EXPECT_EQ(classify_error(0, "nonce\\u"), Outcome::other_error);
  EXPECT_EQ(classify_error(0, "invalid nonce expected 99999999999999999999999 got 1"),
            Outcome::nonce_too_low);
}

}  // namespace
}  // namespace seiload::rpc
