#include "eth/mnemonic.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.h"
#include "base/text.h"
#include "crypto/sha2.h"
#include "eth/address.h"
#include "support/vectors.h"

namespace seiload::eth {
namespace {

constexpr std::string_view kDevMnemonic = "test test test test test test test test test test test junk";

std::vector<test::Record> load(const std::string& name) {
  const auto text = test::read_file("tests/data/bips/" + name);
  EXPECT_TRUE(text.has_value()) << "run from the top of the tree";
  auto parsed = json::parse(text.value_or("[]"));
  std::vector<test::Record> records;
  for (json::Value& value : *parsed->array()) records.emplace_back(name, std::move(value));
  return records;
}

TEST(Mnemonic, TheWordsAreThoseOfTheStandard) {
  std::string file(kMnemonicWords);
  for (char& c : file)
    if (c == ' ') c = '\n';
  EXPECT_EQ(base::to_hex(crypto::sha256(base::as_bytes(file))),
            "0x2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
}

TEST(Mnemonic, Bip39Vectors) {
  const auto records = load("bip39.json");
  EXPECT_EQ(records.size(), 24U);
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    const auto seed = mnemonic_seed(record.text("mnemonic"), "TREZOR");
    ASSERT_TRUE(seed) << seed.error().message;
    EXPECT_EQ(base::to_hex(*seed), record.text("seed"));
    EXPECT_EQ(hd_master(*seed)->key, record.bytes32("master"));
  }
}

TEST(Mnemonic, Bip32Vectors) {
  const auto records = load("bip32.json");
  EXPECT_EQ(records.size(), 17U);
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    auto key = hd_master(record.bytes("seed"));
    for (const json::Value& index : *record.field("path").array())
      key = hd_child(*key, static_cast<std::uint32_t>(std::stoul(index.number()->text)));
    EXPECT_EQ(key->key, record.bytes32("key"));
    EXPECT_EQ(key->chain_code, record.bytes32("chainCode"));
  }
}

// As anvil and hardhat print them at their start.
TEST(Mnemonic, TheAccountsOfTestNodes) {
  const auto accounts = MnemonicAccounts::make(*mnemonic_seed(kDevMnemonic));
  const struct {
    std::uint32_t index;
    const char *address, *key;
  } kCases[] = {
      {0, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
       "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"},
      {1, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
       "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"},
      {2, "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
       "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"},
      {9, "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
       "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6"},
  };
  for (const auto& c : kCases) {
    const auto key = accounts->key(c.index);
    EXPECT_EQ(base::to_hex(*key), c.key);
    EXPECT_EQ(to_checksum(address_of_key(*key)), c.address);
  }
}

TEST(Mnemonic, WhiteSpaceAndCaseDoNotMatter) {
  const auto seed = mnemonic_seed(kDevMnemonic);
  EXPECT_EQ(*mnemonic_seed("  TEST test\ttest\r\ntest test test\n\ntest Test test test test jUnK \n"), *seed);
}

TEST(Mnemonic, WhatIsWrongIsToldByPlaceAndNeverByWord) {
  const std::string eleven = "test test test test test test test test test test test";
  const struct {
    const char* name;
    std::string text, error;
  } kCases[] = {
      {"empty", " \n", "0 words: expected a mnemonic of BIP-39, 12, 15, 18, 21 or 24 words"},
      {"one", "test", "1 word: expected a mnemonic of BIP-39, 12, 15, 18, 21 or 24 words"},
      {"eleven", eleven, "11 words: expected a mnemonic of BIP-39, 12, 15, 18, 21 or 24 words"},
      {"thirteen", base::cat(eleven, " junk junk"),
       "13 words: expected a mnemonic of BIP-39, 12, 15, 18, 21 or 24 words"},
      {"25 words", base::cat(eleven, " ", eleven, " test test junk"),
       "more than 24 words: expected a mnemonic of BIP-39"},
      {"checksum", base::cat(eleven, " test"),
       "the checksum of the mnemonic is wrong: a word is wrong or out of its place"},
      {"unknown", base::cat(eleven, " junky"), "word 12 is none of the English list of BIP-39"},
      {"unknown and long", "test testtesttest", "word 2 is none of the English list of BIP-39"},
      {"the beginning of a word alone", base::cat("acti ", eleven),
       "word 1 is none of the English list of BIP-39"},
      {"not ASCII", "caf\xc3\xa9", "word 1 is none of the English list of BIP-39"},
      {"behind the last", "zzzzzzzz", "word 1 is none of the English list of BIP-39"},
  };
  for (const auto& c : kCases) {
    const auto seed = mnemonic_seed(c.text);
    ASSERT_FALSE(seed) << c.name;
    EXPECT_EQ(seed.error().message, c.error) << c.name;
  }
}

}  // namespace
}  // namespace seiload::eth
