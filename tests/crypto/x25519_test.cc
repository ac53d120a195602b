#include "crypto/x25519.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "support/wycheproof.h"

namespace seiload::crypto {
namespace {

base::Bytes32 of_hex(std::string_view digits) {
  base::Bytes32 out{};
  EXPECT_EQ(digits.size(), 64U);
  EXPECT_EQ(base::read_hex(digits, out.data()), 64U);
  return out;
}

std::string to_digits(const std::optional<base::Bytes32>& bytes) {
  return bytes ? base::to_hex(*bytes).substr(2) : "nothing";
}

// RFC 7748, section 5.2.
TEST(X25519, Rfc7748) {
  EXPECT_EQ(to_digits(x25519(of_hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                             of_hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"))),
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
  EXPECT_EQ(to_digits(x25519(of_hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
                             of_hex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493"))),
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
}

TEST(X25519, AThousandTimesItself) {
  base::Bytes32 k{9}, u = k;
  for (int i = 1; i <= 1000; ++i) {
    const auto next = x25519(k, u);
    ASSERT_TRUE(next.has_value());
    u = k;
    k = *next;
    if (i == 1) {
      EXPECT_EQ(to_digits(k), "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
    }
  }
  EXPECT_EQ(to_digits(k), "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

// RFC 7748, section 6.1.
TEST(X25519, TwoAgree) {
  const auto alice = of_hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  const auto bob = of_hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  const auto alice_public = x25519_public(alice), bob_public = x25519_public(bob);
  EXPECT_EQ(to_digits(alice_public), "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  EXPECT_EQ(to_digits(bob_public), "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const char* const shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
  EXPECT_EQ(to_digits(x25519(alice, bob_public)), shared);
  EXPECT_EQ(to_digits(x25519(bob, alice_public)), shared);
}

// The points of order 1, 2, 4 and 8 and of their twins, each as it may be written.
TEST(X25519, PointsOfLowOrderGiveNothing) {
  const base::Bytes32 scalar = of_hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
  for (const char* point : {"0000000000000000000000000000000000000000000000000000000000000000",
                            "0100000000000000000000000000000000000000000000000000000000000000",
                            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "0000000000000000000000000000000000000000000000000000000000000080"})
    EXPECT_EQ(to_digits(x25519(scalar, of_hex(point))), "nothing") << point;
}

// "acceptable" are points of low order, on the twist or not reduced: those of low order are refused, as RFC
// 8446 section 7.4.2 has it, the others taken.
TEST(X25519, Wycheproof) {
  LOAD_WYCHEPROOF(groups, "wycheproof_x25519_test.json");
  for (const auto& group : groups)
    for (const auto& one : group.cases) {
      SCOPED_TRACE(one.label());
      const auto shared =
          x25519(of_hex(one.record().text("private")), of_hex(one.record().text("public")));
      const bool zero = one.has_flag("ZeroSharedSecret");
      EXPECT_EQ(to_digits(shared), zero ? "nothing" : one.record().text("shared"));
      EXPECT_TRUE(one.valid() || one.result() == "acceptable");
      EXPECT_FALSE(zero && one.valid());
    }
}

}  // namespace
}  // namespace seiload::crypto
