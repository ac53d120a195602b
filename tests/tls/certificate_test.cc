// Certificates put together field by field: what is read, what is malformed and what makes one unusable.

#include "tls/certificate.h"

#include <gtest/gtest.h>

#include "support/make_der.h"
#include "tls/distinguished_name.h"

namespace seiload::tls {
namespace {

using base::Bytes;
using test::der, test::from_hex, test::from_text;

Bytes sequence(std::initializer_list<Bytes> parts) { return der(tag::kSequence, parts); }

Bytes extension(std::string_view oid_hex, const Bytes& value, bool critical = false) {
  return sequence({der(tag::kOid, {from_hex(oid_hex)}), critical ? from_hex("0101ff") : Bytes{},
                   der(tag::kOctetString, {value})});
}

struct Fields {
  Bytes version = from_hex("a003020102");
  Bytes serial = from_hex("020107");
  Bytes algorithm = from_hex("300a06082a8648ce3d040302");
  Bytes issuer = from_hex("300d310b3009060355040a0c024341");  // O=CA
  Bytes validity = sequence(
      {der(tag::kUtcTime, {from_text("250101000000Z")}), der(tag::kUtcTime, {from_text("260101000000Z")})});
  Bytes subject = from_hex("300d310b300906035504030c024545");  // CN=EE
  Bytes key = sequence({from_hex("301306072a8648ce3d020106082a8648ce3d030107"),
                        der(tag::kBitString, {Bytes{0, 4}, Bytes(64, 1)})});
  Bytes extensions = {};
  Bytes outer_algorithm = from_hex("300a06082a8648ce3d040302");
  Bytes signature = from_hex("0302003f");

