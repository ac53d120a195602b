#include "eth/private_key.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/text.h"
#include "eth/account.h"

namespace seiload::eth {
namespace {

constexpr std::string_view kKey = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
constexpr std::string_view kOther = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

TEST(PrivateKey, AsPeopleWriteIt) {
  for (const std::string& text :
       {std::string(kKey), base::cat("0x", kKey), base::cat(" \t0X", kKey, "\r\n"),
        std::string("AC0974BEC39A17E36BA4A6B4D238FF944BACB478CBED5EFCAE784D7BF4F2FF80")}) {
    const auto key = parse_private_key(text);
    ASSERT_TRUE(key) << text;
    EXPECT_EQ(base::to_hex(*key), base::cat("0x", kKey));
    EXPECT_EQ(to_checksum(address_of_secret(*key)), "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
  }
}

TEST(PrivateKey, WhatIsNone) {
  constexpr std::string_view kForm = "expected a private key, 64 hex digits";
  constexpr std::string_view kRange =
      "the private key is out of range: 0, or not below the order of secp256k1";
  const struct {
    std::string text;
    std::string_view error;
  } kCases[] = {
      {"", kForm},
      {"0x", kForm},
      {std::string(kKey.substr(1)), kForm},
      {base::cat(kKey, "0"), kForm},
      {base::cat("0x0x", kKey.substr(2)), kForm},
      {base::cat(kKey.substr(1), "g"), kForm},
      {std::string(64, '0'), kRange},
      {"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", kRange},
      {std::string(64, 'f'), kRange},
  };
  for (const auto& c : kCases) {
    const auto key = parse_private_key(c.text);
    ASSERT_FALSE(key) << c.text;
    EXPECT_EQ(key.error().message, c.error) << c.text;
  }
}

TEST(PrivateKeys, OneALineWithComments) {
  const auto keys =
      parse_private_keys(base::cat("# of the test chain\n\n0x", kKey, "\n  ", kOther, " # second\r\n#end"));
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ(base::to_hex((*keys)[0]), base::cat("0x", kKey));
  EXPECT_EQ(base::to_hex((*keys)[1]), base::cat("0x", kOther));
}

TEST(PrivateKeys, WhatIsWrongIsToldByLineAndNeverQuoted) {
  const struct {
    std::string text;
    std::string_view error;
  } kCases[] = {
      {"", "no private key: expected one a line, 64 hex digits"},
      {"# none\n\n", "no private key: expected one a line, 64 hex digits"},
      {base::cat(kKey, "\n\nsecret\n"), "line 3: expected a private key, 64 hex digits"},
      {base::cat(kKey, " ", kOther), "line 1: expected a private key, 64 hex digits"},
      {base::cat(kOther, "\n", kKey, "\n#\n0x", kKey, "\n", kOther), "line 4: the key of line 2 again"},
  };
  for (const auto& c : kCases) {
    const auto keys = parse_private_keys(c.text);
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().message, c.error);
  }
}

TEST(PrivateKeys, TheConstantTimeAddressIsTheOther) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    const base::Bytes32 key = pool_key(1, 2, i);
    EXPECT_EQ(address_of_secret(key), address_of_key(key));
  }
}

}  // namespace
}  // namespace seiload::eth
