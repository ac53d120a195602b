#include "crypto/hkdf.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "support/wycheproof.h"

namespace seiload::crypto {
namespace {

base::Bytes counted(std::uint8_t first, std::size_t count) {
  base::Bytes out(count);
  for (auto& byte : out) byte = first++;
  return out;
}

// RFC 5869, appendix A, the cases with SHA-256.
TEST(Hkdf, Rfc5869) {
  const struct {
    const char* name;
    base::Bytes input_key, salt, info;
    const char* prk;
    std::size_t size;
    const char* output;
  } kCases[] = {
      {"A.1", base::Bytes(22, 0x0b), counted(0, 13), counted(0xf0, 10),
       "0x077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5", 42,
       "0x3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
      {"A.2", counted(0, 80), counted(0x60, 80), counted(0xb0, 80),
       "0x06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244", 82,
       "0xb11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
       "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
       "cc30c58179ec3e87c14c01d5c1f3434f1d87"},
      {"A.3", base::Bytes(22, 0x0b), {}, {},
       "0x19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04", 42,
       "0x8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const Digest prk = hkdf_extract(HashAlgorithm::sha256, c.salt, c.input_key);
    EXPECT_EQ(base::to_hex(prk.span()), c.prk);
    base::Bytes out(c.size);
    hkdf_expand(HashAlgorithm::sha256, prk.span(), c.info, out);
    EXPECT_EQ(base::to_hex(out), c.output);
  }
}

TEST(Hkdf, AnEmptySaltIsOneOfZeros) {
  for (const auto algorithm : {HashAlgorithm::sha256, HashAlgorithm::sha384, HashAlgorithm::sha512}) {
    const base::Bytes zeros(digest_size(algorithm));
    EXPECT_EQ(hkdf_extract(algorithm, {}, zeros).bytes, hkdf_extract(algorithm, zeros, zeros).bytes);
  }
}

TEST(Hkdf, AShorterOutputIsTheStartOfALongerOne) {
  for (const auto algorithm : {HashAlgorithm::sha256, HashAlgorithm::sha384, HashAlgorithm::sha512}) {
    const base::Bytes prk(digest_size(algorithm), 7);
    base::Bytes whole(255 * digest_size(algorithm));
    hkdf_expand(algorithm, prk, base::as_bytes("info"), whole);
    for (const std::size_t size : {0U, 1U, 31U, 32U, 33U, 64U, 65U, 300U}) {
      base::Bytes part(size);
      hkdf_expand(algorithm, prk, base::as_bytes("info"), part);
      EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin())) << size;
    }
  }
}

void try_wycheproof(HashAlgorithm algorithm, const std::vector<test::WycheproofGroup>& groups) {
  for (const auto& group : groups)
    for (const auto& one : group.cases) {
      SCOPED_TRACE(one.label());
      const std::size_t size = one.record().number("size");
      if (!one.valid()) {  // more than there can be: the caller's fault here (CHECK)
        EXPECT_TRUE(one.has_flag("SizeTooLarge"));
        EXPECT_GT(size, 255 * digest_size(algorithm));
        continue;
      }
      const Digest prk = hkdf_extract(algorithm, one.bytes("salt"), one.bytes("ikm"));
      base::Bytes out(size);
      hkdf_expand(algorithm, prk.span(), one.bytes("info"), out);
      EXPECT_EQ(out, one.bytes("okm"));
    }
}

TEST(Hkdf, WycheproofSha256) {
  LOAD_WYCHEPROOF(groups, "wycheproof_hkdf_sha256_test.json");
  try_wycheproof(HashAlgorithm::sha256, groups);
}

TEST(Hkdf, WycheproofSha384) {
  LOAD_WYCHEPROOF(groups, "wycheproof_hkdf_sha384_test.json");
  try_wycheproof(HashAlgorithm::sha384, groups);
}

}  // namespace
}  // namespace seiload::crypto
