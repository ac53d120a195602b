#include "crypto/sha1.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace seiload::crypto {
namespace {

std::string hash(std::string_view text) { return base::to_hex(sha1(base::as_bytes(text))); }

// FIPS 180-4's examples, and lengths around the padding's edges against Python's hashlib.
TEST(Sha1, KnownDigests) {
  const struct {
    std::string text;
    const char* digest;
  } kCases[] = {{"", "0xda39a3ee5e6b4b0d3255bfef95601890afd80709"},
                {"abc", "0xa9993e364706816aba3e25717850c26c9cd0d89d"},
                {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                 "0x84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
                {std::string(55, 'a'), "0xc1c8bbdc22796e28c0e15163d20899b65621d65a"},
                {std::string(56, 'a'), "0xc2db330f6083854c99d4b5bfb6e8f29f201be699"},
                {std::string(63, 'a'), "0x03f09f5b158a7a8cdad920bddc29b81c18a551f5"},
                {std::string(64, 'a'), "0x0098ba824b5c16427bd7a1122a5a442a25ec644d"},
                {std::string(119, 'a'), "0xee971065aaa017e0632a8ca6c77bb3bf8b1dfc56"},
                {std::string(120, 'a'), "0xf34c1488385346a55709ba056ddd08280dd4c6d6"},
                {std::string(1'000'000, 'a'), "0x34aa973cd4c4daa4f61eeb2bdbad27316534016f"}};
  for (const auto& c : kCases) EXPECT_EQ(hash(c.text), c.digest) << c.text.size();
}

}  // namespace
}  // namespace seiload::crypto
