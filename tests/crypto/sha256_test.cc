#include "crypto/sha256.h"

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

TEST(Sha256, PiecesOfAnySizeGiveTheSame) {
  for (std::size_t size = 0; size <= 200; ++size) {
    const base::Bytes input(size, static_cast<std::uint8_t>(size + 1));
    const base::ByteSpan view(input);
    const base::Bytes32 whole = sha256(input);
    for (std::size_t cut = 0; cut <= size; ++cut)
      ASSERT_EQ(Sha256().update(view.first(cut)).update({}).update(view.subspan(cut)).finish(), whole)
          << size << " cut at " << cut;
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

}  // namespace
}  // namespace seiload::crypto
