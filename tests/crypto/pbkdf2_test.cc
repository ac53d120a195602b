#include "crypto/pbkdf2.h"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.h"

namespace seiload::crypto {
namespace {

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
