#include "base/bytes.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/hex.h"

namespace seiload::base {
namespace {

TEST(Hex, RoundTripsEveryByte) {
  Bytes all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(decode_hex(to_hex(all)), all);
  EXPECT_EQ(to_hex(Bytes{}), "0x");
  EXPECT_EQ(to_hex(Bytes{0x00, 0xaf}), "0x00af");
}

TEST(Hex, WritesEveryLengthAndNothingBeyond) {
  for (std::size_t size = 0; size < 100; ++size) {
    Bytes bytes(size);
    std::string want;
    for (std::size_t i = 0; i < size; ++i) {
      bytes[i] = static_cast<std::uint8_t>(i * 37 + size);
      want += "0123456789abcdef"[bytes[i] >> 4];
      want += "0123456789abcdef"[bytes[i] & 15];
    }
    std::string text(2 * size + 1, '#');
    EXPECT_EQ(write_hex(text.data(), bytes), text.data() + 2 * size);
    EXPECT_EQ(text, want + '#');
  }
}

TEST(Bytes, BigEndianWords) {
  const Bytes bytes{0xff, 1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(load_be64(bytes.data() + 1), 0x0102030405060708U);
  Bytes out(10, 0xaa);
  store_be64(out.data() + 1, 0x0102030405060708U);
  EXPECT_EQ(out, (Bytes{0xaa, 1, 2, 3, 4, 5, 6, 7, 8, 0xaa}));
}

TEST(Hex, RefusesWhatIsNone) {
  for (const char* text : {"", "00", "0X00", "0x0", "0x0g", "0x 0"})
    EXPECT_EQ(decode_hex(text), std::nullopt) << text;
  EXPECT_EQ(decode_hex("0xAb"), Bytes{0xab});
  EXPECT_EQ(decode_hex_array<2>("0x0102"), (std::array<std::uint8_t, 2>{1, 2}));
  EXPECT_EQ(decode_hex_array<2>("0x010203"), std::nullopt);
  EXPECT_EQ(decode_hex_array<2>("0x010x"), std::nullopt);
}

// RFC 4648, section 10.
TEST(Base64, KnowsTheVectorsOfTheRfc) {
  const char* kCases[][2] = {{"", ""},
                             {"f", "Zg=="},
                             {"fo", "Zm8="},
                             {"foo", "Zm9v"},
                             {"foob", "Zm9vYg=="},
                             {"fooba", "Zm9vYmE="},
                             {"foobar", "Zm9vYmFy"}};
  for (const auto& c : kCases) EXPECT_EQ(to_base64(as_bytes(c[0])), c[1]);
  EXPECT_EQ(to_base64(Bytes{0xfb, 0xff}), "+/8=");
}

TEST(Wipe, LeavesZeros) {
  Bytes secret(100, 7);
  wipe(secret.data(), secret.size());
  EXPECT_EQ(secret, Bytes(100, 0));
  wipe(nullptr, 0);
}

}  // namespace
}  // namespace seiload::base
