#include "crypto/sha2.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.h"
#include "support/vectors.h"

namespace seiload::crypto {
namespace {

class Sha256Vectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, Sha256Vectors, test::both_sets(), test::name_of_set);

TEST_P(Sha256Vectors, Agree) {
  LOAD_VECTORS(records, "sha256.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    EXPECT_EQ(base::to_hex(sha256(record.bytes("input"))), record.text("output"));
  }
}

// RFC 4231, section 4.
TEST(HmacSha256, Rfc4231) {
  const struct {
    const char* name;
    base::Bytes key;
    std::string data;
    const char* mac;
  } kCases[] = {
      {"1", base::Bytes(20, 0x0b), "Hi There",
       "0xb0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"2, a short key",
       {'J', 'e', 'f', 'e'},
       "what do ya want for nothing?",
       "0x5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {"3", base::Bytes(20, 0xaa), std::string(50, '\xdd'),
       "0x773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {"6, a key of more than a block", base::Bytes(131, 0xaa),
       "Test Using Larger Than Block-Size Key - Hash Key First",
       "0x60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {"7, both long", base::Bytes(131, 0xaa),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
       "to be "
       "hashed before being used by the HMAC algorithm.",
       "0x9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const HmacSha256 hmac(c.key);
    EXPECT_EQ(base::to_hex(hmac.mac(base::as_bytes(c.data))), c.mac);
    EXPECT_EQ(base::to_hex(hmac.mac(base::as_bytes(c.data))), c.mac) << "a second time";
  }
}

TEST(HmacSha256, KeysOfOneBlockStandAsTheyAreAndLongerOnesAreHashed) {
  const base::Bytes block(64, 0x61), longer(65, 0x61);
  EXPECT_EQ(HmacSha256(longer).mac({}), HmacSha256(sha256(longer)).mac({}));
  EXPECT_NE(HmacSha256(block).mac({}), HmacSha256(sha256(block)).mac({}));
}

TEST(Sha384, Fips180) {
  const struct {
    const char* name;
    std::string input;
    const char* digest;
  } kCases[] = {
      {"empty", "",
       "0x38b060a751ac96384cd9327eb1b1e36a21fdb71114be0743"
       "4c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b"},
      {"abc", "abc",
       "0xcb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
       "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
      {"two blocks",
       "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
       "lmnopqrsmnopqrstnopqrstu",
       "0x09330c33f71147e83d192fc782cd1b4753111b173b3b05d2"
       "2fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039"},
      {"a million", std::string(1'000'000, 'a'),
       "0x9d0e1809716474cb086e834e310a4a1ced149e9c00f24852"
       "7972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985"},
  };
  for (const auto& c : kCases)
    EXPECT_EQ(base::to_hex(Sha384().update(base::as_bytes(c.input)).finish()), c.digest) << c.name;
}

// FIPS 180-4's examples, and a million times 'a'.
TEST(Sha512, Fips180) {
  const struct {
    const char* name;
    std::string input;
    const char* digest;
  } kCases[] = {
      {"empty", "",
       "0xcf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
       "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"},
      {"abc", "abc",
       "0xddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
       "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
      {"two blocks",
       "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
       "lmnopqrsmnopqrstnopqrstu",
       "0x8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
       "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"},
      {"a million", std::string(1'000'000, 'a'),
       "0xe718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
       "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"},
  };
  for (const auto& c : kCases) EXPECT_EQ(base::to_hex(sha512(base::as_bytes(c.input))), c.digest) << c.name;
}

// RFC 4231, section 4.
TEST(HmacSha512, Rfc4231) {
  base::Bytes counted;
  for (std::uint8_t i = 1; i <= 25; ++i) counted.push_back(i);
  const struct {
    const char* name;
    base::Bytes key;
    std::string data;
    const char* mac;
  } kCases[] = {
      {"1", base::Bytes(20, 0x0b), "Hi There",
       "0x87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
       "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
      {"2",
       {'J', 'e', 'f', 'e'},
       "what do ya want for nothing?",
       "0x164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
       "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
      {"3", base::Bytes(20, 0xaa), std::string(50, '\xdd'),
       "0xfa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
       "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"},
      {"4", counted, std::string(50, '\xcd'),
       "0xb0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
       "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"},
      {"6", base::Bytes(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First",
       "0x80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
       "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
      {"7", base::Bytes(131, 0xaa),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
       "to be hashed before being used by the HMAC algorithm.",
       "0xe37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
       "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const HmacSha512 hmac(c.key);
    EXPECT_EQ(base::to_hex(hmac.mac(base::as_bytes(c.data))), c.mac);
    EXPECT_EQ(base::to_hex(hmac.mac(base::as_bytes(c.data))), c.mac) << "a second time";
  }
}

template <class Hash>
class Sha2Pieces : public ::testing::Test {};
using AllOfSha2 = ::testing::Types<Sha256, Sha384, Sha512>;
TYPED_TEST_SUITE(Sha2Pieces, AllOfSha2);

TYPED_TEST(Sha2Pieces, OfAnySizeGiveTheSame) {
  for (std::size_t size = 0; size <= 300; size += size < 200 ? 1 : 7) {
    const base::Bytes input(size, static_cast<std::uint8_t>(size + 1));
    const base::ByteSpan view(input);
    const auto whole = TypeParam().update(input).finish();
    for (std::size_t cut = 0; cut <= size; ++cut)
      ASSERT_EQ(TypeParam().update(view.first(cut)).update({}).update(view.subspan(cut)).finish(), whole)
          << size << " cut at " << cut;
  }
}

}  // namespace
}  // namespace seiload::crypto
