#include "crypto/ed25519.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.h"

namespace seiload::crypto {
namespace {

template <std::size_t kSize>
std::array<std::uint8_t, kSize> of_hex(std::string_view digits) {
  return base::decode_hex_array<kSize>("0x" + std::string(digits)).value();
}

struct Example {
  const char *key, *message, *signature;  // hex digits
};

base::Bytes message_of(const Example& example) { return base::decode_hex_digits(example.message).value(); }

// RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
constexpr Example kExamples[] = {
    {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    {"ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
     "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
};

TEST(Ed25519, Rfc8032) {
  for (const Example& c : kExamples)
    EXPECT_TRUE(ed25519_verify(of_hex<32>(c.key), message_of(c), of_hex<64>(c.signature))) << c.key;
}

TEST(Ed25519, AnyBitChangedIsFound) {
  const Example& c = kExamples[2];
  auto key = of_hex<32>(c.key);
  auto signature = of_hex<64>(c.signature);
  base::Bytes message = message_of(c);
  using Bytes = std::span<std::uint8_t>;
  for (const Bytes bytes : {Bytes(key), Bytes(signature), Bytes(message)})
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      auto& byte = bytes[bit / 8];
      byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
      EXPECT_FALSE(ed25519_verify(key, message, signature)) << bit;
      byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
    }
  EXPECT_TRUE(ed25519_verify(key, message, signature));
}

// The same number modulo the order of the group, which a check without the bound takes.
TEST(Ed25519, AnSOfTheOrderOrMoreIsRefused) {
  const auto order = of_hex<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  const Example& c = kExamples[1];
  auto signature = of_hex<64>(c.signature);
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += signature[32 + i] + order[i];
    signature[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_EQ(carry, 0U);
  EXPECT_FALSE(ed25519_verify(of_hex<32>(c.key), message_of(c), signature));
}

// The neutral element as the key fits [0]B = R + [k]A for any message; its other encodings are refused.
TEST(Ed25519, AKeyHasOneEncoding) {
  std::array<std::uint8_t, 64> signature{1};  // R neutral, s zero
  const struct {
    const char* name;
    const char* key;
    bool taken;
  } kCases[] = {
      {"y = 1", "0100000000000000000000000000000000000000000000000000000000000000", true},
      {"y = 1, x = 0 with a sign", "0100000000000000000000000000000000000000000000000000000000000080", false},
      {"y = p + 1", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false},
      {"y = p + 1 with a sign", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false},
      {"y = 2, not on the curve", "0200000000000000000000000000000000000000000000000000000000000000", false},
  };
  for (const auto& c : kCases)
    EXPECT_EQ(ed25519_verify(of_hex<32>(c.key), base::as_bytes("any"), signature), c.taken) << c.name;
  signature[31] = 0x80;  // R in another encoding
  EXPECT_FALSE(ed25519_verify(of_hex<32>(kCases[0].key), base::as_bytes("any"), signature));
}

}  // namespace
}  // namespace seiload::crypto
