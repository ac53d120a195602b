#include "tls/private_key.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "support/vectors.h"
#include "tls/certificate.h"
#include "tls/identity.h"
#include "tls/pem.h"

namespace seiload::tls {
namespace {

std::string file(const std::string& name) {
  const auto text = test::read_file("tests/data/tls/" + name);
  EXPECT_TRUE(text.has_value()) << name;
  return text.value_or("");
}

PublicKey certified(const std::string& name) {
  const auto blocks = read_pem(file(name));
  return Certificate::parse(blocks->at(0).bytes)->key;
}

void fill(std::span<std::uint8_t> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(i * 7 + 1);
}

std::string refusal(std::string_view text) {
  auto key = PrivateKey::from_pem(text, "key.pem");
  return key ? "accepted" : key.error().message;
}

TEST(PrivateKey, ReadsEachFormOfAKey) {
  const struct {
    const char* key;
    const char* certificate;
  } kCases[] = {{"client.key", "client.pem"},
                {"client_sec1.key", "client.pem"},
                {"client_rsa.key", "client_rsa.pem"},
                {"client_rsa_pkcs1.key", "client_rsa.pem"}};
  const base::ByteSpan message = base::as_bytes("to be signed");
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.key);
    auto key = PrivateKey::from_pem(file(c.key), c.key);
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_EQ(key->public_key(), certified(c.certificate));
    ASSERT_FALSE(key->schemes().empty());
    for (const SignatureScheme scheme : key->schemes()) {
      const auto signature = key->sign(scheme, message, fill);
      ASSERT_TRUE(signature);
      EXPECT_TRUE(verify(key->public_key(), scheme, message, *signature));
      EXPECT_FALSE(verify(key->public_key(), scheme, base::as_bytes("another"), *signature));
      for (const SignatureScheme other : key->schemes()) {
        EXPECT_EQ(verify(key->public_key(), other, message, *signature), other == scheme);
      }
      base::Bytes cut = *signature;
      cut.pop_back();
      EXPECT_FALSE(verify(key->public_key(), scheme, message, cut));
    }
    EXPECT_EQ(key->sign(SignatureScheme::ed25519, message, fill).error().message,
              "the client's key does not sign with the scheme that the server asks for");
  }
}

TEST(PrivateKey, SchemesTheBestFirst) {
  using S = SignatureScheme;
  const auto ec = PrivateKey::from_pem(file("client.key"), "");
  const auto rsa = PrivateKey::from_pem(file("client_rsa.key"), "");
  const auto list = [](const PrivateKey& key) {
    return std::vector<S>(key.schemes().begin(), key.schemes().end());
  };
  EXPECT_EQ(list(*ec), std::vector<S>{S::ecdsa_secp256r1_sha256});
  EXPECT_EQ(list(*rsa),
            (std::vector<S>{S::rsa_pss_rsae_sha256, S::rsa_pss_rsae_sha384, S::rsa_pss_rsae_sha512,
                            S::rsa_pkcs1_sha256, S::rsa_pkcs1_sha384, S::rsa_pkcs1_sha512}));
}

TEST(PrivateKey, SaysWhyNot) {
  const std::string encrypted =
      "the key is encrypted, which is not supported; 'openssl pkey -in FILE -out NEW' writes it without a "
      "password";
  EXPECT_EQ(refusal(file("client_encrypted.key")), "key.pem: line 1: " + encrypted);
  EXPECT_EQ(refusal(file("client_rsa_encrypted.key")), "key.pem: line 1: " + encrypted);
  EXPECT_EQ(refusal(file("p384.key")),
            "key.pem: line 1: the key is of an EC curve that is not supported, only P-256 is");
  EXPECT_EQ(refusal(file("ed25519.key")),
            "key.pem: line 1: the key is of a type that is not supported, only RSA and EC P-256 are");
  EXPECT_EQ(refusal(file("client.pem")), "key.pem: no private key in it");
  EXPECT_EQ(refusal(""), "key.pem: no private key in it");
  EXPECT_EQ(refusal("-----BEGIN DSA PRIVATE KEY-----\nMAA=\n-----END DSA PRIVATE KEY-----\n"),
            "key.pem: line 1: the key is of a type that is not supported, DSA PRIVATE KEY");
  EXPECT_EQ(refusal("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"),
            "key.pem: line 1: byte 2: private key: missing");
  EXPECT_EQ(refusal("\n-----BEGIN PRIVATE KEY-----\nM\n"), "key.pem: line 3: not base64");
}

// Any one byte of the DER changed: refused, or a key that is another one's or the same.
TEST(PrivateKey, ChangedBytesNeverMakeAKeyThatSignsWrongly) {
  const base::ByteSpan message = base::as_bytes("to be signed");
  for (const char* name : {"client_sec1.key"}) {
    auto blocks = read_pem(file(name));
    const PemBlock& block = blocks->back();
    for (std::size_t i = 0; i < block.bytes.size(); ++i) {
      base::Bytes changed = block.bytes;
      changed[i] ^= 1;
      std::string text = "-----BEGIN " + block.label + "-----\n";
      text += base::to_base64(changed) + "\n-----END " + block.label + "-----\n";
      const auto key = PrivateKey::from_pem(text, "key.pem");
      if (!key) continue;
      const auto signature = key->sign(key->schemes()[0], message, fill);
      ASSERT_TRUE(signature) << i;
      EXPECT_TRUE(verify(key->public_key(), key->schemes()[0], message, *signature)) << i;
    }
  }
}

TEST(Identity, KeyAndCertificateBelongTogether) {
  const std::string chain = file("client.pem") + file("root.pem");
  auto identity = Identity::from_pem(chain, "client.pem", file("client.key"), "client.key");
  ASSERT_TRUE(identity) << identity.error().message;
  EXPECT_EQ(identity->chain.size(), 2U);
  EXPECT_EQ(identity->chain[0], read_pem(file("client.pem"))->at(0).bytes);
  const std::string both = file("client_rsa.key") + file("client_rsa.pem");
  EXPECT_TRUE(Identity::from_pem(both, "both.pem", both, "both.pem"));
  const struct {
    std::string chain, key;
    const char* message;
  } kBad[] = {
      {chain, file("client_rsa.key"), "b: the key is not that of the first certificate in a"},
      {file("root.pem") + file("client.pem"), file("client.key"),
       "b: the key is not that of the first certificate in a"},
      {file("client.key"), file("client.key"), "a: no certificate in it"},
      {chain, chain, "b: no private key in it"},
      {"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", file("client.key"),
       "a: line 1: byte 2: certificate: missing"},
      {"-----BEGIN CERTIFICATE-----\n", file("client.key"),
       "a: line 1: no '-----END CERTIFICATE-----' follows"},
  };
  for (const auto& c : kBad) {
    auto bad = Identity::from_pem(c.chain, "a", c.key, "b");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().message, c.message);
  }
}

}  // namespace
}  // namespace seiload::tls
