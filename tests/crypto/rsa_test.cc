#include "crypto/rsa.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "support/rsa_keys.h"
#include "support/wycheproof.h"

namespace seiload::crypto {
namespace {

using base::ByteSpan;
using base::Bytes;
using test::hex;

std::string text(const std::optional<Bytes>& bytes) { return bytes ? base::to_hex(*bytes) : "none"; }

RsaPrivateKey private_key(const test::RsaTestKey& key) {
  auto made = RsaPrivateKey::make(key.parts());
  EXPECT_TRUE(made.has_value());
  return std::move(made).value();
}

RsaPublicKey public_key(const test::RsaTestKey& key) {
  auto made = RsaPublicKey::make(key.modulus, key.public_exponent);
  EXPECT_TRUE(made.has_value());
  return std::move(made).value();
}

// Of "sample", as SHA-256 to SHA-512 give it.
Bytes sample(HashAlgorithm algorithm) {
  const Digest digest = hash(algorithm, base::as_bytes("sample"));
  return {digest.span().begin(), digest.span().end()};
}

// RFC 8448, section 3: the certificate, signed with its own key, and CertificateVerify.
Bytes certificate_digest() { return hex("2f62096b864280a020e007c7824518712a14a9684febb88420800332351349f7"); }
Bytes certificate_signature() {
  return hex(
      "85aad2a0e5b9276b908c65f73a7267170618a54c5f8a7b337d2df7a594365417"
      "f2eae8f8a58c8f8172f9319cf36b7fd6c55b80f21a03015156726096fd335e5e"
      "67f2dbf102702e608ccae6bec1fc63a42a99be5c3eb7107c3c54e9b9eb2bd520"
      "3b1c3b84e0a8b2f759409ba3eac9d91d402dcc0cc8f8961229ac9187b42b4de1");
}
Bytes handshake_digest() { return hex("beed95af404e23dd553ebcfb4a00b8dbbf2244db2a9aa39a37925651267c141f"); }
Bytes handshake_salt() { return hex("9e796c6cae552f4bbda874d33bb9f5a7b98172441b7954b463cee3f3b1818826"); }
Bytes handshake_signature() {
  return hex(
      "5a747c5d88fa9bd2e55ab085a61015b7211f824cd484145ab3ff52f1fda8477b"
      "0b7abc90db78e2d33a5c141a078653fa6bef780c5ea248eeaaa785c4f394cab6"
      "d30bbe8d4859ee511f602957b15411ac027671459e46445c9ea58c181e818e95"
      "b8c3fb0bf3278409d3be152a3da5043e063dda65cdf5aea20d53dfacd42f74f3");
}

TEST(Rsa, VerifiesWhatTheHandshakeOfRfc8448Signs) {
  const RsaPublicKey key = public_key(test::rfc8448_key());
  EXPECT_EQ(key.bits(), 1024U);
  EXPECT_EQ(key.size(), 128U);
  EXPECT_TRUE(key.verify_pkcs1(HashAlgorithm::sha256, certificate_digest(), certificate_signature()));
  EXPECT_TRUE(key.verify_pss(HashAlgorithm::sha256, handshake_digest(), handshake_signature()));
  // Neither scheme takes the other's.
  EXPECT_FALSE(key.verify_pss(HashAlgorithm::sha256, certificate_digest(), certificate_signature()));
  EXPECT_FALSE(key.verify_pkcs1(HashAlgorithm::sha256, handshake_digest(), handshake_signature()));
}

TEST(Rsa, SignsByteForByteWhatRfc8448Has) {
  const RsaPrivateKey key = private_key(test::rfc8448_key());
  EXPECT_EQ(text(key.sign_pkcs1(HashAlgorithm::sha256, certificate_digest())), text(certificate_signature()));
  EXPECT_EQ(text(key.sign_pss(HashAlgorithm::sha256, handshake_digest(), handshake_salt())),
            text(handshake_signature()));
}

// By `openssl dgst` with this key.
TEST(Rsa, AKeyWhoseSizeIsNoMultipleOfEight) {
  const RsaPrivateKey key = private_key(test::odd_sized_key());
  EXPECT_EQ(key.public_key().bits(), 1025U);
  EXPECT_EQ(key.public_key().size(), 129U);
  const Bytes pss256 = hex(
      "01750efad6aadab963b7be82cf7712d73c19f18bcb1599d660a1f964e5730473"
      "a17bd4f31981a5ab59bf0eb34fcada84f0ca57fce7e445806f50ebb595e8b64d"
      "424a14de2ef05e8ec3b9a0d130f88a21221a000d10227dbb4d1dfbe2f9dda2d1"
      "0051bb5d6d90fa0c863a2904f7200322d109cd4235534b7339fbcab14aa9d02ca2");
  const Bytes pss384 = hex(
      "00ba770bf21540b37595fa96b4c31a8fca342a3cb419dd7bdc4a9122c90b532e"
      "d6bec2038bbbdce1350c062b7f08056972322a873d9eadd7c2b8fb3c3bee2b82"
      "78a5cbb0bc7d6f6d19077c96cfd3cfd9b2e6029156ac43a9cc451244ec9173a3"
      "727f4ef7fa68f2cd149f580a05f8f49a263ad4338be3ca9a5187d89b25efffd474");
  const Bytes pkcs1 = hex(
      "012f8a52e3113103c1957b469311d323cb720903bcc6214be81dc6a71a3a19c7"
      "f4ad3bb2ad4f8bc9687e544efee26bb789127c265bc3fb7b1da9c64d30e55845"
      "03f6abf259eedd2d6ae1d72b8d878eb03f7a3315c167eab167c9d3935824cbfd"
      "aba6020e9191e8bf91ad86b5d17229c4deec41b1585c332cee86a78998a6d3cc59");
  const Bytes digest256 = sample(HashAlgorithm::sha256), digest384 = sample(HashAlgorithm::sha384);
  EXPECT_TRUE(key.public_key().verify_pss(HashAlgorithm::sha256, digest256, pss256));
  EXPECT_TRUE(key.public_key().verify_pss(HashAlgorithm::sha384, digest384, pss384));
  EXPECT_FALSE(key.public_key().verify_pss(HashAlgorithm::sha256, digest256, pss384));
  EXPECT_FALSE(key.public_key().verify_pss(HashAlgorithm::sha384, digest384, pss256));
  EXPECT_EQ(text(key.sign_pkcs1(HashAlgorithm::sha384, digest384)), text(pkcs1));
  const auto own = key.sign_pss(HashAlgorithm::sha384, digest384, Bytes(48, 7));
  ASSERT_TRUE(own.has_value());
  EXPECT_EQ(own->size(), 129U);
  EXPECT_TRUE(key.public_key().verify_pss(HashAlgorithm::sha384, digest384, *own));
  // A salt and a digest of 64 bytes do not go in.
  EXPECT_FALSE(key.sign_pss(HashAlgorithm::sha512, sample(HashAlgorithm::sha512), Bytes(64)));
  EXPECT_FALSE(key.public_key().verify_pss(HashAlgorithm::sha512, sample(HashAlgorithm::sha512), *own));
}

TEST(Rsa, EachChangedByteIsSeen) {
  const RsaPublicKey key = public_key(test::rfc8448_key());
  for (std::size_t i = 0; i < 128; i += 9) {
    Bytes bad = certificate_signature(), bad_pss = handshake_signature();
    bad[i] ^= 1;
    bad_pss[i] ^= 1;
    EXPECT_FALSE(key.verify_pkcs1(HashAlgorithm::sha256, certificate_digest(), bad)) << i;
    EXPECT_FALSE(key.verify_pss(HashAlgorithm::sha256, handshake_digest(), bad_pss)) << i;
  }
  for (std::size_t i = 0; i < 32; i += 5) {
    Bytes bad = certificate_digest(), bad_pss = handshake_digest();
    bad[i] ^= 0x80;
    bad_pss[i] ^= 0x80;
    EXPECT_FALSE(key.verify_pkcs1(HashAlgorithm::sha256, bad, certificate_signature())) << i;
    EXPECT_FALSE(key.verify_pss(HashAlgorithm::sha256, bad_pss, handshake_signature())) << i;
  }
}

TEST(Rsa, SignaturesOfAnotherSizeOrNotUnderTheModulus) {
  const auto test_key = test::rfc8448_key();
  const RsaPublicKey key = public_key(test_key);
  const Bytes digest = certificate_digest(), good = certificate_signature();
  for (std::size_t size = 0; size < good.size(); size += size < 120 ? 13 : 1)
    EXPECT_FALSE(key.verify_pkcs1(HashAlgorithm::sha256, digest, ByteSpan(good).first(size))) << size;
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(key.verify_pkcs1(HashAlgorithm::sha256, digest, longer));
  longer.pop_back();
  longer.insert(longer.begin(), 0);
  EXPECT_FALSE(key.verify_pkcs1(HashAlgorithm::sha256, digest, longer));
  // signature + modulus: as good mod the modulus, and of 128 bytes still
  for (const Bytes& signature : {good, handshake_signature()}) {
    Bytes more = signature;
    int carry = 0;
    for (std::size_t i = more.size(); i-- > 0;) {
      carry += more[i] + test_key.modulus[i];
      more[i] = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) continue;
    EXPECT_FALSE(key.verify_pkcs1(HashAlgorithm::sha256, digest, more));
    EXPECT_FALSE(key.verify_pss(HashAlgorithm::sha256, handshake_digest(), more));
  }
  for (const Bytes& edge : {Bytes(128), Bytes(128, 0xff), test_key.modulus}) {
    EXPECT_FALSE(key.verify_pkcs1(HashAlgorithm::sha256, digest, edge));
    EXPECT_FALSE(key.verify_pss(HashAlgorithm::sha256, digest, edge));
  }
}

TEST(Rsa, DigestsOfAnotherSize) {
  const RsaPrivateKey key = private_key(test::rfc8448_key());
  const Bytes good = certificate_digest();
  for (const std::size_t size : {0U, 31U}) {
    const ByteSpan digest = ByteSpan(good).first(size);
    EXPECT_FALSE(key.sign_pkcs1(HashAlgorithm::sha256, digest));
    EXPECT_FALSE(key.sign_pss(HashAlgorithm::sha256, digest, handshake_salt()));
    EXPECT_FALSE(key.public_key().verify_pkcs1(HashAlgorithm::sha256, digest, certificate_signature()));
    EXPECT_FALSE(key.public_key().verify_pss(HashAlgorithm::sha256, digest, handshake_signature()));
  }
  EXPECT_FALSE(key.sign_pkcs1(HashAlgorithm::sha384, good));
  EXPECT_FALSE(key.sign_pss(HashAlgorithm::sha256, good, ByteSpan(good).first(31)));
  EXPECT_FALSE(key.sign_pss(HashAlgorithm::sha256, good, ByteSpan()));
}

TEST(Rsa, PublicKeysThatAreRefused) {
  const test::RsaTestKey key = test::rfc8448_key();
  const auto make = [](const Bytes& modulus, const Bytes& exponent) {
    return RsaPublicKey::make(modulus, exponent).has_value();
  };
  const Bytes e = key.public_exponent;
  EXPECT_TRUE(make(key.modulus, e));
  EXPECT_TRUE(make(key.modulus, hex("03")));
  EXPECT_TRUE(make(key.modulus, hex("00000000ffffffffffffffff")));
  for (const char* const bad : {"", "00", "01", "02", "010000", "010000000000000001", "ffffffffffffffffff"})
    EXPECT_FALSE(make(key.modulus, hex(bad))) << bad;
  Bytes zeros = key.modulus;
  zeros.insert(zeros.begin(), 3, 0);
  EXPECT_TRUE(make(zeros, e));
  Bytes even = key.modulus;
  even.back() ^= 1;
  EXPECT_FALSE(make(even, e));
  Bytes shorter = key.modulus;  // of 1023 bits
  shorter[0] &= 0x7f;
  EXPECT_FALSE(make(shorter, e));
  EXPECT_TRUE(make(Bytes(1024, 0xff), e));
  Bytes longer(1025, 0xff);
  longer[0] = 1;  // 8193 bits
  EXPECT_FALSE(make(longer, e));
  for (const Bytes& nothing : {Bytes(), Bytes(1), Bytes(200)}) EXPECT_FALSE(make(nothing, e));
}

TEST(Rsa, PrivateKeysWhosePartsDoNotFit) {
  const test::RsaTestKey good = test::rfc8448_key();
  EXPECT_TRUE(RsaPrivateKey::make(good.parts()));
  for (Bytes test::RsaTestKey::*part :
       {&test::RsaTestKey::modulus, &test::RsaTestKey::public_exponent, &test::RsaTestKey::p,
        &test::RsaTestKey::q, &test::RsaTestKey::dp, &test::RsaTestKey::dq, &test::RsaTestKey::q_inverse}) {
    test::RsaTestKey bad = good;
    (bad.*part)[1] ^= 0x40;
    EXPECT_FALSE(RsaPrivateKey::make(bad.parts()));
    (bad.*part).clear();
    EXPECT_FALSE(RsaPrivateKey::make(bad.parts()));
    bad.*part = Bytes(300, 0xff);
    EXPECT_FALSE(RsaPrivateKey::make(bad.parts()));
    bad.*part = hex("01");
    EXPECT_FALSE(RsaPrivateKey::make(bad.parts()));
  }
  test::RsaTestKey swapped = good;  // then the inverse is of the wrong one
  std::swap(swapped.p, swapped.q);
  std::swap(swapped.dp, swapped.dq);
  EXPECT_FALSE(RsaPrivateKey::make(swapped.parts()));
  test::RsaTestKey zeros = good;
  zeros.p.insert(zeros.p.begin(), 2, 0);
  zeros.dq.insert(zeros.dq.begin(), 2, 0);
  EXPECT_TRUE(RsaPrivateKey::make(zeros.parts()));
}

struct Set {
  const char* file;
  HashAlgorithm algorithm;
  bool pss;
};

void check_all(std::span<const Set> sets) {
  for (const Set& set : sets) {
    LOAD_WYCHEPROOF(groups, set.file);
    for (const auto& group : groups) {
      const auto* const fields = group.fields.field("publicKey").object();
      ASSERT_NE(fields, nullptr);
      const test::Record numbers(set.file, group.fields.field("publicKey"));
      const auto key = RsaPublicKey::make(hex(numbers.text("modulus")), hex(numbers.text("publicExponent")));
      ASSERT_TRUE(key.has_value());
      for (const auto& one : group.cases) {
        SCOPED_TRACE(one.label());
        const Bytes signature = one.bytes("sig");
        const Bytes digest = [&] {
          const Digest full = hash(set.algorithm, one.bytes("msg"));
          return Bytes(full.span().begin(), full.span().end());
        }();
        const bool good = set.pss ? key->verify_pss(set.algorithm, digest, signature)
                                  : key->verify_pkcs1(set.algorithm, digest, signature);
        // What is acceptable leaves out the NULL of the algorithm's parameters: refused here.
        EXPECT_EQ(good, one.valid());
      }
    }
  }
}

TEST(Rsa, WycheproofPkcs1) {
  const Set sets[] = {{"wycheproof_rsa_signature_2048_sha256_test.json", HashAlgorithm::sha256, false},
                      {"wycheproof_rsa_signature_4096_sha256_test.json", HashAlgorithm::sha256, false}};
  check_all(sets);
}

TEST(Rsa, WycheproofPss) {
  const Set sets[] = {{"wycheproof_rsa_pss_2048_sha256_mgf1_32_test.json", HashAlgorithm::sha256, true},
                      {"wycheproof_rsa_pss_2048_sha384_mgf1_48_test.json", HashAlgorithm::sha384, true},
                      {"wycheproof_rsa_pss_4096_sha512_mgf1_64_test.json", HashAlgorithm::sha512, true}};
  check_all(sets);
}

}  // namespace
}  // namespace seiload::crypto
