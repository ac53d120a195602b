#include "eth/address.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/text.h"
#include "base/uint256.h"
#include "eth/account.h"
#include "support/paths.h"
#include "support/vectors.h"

namespace seiload::eth {
namespace {

class AddressVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, AddressVectors, test::both_sets(), test::name_of_set);

TEST_P(AddressVectors, OfKeys) {
  LOAD_VECTORS(records, "addresses.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    const Address address = address_of_key(record.bytes32("privateKey"));
    EXPECT_EQ(to_hex(address), record.text("address"));
    EXPECT_EQ(to_checksum(address), record.text("checksum"));
    EXPECT_EQ(parse_address(record.text("address")), address);
    EXPECT_EQ(parse_address(record.text("checksum")), address);
  }
}

TEST_P(AddressVectors, OfContracts) {
  LOAD_VECTORS(records, "create_address.json");
  for (const auto& record : records) {
    const auto nonce = base::Uint256::from_quantity(record.text("nonce")).value();
    EXPECT_EQ(to_hex(create_address(parse_address(record.text("sender")).value(), nonce.low_u64())),
              record.text("address"))
        << record.label();
  }
}

class PublicAddressVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, PublicAddressVectors, test::full_set(), test::name_of_set);

TEST_P(PublicAddressVectors, OfKeys) {
  LOAD_VECTORS(records, "ethereum_basic.json");
  for (const auto& record : records) {
    if (record.text("set") != "key") continue;
    EXPECT_EQ(to_hex(address_of_key(record.bytes32("privateKey"))), base::to_lower(record.text("address")));
  }
}

// The checksummed ones are EIP-55's own examples.
TEST(Address, ManyAtOnceAreTheSame) {
  std::vector<base::Bytes32> keys(200);
  pool_keys(7, 0, 0, keys);
  std::vector<crypto::PublicKey> public_keys(keys.size());
  crypto::derive_public_keys(keys, public_keys);
  test::on_every_path([&] {
    for (const std::size_t count : {0U, 1U, 2U, 7U, 8U, 9U, 63U, 64U, 65U, 200U}) {
      std::vector<Address> addresses(count);
      addresses_of(std::span(public_keys).first(count), addresses);
      for (std::size_t i = 0; i < count; ++i)
        ASSERT_EQ(addresses[i], address_of_key(keys[i])) << i << " of " << count;
    }
  });
}

TEST(Address, Parses) {
  const struct {
    const char* text;
    bool valid;
  } kCases[] = {
      {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", true},
      {"0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", true},
      {"0x52908400098527886E0F7030069857D2E4169EE7", true},
      {"0x52908400098527886e0f7030069857d2e4169ee7", true},
      {"0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed", false},  // one letter's case
      {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", false},
      {"0x1111111111111111111111111111111111111111", true},
      {"1111111111111111111111111111111111111111", false},
      {"0x111111111111111111111111111111111111111", false},
      {"0x11111111111111111111111111111111111111111", false},
      {"0X1111111111111111111111111111111111111111", false},
      {"0x111111111111111111111111111111111111111g", false},
      {" 0x1111111111111111111111111111111111111111", false},
      {"", false},
      {"0x", false},
  };
  for (const auto& c : kCases) EXPECT_EQ(parse_address(c.text).has_value(), c.valid) << c.text;
}

TEST(Address, HashDiffersWithEveryByte) {
  const std::hash<Address> hash;
  for (std::size_t i = 0; i < 20; ++i) {
    Address address;
    address.bytes[i] = 1;
    EXPECT_NE(hash(address), hash(Address{})) << i;
    EXPECT_NE(address, Address{});
  }
}

}  // namespace
}  // namespace seiload::eth
