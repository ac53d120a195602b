#include "crypto/sha512.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.h"

namespace seiload::crypto {
namespace {

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

TEST(Sha512, PiecesOfAnySizeGiveTheSame) {
  for (std::size_t size = 0; size <= 300; size += 7) {
    const base::Bytes input(size, static_cast<std::uint8_t>(size + 1));
    const base::ByteSpan view(input);
    const Bytes64 whole = sha512(input);
    for (std::size_t cut = 0; cut <= size; ++cut)
      ASSERT_EQ(Sha512().update(view.first(cut)).update({}).update(view.subspan(cut)).finish(), whole)
          << size << " cut at " << cut;
  }
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

// The inputs of RFC 6070, which has HMAC-SHA-1; these outputs by Python's hashlib (OpenSSL).
TEST(Pbkdf2Sha512, InputsOfRfc6070) {
  const struct {
    std::string password, salt;
    std::uint32_t iterations;
    const char* key;
  } kCases[] = {
      {"password", "salt", 1,
       "0x867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252"
       "c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"},
      {"password", "salt", 2,
       "0xe1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53c"
       "f76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e"},
      {"password", "salt", 4096,
       "0xd197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5"
       "143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5"},
      {"passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096,
       "0x8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71"
       "115b59f9e60cd9532fa33e0f75aefe30225c583a186cd82bd4daea9724a3d3b8"},
      {std::string("pass\0word", 9), std::string("sa\0lt", 5), 4096, "0x9d9e9c4cd21fe4be24d5b8244c759665"},
      {"password", "salt", 3,  // more than one block
       "0xb6b07cb2cebf4ad84468391a543824fccffe0e0769dbe6bddf10a65673c4b648e612d44918f9ce9a19a1294cf5140628"
       "084ba994c3b21a4ef4741220b811c633cfc0641fccbcc4164f1bbfcb1f33f595ae9aa4a33ddcce570157775980362c0ee2"
       "8aa340"},
  };
  for (const auto& c : kCases) {
    base::Bytes key((std::string_view(c.key).size() - 2) / 2);
    pbkdf2_sha512(base::as_bytes(c.password), base::as_bytes(c.salt), c.iterations, key);
    EXPECT_EQ(base::to_hex(key), c.key) << c.iterations;
  }
}

}  // namespace
}  // namespace seiload::crypto
