#include "eth/create2.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.h"

namespace seiload::eth {
namespace {

// EIP-1014, Examples.
TEST(Create2, GivesTheAddressesOfEip1014) {
  const std::string zeros(64, '0');
  std::string many;
  for (int i = 0; i < 11; ++i) many += "deadbeef";
  const struct {
    std::string factory, salt, init_code, address;
  } kCases[] = {
      {"0x0000000000000000000000000000000000000000", zeros, "00",
       "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38"},
      {"0xdeadbeef00000000000000000000000000000000", zeros, "00",
       "0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3"},
      {"0xdeadbeef00000000000000000000000000000000",
       "000000000000000000000000feed000000000000000000000000000000000000", "00",
       "0xD04116cDd17beBE565EB2422F2497E06cC1C9833"},
      {"0x0000000000000000000000000000000000000000", zeros, "deadbeef",
       "0x70f2b2914A2a4b783FaEFb75f459A580616Fcb5e"},
      {"0x00000000000000000000000000000000deadbeef",
       "00000000000000000000000000000000000000000000000000000000cafebabe", "deadbeef",
       "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7"},
      {"0x00000000000000000000000000000000deadbeef",
       "00000000000000000000000000000000000000000000000000000000cafebabe", many,
       "0x1d8bfDC5D46DC4f61D6b6115972536eBE6A8854C"},
      {"0x0000000000000000000000000000000000000000", zeros, "", "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0"},
  };
  for (const auto& c : kCases) {
    const auto factory = parse_address(c.factory);
    const auto salt = base::decode_hex_array<32>("0x" + c.salt);
    const auto init_code = base::decode_hex_digits(c.init_code);
    ASSERT_TRUE(factory && salt && init_code) << c.address;
    EXPECT_EQ(to_checksum(create2_address(*factory, *salt, *init_code)), c.address);
  }
}

TEST(Create2, KnowsTheProxy) {
  EXPECT_EQ(to_checksum(kDeploymentProxy), "0x4e59b44847b379578588920cA78FbF26c0B4956C");
}

}  // namespace
}  // namespace seiload::eth
