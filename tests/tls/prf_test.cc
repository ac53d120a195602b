#include "tls/prf.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tls/client_hello.h"

namespace seiload::tls {
namespace {

base::Bytes bytes(std::string_view digits) { return base::decode_hex_digits(digits).value(); }

// The vectors of the TLS working group's list for the PRF of TLS 1.2 (mailarchive.ietf.org, "TLS 1.2 PRF test
// vectors"), which several libraries test with.
TEST(Prf, Sha256) {
  base::Bytes out(100);
  prf(crypto::HashAlgorithm::sha256, bytes("9bbe436ba940f017b17652849a71db35"), "test label",
      bytes("a0ba9f936cda311827a6f796ffd5198c"), out);
  EXPECT_EQ(
      base::to_hex(out),
      "0xe3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa0"
      "22f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66");
}

TEST(Prf, Sha384) {
  base::Bytes out(148);
  prf(crypto::HashAlgorithm::sha384, bytes("b80b733d6ceefcdc71566ea48e5567df"), "test label",
      bytes("cd665cf6a8447dd6ff8b27555edb7465"), out);
  EXPECT_EQ(
      base::to_hex(out),
      "0x7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534"
      "cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d"
      "90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e0990703d73e56f");
}

TEST(Sni, IsForNamesOnly) {
  EXPECT_EQ(sni_name("rpc.example.org"), "rpc.example.org");
  EXPECT_EQ(sni_name("rpc.example.org."), "rpc.example.org");
  EXPECT_EQ(sni_name("localhost"), "localhost");
  EXPECT_EQ(sni_name("127.0.0.1"), "");
  EXPECT_EQ(sni_name("1.example"), "1.example");
  EXPECT_EQ(sni_name("::1"), "");
  EXPECT_EQ(sni_name(""), "");
}

}  // namespace
}  // namespace seiload::tls
