#include "tls/der.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/hex.h"

namespace seiload::tls {
namespace {

base::Bytes bytes(std::string_view hex) { return base::decode_hex_digits(hex).value(); }

// What is read by f, or the fault.
template <class F>
std::string read(const base::Bytes& der, F f) {
  DerSource source(der);
  DerReader reader(source);
  const std::string value = f(reader);
  reader.finish("value");
  return source.ok() ? value : source.fault();
}

struct Case {
  const char* hex;
  const char* want;
};

TEST(Der, Lengths) {
  const Case kCases[] = {
      {"0400", "0x"},
      {"0401ff", "0xff"},
      {"", "byte 0: value: missing"},
      {"04", "byte 0: value: cut short"},
      {"0401", "byte 0: value: length is beyond the end"},
      {"040100ff", "byte 3: value: more than there should be"},
      {"0480", "byte 0: value: indefinite length"},
      {"048000", "byte 0: value: indefinite length"},
      {"048101ff", "byte 0: value: length is not minimal"},
      {"048200ff", "byte 0: value: length is not minimal"},
      {"0481", "byte 0: value: cut short"},
      {"0482ff", "byte 0: value: cut short"},
      {"048180", "byte 0: value: length is beyond the end"},
      {"0484ffffffff", "byte 0: value: length is beyond the end"},
      {"04850000000001ff", "byte 0: value: length of more than four bytes"},
      {"04ff", "byte 0: value: length of more than four bytes"},
      {"0501ff", "byte 0: value: is of another type"},
      {"1f8100", "byte 0: value: is of another type"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(read(bytes(c.hex),
                   [](DerReader& r) { return base::to_hex(r.take(tag::kOctetString, "value").body); }),
              c.want)
        << c.hex;
  }
  EXPECT_EQ(read(bytes("1f8100"), [](DerReader& r) { return base::to_hex(r.any("value").body); }),
            "byte 0: value: tag number above 30");
  base::Bytes longer = bytes("048180");
  longer.resize(3 + 0x80, 7);
  EXPECT_EQ(read(longer, [](DerReader& r) { return std::to_string(r.any("value").body.size()); }), "128");
}

TEST(Der, Integers) {
  const Case kCases[] = {{"020100", "0x00"},
                         {"02017f", "0x7f"},
                         {"02020080", "0x0080"},
                         {"020180", "0x80"},
                         {"0202ff7f", "0xff7f"},
                         {"0200", "byte 0: value: integer without a byte"},
                         {"0202007f", "byte 0: value: integer is not minimal"},
                         {"0202ff80", "byte 0: value: integer is not minimal"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(read(bytes(c.hex), [](DerReader& r) { return base::to_hex(r.integer("value")); }), c.want)
        << c.hex;
  }
  const Case kUnsigned[] = {
      {"020100", "0x"}, {"02020080", "0x80"}, {"020180", "byte 0: value: integer is negative"}};
  for (const auto& c : kUnsigned) {
    EXPECT_EQ(read(bytes(c.hex), [](DerReader& r) { return base::to_hex(r.unsigned_integer("value")); }),
              c.want)
        << c.hex;
  }
  const Case kSmall[] = {{"020100", "0"},
                         {"02047fffffff", "2147483647"},
                         {"02050080000000", "byte 0: value: integer is too large"},
                         {"02050100000000", "byte 0: value: integer is too large"},
                         {"0201ff", "byte 0: value: integer is negative"}};
  for (const auto& c : kSmall) {
    EXPECT_EQ(
        read(bytes(c.hex), [](DerReader& r) { return std::to_string(r.small_integer("value").value_or(0)); }),
        c.want)
        << c.hex;
  }
}

TEST(Der, BooleansAndNull) {
  const Case kCases[] = {{"010100", "no"},
                         {"0101ff", "yes"},
                         {"010101", "byte 0: value: is no DER boolean"},
                         {"0100", "byte 0: value: is no DER boolean"},
                         {"0102ffff", "byte 0: value: is no DER boolean"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(read(bytes(c.hex), [](DerReader& r) { return std::string(r.boolean("value") ? "yes" : "no"); }),
              c.want)
        << c.hex;
  }
  const auto null = [](DerReader& r) { return r.null("value"), std::string("null"); };
  EXPECT_EQ(read(bytes("0500"), null), "null");
  EXPECT_EQ(read(bytes("050100"), null), "byte 0: value: NULL is not empty");
}

TEST(Der, BitStrings) {
  const Case kCases[] = {{"030100", "0x 0"},
                         {"030200ff", "0xff 0"},
                         {"03020780", "0x80 7"},
                         {"03020781", "byte 0: value: is no DER bit string"},
                         {"03020800", "byte 0: value: is no DER bit string"},
                         {"030101", "byte 0: value: is no DER bit string"},
                         {"0300", "byte 0: value: is no DER bit string"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(read(bytes(c.hex),
                   [](DerReader& r) {
                     const DerBits bits = r.bits("value");
                     return base::to_hex(bits.bytes) + " " + std::to_string(bits.unused);
                   }),
              c.want)
        << c.hex;
  }
  const base::Bytes two = bytes("a080");
  const DerBits bits{two, 7};
  EXPECT_TRUE(bits.bit(0) && !bits.bit(1) && bits.bit(2) && bits.bit(8) && !bits.bit(9) && !bits.bit(1000));
}

TEST(Der, ObjectIdentifiers) {
  const Case kCases[] = {{"06092a864886f70d01010b", "1.2.840.113549.1.1.11"},
                         {"0603551d11", "2.5.29.17"},
                         {"0603883703", "2.999.3"},
                         {"060127", "0.39"},
                         {"0600", "byte 0: value: is no object identifier"},
                         {"060180", "byte 0: value: is no object identifier"},
                         {"06028001", "byte 0: value: is no object identifier"},
                         {"0603558001", "byte 0: value: is no object identifier"},
                         {"06022a86", "byte 0: value: is no object identifier"},
                         {"060b55ffffffffffffffffff7f", "of more than 64 bits"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(read(bytes(c.hex), [](DerReader& r) { return oid_text(r.oid("value")); }), c.want) << c.hex;
  }
}

TEST(Der, Times) {
  const struct {
    std::uint8_t tag;
    std::string_view text;
    const char* want;
  } kCases[] = {
      {tag::kUtcTime, "700101000000Z", "0"},
      {tag::kUtcTime, "261128123456Z", "1795869296"},
      {tag::kUtcTime, "491231235959Z", "2524607999"},
      {tag::kUtcTime, "500101000000Z", "-631152000"},
      {tag::kGeneralizedTime, "20500101000000Z", "2524608000"},
      {tag::kGeneralizedTime, "99991231235959Z", "253402300799"},
      {tag::kGeneralizedTime, "00000101000000Z", "-62167219200"},
      {tag::kUtcTime, "240229000000Z", "1709164800"},
      {tag::kUtcTime, "230229000000Z", "byte 0: value: there is no such time"},
      {tag::kUtcTime, "231301000000Z", "byte 0: value: there is no such time"},
      {tag::kUtcTime, "230100000000Z", "byte 0: value: there is no such time"},
      {tag::kUtcTime, "230101240000Z", "byte 0: value: there is no such time"},
      {tag::kUtcTime, "230101006000Z", "byte 0: value: there is no such time"},
      {tag::kUtcTime, "230101000060Z", "byte 0: value: there is no such time"},
      {tag::kUtcTime, "2301010000Z", "byte 0: value: time is not YYMMDDHHMMSSZ nor YYYYMMDDHHMMSSZ"},
      {tag::kUtcTime, "230101000000+0000", "byte 0: value: time is not YYMMDDHHMMSSZ nor YYYYMMDDHHMMSSZ"},
      {tag::kUtcTime, "23010100000/Z", "byte 0: value: time is not YYMMDDHHMMSSZ nor YYYYMMDDHHMMSSZ"},
      {tag::kGeneralizedTime, "20230101000000.5Z",
       "byte 0: value: time is not YYMMDDHHMMSSZ nor YYYYMMDDHHMMSSZ"},
      {tag::kGeneralizedTime, "", "byte 0: value: time is not YYMMDDHHMMSSZ nor YYYYMMDDHHMMSSZ"},
      {tag::kOctetString, "230101000000Z", "byte 0: value: is of another type"},
  };
  for (const auto& c : kCases) {
    base::Bytes der{c.tag, static_cast<std::uint8_t>(c.text.size())};
    base::append(der, base::as_bytes(c.text));
    EXPECT_EQ(read(der, [](DerReader& r) { return std::to_string(r.time("value")); }), c.want) << c.text;
  }
}

TEST(Der, OnlyTheFirstFaultIsKept) {
  const base::Bytes der = bytes("3003020100");
  DerSource source(der);
  DerReader reader(source);
  DerReader inner = reader.enter(tag::kSequence, "outer");
  inner.boolean("flag");
  inner.integer("number");
  reader.finish("end");
  EXPECT_EQ(source.fault(), "byte 2: flag: is of another type");
  EXPECT_TRUE(inner.at_end());
  EXPECT_TRUE(reader.at_end());
  EXPECT_FALSE(reader.next_is(tag::kInteger));
  EXPECT_TRUE(inner.any("more").whole.empty());
}

base::Bytes nested(std::size_t levels) {
  base::Bytes der;
  for (std::size_t i = 0; i < levels; ++i) {
    base::Bytes outer{tag::kSequence};
    const std::size_t size = der.size();
    if (size >= 0x100) outer.insert(outer.end(), {0x82, static_cast<std::uint8_t>(size >> 8)});
    if (size >= 0x80 && size < 0x100) outer.push_back(0x81);
    outer.push_back(static_cast<std::uint8_t>(size & 0xff));
    base::append(outer, der);
    der = std::move(outer);
  }
  return der;
}

std::string check(const base::Bytes& der) {
  DerSource source(der);
  return check_der(source) ? "good" : source.fault();
}

TEST(Der, DepthIsBounded) {
  EXPECT_EQ(check(nested(kMaxDerDepth)), "good");
  EXPECT_EQ(check(nested(kMaxDerDepth + 1)), "byte 48: nested too deeply");
  EXPECT_EQ(check(nested(100)), "byte 72: nested too deeply");
  const base::Bytes deep = nested(100);
  DerSource source(deep);
  DerReader reader(source);
  for (int i = 0; i < 100; ++i) reader = reader.enter(tag::kSequence, "level");
  EXPECT_FALSE(source.ok());
  EXPECT_NE(source.fault().find("nested too deeply"), std::string::npos) << source.fault();
}

TEST(Der, SizeIsBounded) {
  base::Bytes large = bytes("3083989b7b0483989b76");
  const std::size_t size = 5 + 0x989b7b;  // 10 MB
  large.resize(size, 0);
  EXPECT_EQ(check(large), "good");
  large.pop_back();
  EXPECT_EQ(check(large), "byte 0: length is beyond the end");
  const base::Bytes huge(kMaxDerSize + 1, 0);
  EXPECT_EQ(check(huge), "byte 0: too large");
  DerSource source(huge);
  EXPECT_TRUE(DerReader(source).at_end());
}

TEST(Der, WellFormedness) {
  const Case kCases[] = {{"3000", "good"},
                         {"3003020100", "good"},
                         {"3006020100020100", "good"},
                         {"30053003020100", "good"},
                         {"", "byte 0: cut short"},
                         {"30000000", "byte 2: bytes after the end"},
                         {"30053004020100", "byte 2: length is beyond the end"},
                         {"3003020200", "byte 2: length is beyond the end"},
                         {"300102", "byte 2: cut short"},
                         {"300430800000", "byte 2: indefinite length"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(check(bytes(c.hex)), c.want) << c.hex;
  }
}

}  // namespace
}  // namespace seiload::tls
