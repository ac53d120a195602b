#pragma once
// RSA keys for tests, short for the sake of their time: what anyone may read is no secret.

#include <gtest/gtest.h>

#include "base/hex.h"
#include "crypto/rsa.h"

namespace seiload::test {

struct RsaTestKey {
  base::Bytes modulus, public_exponent, p, q, dp, dq, q_inverse;

  crypto::RsaPrivateKey::Parts parts() const {
    return {.modulus = modulus,
            .public_exponent = public_exponent,
            .p = p,
            .q = q,
            .dp = dp,
            .dq = dq,
            .q_inverse = q_inverse};
  }
};

inline base::Bytes hex(std::string_view digits) {
  auto bytes = base::decode_hex_digits(digits);
  EXPECT_TRUE(bytes.has_value()) << digits;
  return bytes ? std::move(*bytes) : base::Bytes();
}

// RFC 8448, section 2
inline RsaTestKey rfc8448_key() {
  RsaTestKey key;
  key.modulus =
      hex("b4bb498f8279303d980836399b36c6988c0c68de55e1bdb826d3901a2461eafd"
          "2de49a91d015abbc9a95137ace6c1af19eaa6af98c7ced43120998e187a80ee0"
          "ccb0524b1b018c3e0b63264d449a6d38e22a5fda430846748030530ef0461c8c"
          "a9d9efbfae8ea6d1d03e2bd193eff0ab9a8002c47428a6d35a8d88d79f7f1e3f");
  key.public_exponent = hex("010001");
  key.p =
      hex("e435fb7cc83737756dacea96ab7f59a2cc1069db7deb190e17e33a532b273f30"
          "a327aa0aaabc58cd67466af9845fadc675fe094af92c4bd1f2c1bc33dd2e0515");
  key.q =
      hex("cabd3bc0e0438664c8d4cc9f99977a94d9bbfead8e43870abae3f7eb8b4e0eee"
          "8af1d9b4719ba6196cf2cbbaeeebf8b3490afe9e9ffa74a88aa51fc645629303");
  key.dp =
      hex("3f57345c27fe1b687e6e761627b78b1b826433dd760fa0bea6a6acf39490aa1b"
          "47cda4869d68f584dd5b5029bd32093b8258661fe715025e5d70a45a08d3d319");
  key.dq =
      hex("183da01363bd2f2885cacbdc9964bf4764f1517636f86401286f71893c52ccfe"
          "40a6c23d0d086b47c6fb10d8fd1041e04def7e9a40ce957c417794e10412d139");
  key.q_inverse =
      hex("839ca9a085e4286b2c90e466997a2c681f21339aa3477814e4dec11833050ed5"
          "0dd13cc038048a43c59b2acc416889c037665fe5afa605969f8c01dfa5ca969d");
  return key;
}

// Of 1025 bits, made with `openssl genrsa 1025`: its encodings for PSS are a byte shorter than it is.
inline RsaTestKey odd_sized_key() {
  RsaTestKey key;
  key.modulus =
      hex("01760a21b1a7d2fa9ef151a8623127e1563d53fe53de0a1987b4a363966edf08"
          "aaab34bb29c442c1cc2bf6ebf5d78bc3c1cfef2104e18cb87a52b438bc169ea2"
          "4ac5911f54f1525f7066ac0fd860594efd5a01ec8faddbb211262a6b49dc5f91"
          "bd19da2fcfb51516959f285a1ad008d3598d100e580878ff7eed3818e8ee91af"
          "53");
  key.public_exponent = hex("010001");
  key.p =
      hex("01b1f7dd45f46035d21836ff00e467ad90e4c45b3e2fc2f7b2d71b8826bc94ee"
          "2e18d534a8560eae76d04c3b9c10919de8365a1dc22ac6bdf0ce05d686c91f33"
          "bd");
  key.q =
      hex("00dca5d6019b04f0a79d3b8bda2e54d44b24d76a8d152902f471d5ffaec7ea2d"
          "b7387b23b6f52cd70ffdb6f9e7f1d95beac9574ab5b480845a8f718bb01b6318"
          "4f");
  key.dp =
      hex("0161a22729634ba7700e157ad5a24aae507d6b592322ce9104a66fa41254e853"
          "f3327f430ace1de6a3a1780db74e752b25586d3504cdd0e8653baddc3437de7a"
          "4d");
  key.dq =
      hex("00d5578797dfd2a3f9fd1e6137e18a66060e263741188fa1eac6d2bab8bd55a1"
          "4441d9568c057d88a84e92080a8b9eb5b04b631aba9c3f933998ee99b8fa9213"
          "23");
  key.q_inverse =
      hex("017877649cbb1545092c0856f8723a0ba1249054131a95a90272ab989e9f2f07"
          "7f89180be11cc05e16dc4a2bf0c34552a9e7d8a986e34e5366c9aa17b85a1479"
          "c8");
  return key;
}

}  // namespace seiload::test