  Bytes build() const {
    return sequence({sequence({version, serial, algorithm, issuer, validity, subject, key, extensions}),
                     outer_algorithm, signature});
  }
};

Fields with(std::initializer_list<Bytes> extensions) {
  Fields fields;
  fields.extensions = der(tag::context_constructed(3), {der(tag::kSequence, extensions)});
  return fields;
}

// The fault without its place, "unusable: why", or "good".
std::string parse(const Fields& fields) {
  auto certificate = Certificate::parse(fields.build());
  if (certificate) {
    return certificate->unusable.empty() ? "good" : "unusable: " + certificate->unusable;
  }
  const std::string& message = certificate.error().message;
  EXPECT_TRUE(message.starts_with("byte ")) << message;
  return message.substr(message.find(": ") + 2);
}

TEST(Certificate, ReadsItsFields) {
  const auto certificate = Certificate::parse(
      with({extension("551d0e", from_hex("04020102")), extension("551d23", from_hex("30048002aabb")),
            extension("551d13", from_hex("30060101ff020103"), true),
            extension("551d0f", from_hex("03020284")),
            extension("551d25", from_hex("300a06082b06010505070301")),
            extension("551d11", from_hex("300b82036162638704c0000201")),
            extension("551d1e", from_hex("300aa0083006820461626364"), true),
            extension("2a0304", from_hex("ff"))})
          .build());
  ASSERT_TRUE(certificate);
  EXPECT_EQ(certificate->unusable, "");
  EXPECT_EQ(name_text(certificate->issuer), "O=CA");
  EXPECT_EQ(name_text(certificate->subject), "CN=EE");
  EXPECT_FALSE(certificate->is_self_issued());
  EXPECT_EQ(base::to_hex(certificate->serial), "0x07");
  EXPECT_EQ(certificate->not_before, 1735689600);
  EXPECT_EQ(certificate->not_after, 1767225600);
  EXPECT_EQ(certificate->key.describe(), "EC P-256");
  EXPECT_EQ(certificate->spki.size(), 91U);
  EXPECT_EQ(base::to_hex(certificate->signature), "0x3f");
  EXPECT_EQ(certificate->signed_with.kind, SignatureAlgorithm::Kind::ecdsa);
  EXPECT_EQ(base::to_hex(certificate->subject_key_id), "0x0102");
  EXPECT_EQ(base::to_hex(certificate->authority_key_id), "0xaabb");
  EXPECT_TRUE(certificate->is_ca() && certificate->basic_constraints_critical);
  EXPECT_EQ(certificate->max_path_length, 3U);
  ASSERT_TRUE(certificate->key_usage.has_value());
  EXPECT_TRUE(certificate->key_usage->digital_signature && certificate->key_usage->certificate_sign);
  EXPECT_FALSE(certificate->key_usage->key_agreement || certificate->key_usage->key_encipherment);
  EXPECT_TRUE(certificate->for_servers && !certificate->for_any && !certificate->ext_key_usage_critical);
  ASSERT_EQ(certificate->names.size(), 2U);
  EXPECT_EQ(certificate->names[0].text(), "abc");
  EXPECT_EQ(base::to_hex(certificate->names[1].value), "0xc0000201");
  ASSERT_EQ(certificate->permitted.size(), 1U);
  EXPECT_EQ(certificate->permitted[0].text(), "abcd");
  EXPECT_TRUE(certificate->excluded.empty());
  // Spans still point into its bytes after a move.
  auto moved = std::move(*Certificate::parse(Fields().build()));
  const Certificate again = std::move(moved);
  EXPECT_EQ(name_text(again.subject), "CN=EE");
}

TEST(Certificate, MalformedFields) {
  EXPECT_EQ(parse(Fields()), "good");
  const auto of = [](auto change) {
    Fields fields;
    change(fields);
    return parse(fields);
  };
  EXPECT_EQ(of([](Fields& f) { f.version = {}; }), "unusable: it is of X.509 version 1, not 3");
  EXPECT_EQ(of([](Fields& f) { f.version = from_hex("a003020101"); }),
            "unusable: it is of X.509 version 2, not 3");
  EXPECT_EQ(of([](Fields& f) { f.version = from_hex("a003020100"); }), "version: there is no such version");
  EXPECT_EQ(of([](Fields& f) { f.version = from_hex("a003020103"); }), "version: there is no such version");
  EXPECT_EQ(of([](Fields& f) { f.serial = from_hex("0200"); }), "serial number: integer without a byte");
  EXPECT_EQ(of([](Fields& f) { f.serial = from_hex("02020001"); }), "serial number: integer is not minimal");
  EXPECT_EQ(of([](Fields& f) { f.serial = {}; }), "serial number: is of another type");
  EXPECT_EQ(of([](Fields& f) { f.algorithm = from_hex("300a06082a8648ce3d040303"); }),
            "signature algorithm: differs from the one that is signed");
  EXPECT_EQ(of([](Fields& f) { f.issuer = from_hex("30023100"); }), "issuer: has an empty set");
  EXPECT_EQ(of([](Fields& f) { f.subject = from_hex("300731053003060155"); }), "subject: missing");
  EXPECT_EQ(of([](Fields& f) {
              const Bytes one = from_hex("300706035504030c00");
              f.subject = sequence({der(tag::kSet, {one, one, one, one, one, one, one, one, one})});
            }),
            "subject: has a set of more than 8 attributes");
  EXPECT_EQ(of([](Fields& f) { f.subject = {}; }), "subject: is of another type");
  EXPECT_EQ(of([](Fields& f) { f.validity = sequence({}); }), "validity: missing");
  EXPECT_EQ(of([](Fields& f) { f.validity = from_hex("3000"); }), "validity: missing");
  EXPECT_EQ(of([](Fields& f) { f.signature = from_hex("03020101"); }), "signature: is no DER bit string");
  EXPECT_EQ(of([](Fields& f) { f.signature = from_hex("03020180"); }),
            "signature: has bits that fill no byte");
  EXPECT_EQ(of([](Fields& f) {
              f.signature = from_hex(
                  "03020080"
                  "0500");
            }),
            "certificate: more than there should be");
  EXPECT_EQ(of([](Fields& f) { f.extensions = from_hex("0500"); }), "certificate: more than there should be");
  EXPECT_EQ(of([](Fields& f) { f.extensions = from_hex("a3023000"); }), "extensions: is empty");
  // Without version 3 there are no extensions.
  EXPECT_EQ(of([](Fields& f) { f.version = {}, f.extensions = from_hex("a3023000"); }),
            "certificate: more than there should be");
  EXPECT_EQ(of([](Fields& f) { f.algorithm = f.outer_algorithm = from_hex("300c06082a8648ce3d0403020500"); }),
            "signature algorithm: more than there should be");
}

TEST(Certificate, Keys) {
  const auto key = [](const Bytes& algorithm, const Bytes& bits) {
    Fields fields;
    fields.key = sequence({algorithm, der(tag::kBitString, {Bytes{0}, bits})});
    auto certificate = Certificate::parse(fields.build());
    return certificate ? certificate->key.describe()
                       : certificate.error().message.substr(certificate.error().message.find(": ") + 2);
  };
  const Bytes p256 = from_hex("301306072a8648ce3d020106082a8648ce3d030107");
  const Bytes rsa = from_hex("300d06092a864886f70d0101010500");
  Bytes modulus(256, 0xff);
  const Bytes numbers =
      sequence({der(tag::kInteger, {Bytes{0}, modulus}), der(tag::kInteger, {Bytes{1, 0, 1}})});
  Bytes point(65, 1);
  point[0] = 4;
  EXPECT_EQ(key(p256, point), "EC P-256");
  point[0] = 2;
  EXPECT_EQ(key(p256, point), "EC P-256 with a point that is not uncompressed");
  point.resize(33);
  EXPECT_EQ(key(p256, point), "EC P-256 with a point that is not uncompressed");
  EXPECT_EQ(key(from_hex("301006072a8648ce3d020106052b81040022"), Bytes(97, 4)), "EC P-384");
  EXPECT_EQ(key(from_hex("301006072a8648ce3d020106052b81040023"), Bytes(133, 4)), "EC P-521");
  EXPECT_EQ(key(from_hex("301006072a8648ce3d020106052b8104000a"), Bytes(65, 4)), "EC secp256k1");
  EXPECT_EQ(key(from_hex("300e06072a8648ce3d020106032a0304"), {}), "EC curve 1.2.3.4");
  EXPECT_EQ(key(from_hex("300b06072a8648ce3d02013000"), {}), "EC with parameters of its own");
  EXPECT_EQ(key(from_hex("300506032b6570"), Bytes(32, 1)), "Ed25519");
  EXPECT_EQ(key(from_hex("300506032b6570"), Bytes(31, 1)), "Ed25519 of a wrong size");
  EXPECT_EQ(key(from_hex("300506032b6571"), Bytes(57, 1)), "key type 1.3.101.113");
  EXPECT_EQ(key(from_hex("300906072a8648ce380401"), {}), "DSA");
  EXPECT_EQ(key(rsa, numbers), "RSA with 2048 bits");
  EXPECT_EQ(key(from_hex("300b06092a864886f70d01010a"), numbers), "RSASSA-PSS with 2048 bits");
  EXPECT_EQ(key(from_hex("300d06092a864886f70d01010a3000"), numbers), "RSASSA-PSS with unusual parameters");
  EXPECT_EQ(key(from_hex("300b06092a864886f70d010101"), numbers), "public key: missing");
  EXPECT_EQ(key(rsa, from_hex("3000")), "RSA modulus: missing");
  EXPECT_EQ(key(rsa, from_hex("3006020100020103")), "public key: number of a size that no RSA key has");
  EXPECT_EQ(key(rsa, from_hex("30060201ff020103")), "RSA modulus: integer is negative");
}

TEST(Certificate, Extensions) {
  const struct {
    const char* name;
    const char* oid;
    const char* value;
    bool critical;
    const char* want;
  } kCases[] = {
      {"unknown", "2a0304", "ff", false, "good"},
      {"unknown, critical", "2a0304", "ff", true, "unusable: unknown critical extension 1.2.3.4"},
      {"basic constraints, empty", "551d13", "3000", true, "good"},
      {"basic constraints, FALSE written", "551d13", "3003010100", true,
       "basic constraints: a default value is written"},
      {"basic constraints, odd TRUE", "551d13", "3003010101", true, "basic constraints: is no DER boolean"},
      {"basic constraints, negative length", "551d13", "30060101ff0201ff", true,
       "basic constraints: integer is negative"},
      {"basic constraints, more", "551d13", "30050101ff0500", true,
       "basic constraints: more than there should be"},
      {"after the value", "551d13", "30000500", true, "basic constraints: more than there should be"},
      {"key usage", "551d0f", "03020780", true, "good"},
      {"key usage, a bit in the padding", "551d0f", "03020781", true, "key usage: is no DER bit string"},
      {"extended key usage, empty", "551d25", "3000", false, "extended key usage: is empty"},
      {"extended key usage, no OID", "551d25", "30020500", false, "extended key usage: is of another type"},
      {"names", "551d11", "3003820161", false, "good"},
      {"names, none", "551d11", "3000", false, "subject alternative names: is empty"},
      {"names, raw text", "551d11", "616263", false, "subject alternative names: is of another type"},
      {"names, not ASCII", "551d11", "30038201ff", false,
       "subject alternative names: name has bytes that are not printable ASCII"},
      {"names, a NUL", "551d11", "3005820361 0062", false,
       "subject alternative names: name has bytes that are not printable ASCII"},
      {"names, IP of 5 bytes", "551d11", "300787050102030405", false,
       "subject alternative names: IP address of neither 4 nor 16 bytes"},
      {"names, unknown kind", "551d11", "30038901ff", false,
       "subject alternative names: is no name of a known kind"},
      {"names, constructed text", "551d11", "3005a203820161", false,
       "subject alternative names: is no name of a known kind"},
      {"names, directory", "551d11", "3011a40f300d310b3009060355040a0c024341", false, "good"},
      {"names, directory of no name", "551d11", "3004a4020500", false,
       "subject alternative names: is of another type"},
      {"constraints, not critical", "551d1e", "3007a0053003820161", false,
       "unusable: its extension 'name constraints' is not critical, which RFC 5280 demands"},
      {"constraints, empty", "551d1e", "3000", true, "name constraints: is empty"},
      {"constraints, empty list", "551d1e", "3002a000", true, "name constraints: has an empty list"},
      {"constraints, minimum written", "551d1e", "300aa0083006820161800100", true,
       "name constraints: more than there should be"},
      {"constraints, IP without mask", "551d1e", "300aa0083006870401020304", true,
       "name constraints: IP address without a mask of its size"},
      {"constraints, mask with a hole", "551d1e", "300ea00c300a870801020304ff00ff00", true,
       "name constraints: IP address without a mask of its size"},
      {"constraints, mask", "551d1e", "300ea00c300a870801020304ffff0000", true, "good"},
      {"key identifier, critical", "551d0e", "040101", true,
       "unusable: its extension 'subject key identifier' is critical, which RFC 5280 forbids"},
      {"authority key identifier, critical", "551d23", "3003800101", true,
       "unusable: its extension 'authority key identifier' is critical, which RFC 5280 forbids"},
      {"information access, empty", "2b06010505070101", "3000", false,
       "authority information access: is empty"},
      {"information access, critical", "2b06010505070101", "300c300a06032a03048603613a2f", true,
       "unusable: its extension 'authority information access' is critical, which RFC 5280 forbids"},
      {"policy constraints, required", "551d24", "3003800100", true,
       "unusable: it requires an explicit certificate policy, which is not supported"},
      {"policy constraints, mappings", "551d24", "3003810100", true, "good"},
      {"policies, critical", "551d20", "3007300506032a0304", true, "good"},
  };
  for (const auto& c : kCases) {
    std::string hex = c.value;
    std::erase(hex, ' ');
    EXPECT_EQ(parse(with({extension(c.oid, from_hex(hex), c.critical)})), c.want) << c.name;
  }
  const Bytes once = extension("2a0304", {});
  EXPECT_EQ(parse(with({once, once})), "extensions: one is there twice");
  EXPECT_EQ(parse(with({from_hex("300b06032a0304010100040100")})), "extensions: a default value is written");
}

TEST(Certificate, SizeAndNumbersAreBounded) {
  auto large = Certificate::parse(Bytes(kMaxCertificateSize + 1, 0x30));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().message, "certificate of 65537 bytes, at most 65536 are supported");
  Bytes names;
  for (int i = 0; i < 4097; ++i) base::append(names, from_hex("820161"));
  EXPECT_EQ(parse(with({extension("551d11", sequence({names}))})),
            "subject alternative names: more than 4096 names");
  Bytes list;
  for (std::uint8_t i = 0; i < 65; ++i) {
    base::append(list, sequence({der(tag::kOid, {Bytes{42, i}}), from_hex("0400")}));
  }
  EXPECT_EQ(parse(with({list})), "extensions: more than 64");
  Bytes deep = from_hex("3000");
  for (int i = 0; i < 100; ++i) deep = sequence({deep});
  Fields fields;
  fields.subject = deep;
  auto nested = Certificate::parse(fields.build());
  ASSERT_FALSE(nested);
  EXPECT_NE(nested.error().message.find("nested too deeply"), std::string::npos) << nested.error().message;
}

}  // namespace
}  // namespace seiload::tls
