#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace seiload::base {
namespace {

TEST(Utf8, LengthAgreesWithEncodingOnEveryCodePoint) {
  for (unsigned code = 0; code < 0x110000; ++code) {
    std::string text;
    if (code < 0x80) {
      text = {static_cast<char>(code)};
    } else if (code < 0x800) {
      text = {static_cast<char>(0xc0 | code >> 6), static_cast<char>(0x80 | (code & 63))};
    } else if (code < 0x10000) {
      text = {static_cast<char>(0xe0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 63)),
              static_cast<char>(0x80 | (code & 63))};
    } else {
      text = {static_cast<char>(0xf0 | code >> 18), static_cast<char>(0x80 | (code >> 12 & 63)),
              static_cast<char>(0x80 | (code >> 6 & 63)), static_cast<char>(0x80 | (code & 63))};
    }
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    ASSERT_EQ(utf8_length(text), surrogate ? 0 : text.size()) << code;
    if (text.size() > 1) {
      ASSERT_EQ(utf8_length(text.substr(0, text.size() - 1)), 0u);
    }
  }
}

TEST(Utf8, IsCheckedAtEveryPlace) {
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string pad(before, 'a');
    for (const char* good :
         {"\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
      EXPECT_TRUE(is_utf8(pad + good + pad)) << before;
    for (const char* bad :
         {"\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82",
          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xf0\x90\x80\x41"})
      EXPECT_FALSE(is_utf8(pad + bad + pad)) << before;
  }
}

}  // namespace
}  // namespace seiload::base
