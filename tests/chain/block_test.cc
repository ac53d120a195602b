#include "chain/block.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace seiload::chain {
namespace {

std::string hash(char digit) { return "\"0x" + std::string(64, digit) + '"'; }

std::string block(const std::string& transactions) {
  return R"({"number":"0x10","miner":"0x0","hash":)" + hash('a') + R"(,"parentHash":)" + hash('b') +
         R"(,"timestamp":"0x65","gasUsed":"0x5208","gasLimit":"0xffff",)"
         R"("withdrawals":[{"index":"0x0"}],"transactions":)" +
         transactions + "}";
}

TEST(Block, ReadsHashes) {
  const auto read = read_block(block("[" + hash('1') + "," + hash('2') + "]"));
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->number, 16U);
  EXPECT_EQ(base::to_hex((*read)->hash), "0x" + std::string(64, 'a'));
  EXPECT_EQ(base::to_hex((*read)->parent), "0x" + std::string(64, 'b'));
  EXPECT_EQ((*read)->timestamp, 101U);
  EXPECT_EQ((*read)->gas_used, 21000U);
  EXPECT_EQ((*read)->gas_limit, 65535U);
  ASSERT_EQ((*read)->transactions.size(), 2U);
  EXPECT_EQ(base::to_hex((*read)->transactions[1]), "0x" + std::string(64, '2'));
  EXPECT_TRUE((*read)->values.empty());
}

TEST(Block, ReadsBodies) {
  const auto read = read_block(block("[{\"value\":\"0x7\",\"accessList\":[{}],\"hash\":" + hash('1') + "}]"));
  ASSERT_TRUE(read && *read);
  ASSERT_EQ((*read)->transactions.size(), 1U);
  EXPECT_EQ((*read)->values, std::vector{base::Uint256(7)});
}

TEST(Block, NullIsNone) {
  const auto read = read_block("null");
  ASSERT_TRUE(read);
  EXPECT_FALSE(*read);
}

TEST(Block, WhatIsNoBlockIsAnError) {
  const std::string good = block("[]");
  ASSERT_TRUE(read_block(good));
  for (const char* text : {"", "7", "\"0x1\"", "[]", "{}", "nul", "null null"})
    EXPECT_FALSE(read_block(text)) << text;
  for (const char* transactions : {"{}", "null", "[1]", "[\"0x1\"]", "[{}]", "[{\"hash\":\"0x1\"}]", "[[]]"})
    EXPECT_FALSE(read_block(block(transactions))) << transactions;
  for (const char* key :
       {"number", "hash", "parentHash", "timestamp", "gasUsed", "gasLimit", "transactions"}) {
    std::string without = good;
    without.replace(without.find('"' + std::string(key) + '"') + 1, 1, "_");
    EXPECT_FALSE(read_block(without)) << key;
  }
}

TEST(Block, EveryTruncationIsAnError) {
  const std::string whole = block("[{\"value\":\"0x7\",\"hash\":" + hash('1') + "}]");
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(read_block(whole.substr(0, size))) << size;
}

std::string receipt(char tx, const char* status) {
  return "{\"logs\":[{\"data\":\"0x\"}],\"transactionHash\":" + hash(tx) + ",\"blockHash\":" + hash('b') +
         status + "}";
}

std::string taken(const std::string& text) {
  std::string out;
  const auto read = read_receipts(text, [&](const Receipt& one) {
    EXPECT_EQ(base::to_hex(one.block), "0x" + std::string(64, 'b'));
    out += base::to_hex(one.transaction).substr(2, 1) + (one.succeeded ? "+" : "-");
    if (one.gas_used) out += std::to_string(*one.gas_used) + ' ';
  });
  return !read ? "error" : *read ? out : "none";
}

TEST(Receipts, ReadsListsAndSingleOnes) {
  EXPECT_EQ(
      taken("[" + receipt('1', ",\"status\":\"0x1\"") + "," + receipt('2', ",\"status\":\"0x0\"") + "]"),
      "1+2-");
  EXPECT_EQ(taken(receipt('3', ",\"status\":\"0x0\"")), "3-");
  EXPECT_EQ(taken(receipt('3', ",\"gasUsed\":\"0x5208\",\"status\":\"0x1\"")), "3+21000 ");
  for (const char* gas : {"null", "21000", "\"\"", "\"0x10000000000000000\"", "{}"})
    EXPECT_EQ(taken(receipt('3', (std::string(",\"status\":\"0x1\",\"gasUsed\":") + gas).c_str())), "3+")
        << gas;
  EXPECT_EQ(taken("[]"), "");
  EXPECT_EQ(taken("null"), "none");
  EXPECT_EQ(taken("[" + receipt('1', "") + "]"), "");  // from before statuses
  EXPECT_EQ(taken(receipt('1', ",\"status\":null")), "");
  for (const char* text : {"", "7", "\"\"", "[null]", "[7]", "[{]", "{\"status\":"})
    EXPECT_EQ(taken(text), "error") << text;
}

}  // namespace
}  // namespace seiload::chain
