#include "cli/genesis.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "json/value.h"

namespace seiload::cli {
namespace {

const eth::Address kFirst = *eth::parse_address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
const eth::Address kSecond = *eth::parse_address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
const base::Uint256 kTenEther = *base::Uint256::from_decimal("10000000000000000000");

std::string genesis(std::string_view kind) {
  std::string text;
  const eth::Address accounts[] = {kFirst, kSecond};
  EXPECT_TRUE(write_genesis(kind, accounts, kTenEther, [&](std::string_view piece) -> base::Status {
    text += piece;
    return {};
  }));
  EXPECT_TRUE(json::parse(text)) << text;
  return text;
}

TEST(Genesis, TheAllocOfGethAndItsLikes) {
  for (const char* kind : {"geth", "besu", "reth", "anvil"})
    EXPECT_EQ(genesis(kind),
              "{\"alloc\": {\n"
              "  \"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\": {\"balance\": \"0x8ac7230489e80000\"},\n"
              "  \"0x70997970c51812dc3a010c7d01b50e0d17dc79c8\": {\"balance\": \"0x8ac7230489e80000\"}\n"
              "}}\n");
}

TEST(Genesis, TheAccountsOfNethermind) {
  EXPECT_EQ(genesis("nethermind"),
            "{\"accounts\": {\n"
            "  \"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266\": {\"balance\": \"0x8ac7230489e80000\"},\n"
            "  \"0x70997970c51812dc3a010c7d01b50e0d17dc79c8\": {\"balance\": \"0x8ac7230489e80000\"}\n"
            "}}\n");
}

TEST(Genesis, TheBalancesOfSei) {
  const std::string text = genesis("sei");
  EXPECT_EQ(text, base::cat("{\"app_state\": {\"bank\": {\"balances\": [\n  {\"address\": \"",
                            to_bech32("sei", kFirst),
                            "\", \"coins\": [{\"denom\": \"usei\", \"amount\": \"10000000\"}]},\n"
                            "  {\"address\": \"",
                            to_bech32("sei", kSecond),
                            "\", \"coins\": [{\"denom\": \"usei\", \"amount\": \"10000000\"}]}\n]}}}\n"));
}

// A valid string of BIP-173: its 32 digits are 20 bytes.
TEST(Genesis, Bech32) {
  EXPECT_EQ(to_bech32("abcdef", *eth::parse_address("0x00443214c74254b635cf84653a56d7c675be77df")),
            "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw");
}

TEST(Genesis, Kinds) {
  EXPECT_EQ(check_genesis_kind("geth"), "");
  EXPECT_EQ(check_genesis_kind("parity"),
            "expected geth, besu, nethermind, reth, anvil or sei, got 'parity'");
}

}  // namespace
}  // namespace seiload::cli
