#include "crypto/digest.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.h"
#include "support/wycheproof.h"

namespace seiload::crypto {
namespace {

constexpr HashAlgorithm kAll[] = {HashAlgorithm::sha256, HashAlgorithm::sha384, HashAlgorithm::sha512};

// "abc", FIPS 180-4.
TEST(Digest, EachAlgorithm) {
  const struct {
    HashAlgorithm algorithm;
    const char* digest;
  } kCases[] = {
      {HashAlgorithm::sha256, "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {HashAlgorithm::sha384,
       "0xcb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
       "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
      {HashAlgorithm::sha512,
       "0xddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
       "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
  };
  for (const auto& c : kCases) {
    const Digest digest = hash(c.algorithm, base::as_bytes("abc"));
    EXPECT_EQ(base::to_hex(digest.span()), c.digest);
    EXPECT_EQ(digest.size, digest_size(c.algorithm));
    EXPECT_TRUE(std::all_of(digest.bytes.begin() + digest.size, digest.bytes.end(),
                            [](std::uint8_t byte) { return byte == 0; }));
  }
}

TEST(Digest, ACopyGoesOnByItself) {
  for (const HashAlgorithm algorithm : kAll) {
    Hasher transcript(algorithm);
    transcript.update(base::as_bytes("a"));
    const Digest before = Hasher(transcript).finish();
    const Digest after = transcript.update(base::as_bytes("bc")).finish();
    EXPECT_EQ(before.bytes, hash(algorithm, base::as_bytes("a")).bytes);
    EXPECT_EQ(after.bytes, hash(algorithm, base::as_bytes("abc")).bytes);
  }
}

// RFC 4231, section 4.3 (test case 2), in one piece and in several.
TEST(Digest, Hmac) {
  const auto key = base::as_bytes("Jefe"), message = base::as_bytes("what do ya want for nothing?");
  const char* const macs[] = {"0x5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                              "0xaf45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47"
                              "e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
                              "0x164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                              "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"};
  const base::ByteSpan pieces[] = {message.first(7), {}, message.subspan(7)};
  for (const HashAlgorithm algorithm : kAll) {
    const char* const mac = macs[static_cast<std::size_t>(algorithm)];
    EXPECT_EQ(base::to_hex(hmac(algorithm, key, message).span()), mac);
    EXPECT_EQ(base::to_hex(HmacKey(algorithm, key).mac(pieces).span()), mac);
  }
}

void try_wycheproof(HashAlgorithm algorithm, const std::vector<test::WycheproofGroup>& groups) {
  for (const auto& group : groups)
    for (const auto& one : group.cases) {
      SCOPED_TRACE(one.label());
      const base::Bytes key = one.bytes("key"), message = one.bytes("msg"), tag = one.bytes("tag");
      const Digest mac = hmac(algorithm, key, message);
      ASSERT_LE(tag.size(), mac.size);  // some tags are the start of a MAC
      EXPECT_EQ(std::equal(tag.begin(), tag.end(), mac.bytes.begin()), one.valid());
    }
}

TEST(Digest, WycheproofHmacSha256) {
  LOAD_WYCHEPROOF(groups, "wycheproof_hmac_sha256_test.json");
  try_wycheproof(HashAlgorithm::sha256, groups);
}

TEST(Digest, WycheproofHmacSha384) {
  LOAD_WYCHEPROOF(groups, "wycheproof_hmac_sha384_test.json");
  try_wycheproof(HashAlgorithm::sha384, groups);
}

}  // namespace
}  // namespace seiload::crypto
