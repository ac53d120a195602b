#include "crypto/aead.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.h"
#include "base/random.h"
#include "support/paths.h"
#include "support/wycheproof.h"

namespace seiload::crypto {
namespace {

constexpr AeadAlgorithm kAll[] = {AeadAlgorithm::aes_128_gcm, AeadAlgorithm::aes_256_gcm,
                                  AeadAlgorithm::chacha20_poly1305};

base::Bytes of_hex(std::string_view digits) { return base::decode_hex_digits(digits).value(); }

Aead::Nonce nonce_of(const base::Bytes& bytes) {
  EXPECT_EQ(bytes.size(), kAeadNonceSize);
  return Aead::Nonce(bytes.data(), kAeadNonceSize);
}

base::Bytes seal(const Aead& aead, const base::Bytes& nonce, base::ByteSpan aad, base::ByteSpan plain) {
  base::Bytes out(plain.size() + kAeadTagSize);
  aead.seal(nonce_of(nonce), aad, plain, out.data());
  return out;
}

std::optional<base::Bytes> open(const Aead& aead, const base::Bytes& nonce, base::ByteSpan aad,
                                base::ByteSpan sealed) {
  base::Bytes out(sealed.size() < kAeadTagSize ? 0 : sealed.size() - kAeadTagSize, 0xee);
  if (aead.open(nonce_of(nonce), aad, sealed, out.data())) return out;
  EXPECT_EQ(out, base::Bytes(out.size())) << "plain text that was not authenticated";
  return std::nullopt;
}

struct Example {
  const char* name;
  AeadAlgorithm algorithm;
  std::string key, nonce, aad, plain, sealed;  // hex digits
};

std::vector<Example> examples() {
  // McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, which SP 800-38D took over.
  const std::string zeros128(32, '0'), zeros256(64, '0'), zeros96(24, '0');
  const std::string key = "feffe9928665731c6d6a8f9467308308", nonce = "cafebabefacedbaddecaf888",
                    aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                    text = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                           "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
                    text128 = "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                              "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
                    text256 = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                              "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
  const std::string sunscreen =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen "
      "would be it.";
  return {
      {"GCM 1", AeadAlgorithm::aes_128_gcm, zeros128, zeros96, "", "", "58e2fccefa7e3061367f1d57a4e7455a"},
      {"GCM 2", AeadAlgorithm::aes_128_gcm, zeros128, zeros96, "", zeros128,
       "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf"},
      {"GCM 3", AeadAlgorithm::aes_128_gcm, key, nonce, "", text,
       text128 + "4d5c2af327cd64a62cf35abd2ba6fab4"},
      {"GCM 4", AeadAlgorithm::aes_128_gcm, key, nonce, aad, text.substr(0, 120),
       text128.substr(0, 120) + "5bc94fbc3221a5db94fae95ae7121a47"},
      {"GCM 13", AeadAlgorithm::aes_256_gcm, zeros256, zeros96, "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
      {"GCM 14", AeadAlgorithm::aes_256_gcm, zeros256, zeros96, "", zeros128,
       "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
      {"GCM 15", AeadAlgorithm::aes_256_gcm, key + key, nonce, "", text,
       text256 + "b094dac5d93471bdec1a502270e3cc6c"},
      {"GCM 16", AeadAlgorithm::aes_256_gcm, key + key, nonce, aad, text.substr(0, 120),
       text256.substr(0, 120) + "76fc6ece0f4e1768cddf8853bb2d551b"},
      {"RFC 8439, section 2.8.2", AeadAlgorithm::chacha20_poly1305,
       "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f", "070000004041424344454647",
       "50515253c0c1c2c3c4c5c6c7",
       base::to_hex(base::as_bytes(sunscreen)).substr(2),
       "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
       "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
       "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
       "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"},
  };
}

TEST(Aead, Examples) {
  test::on_every_path([] {
    for (const Example& c : examples()) {
      SCOPED_TRACE(c.name);
      const Aead aead(c.algorithm, of_hex(c.key));
      const base::Bytes nonce = of_hex(c.nonce), aad = of_hex(c.aad), plain = of_hex(c.plain);
      const base::Bytes sealed = seal(aead, nonce, aad, plain);
      EXPECT_EQ(base::to_hex(sealed).substr(2), c.sealed);
      EXPECT_EQ(open(aead, nonce, aad, sealed), plain);
    }
  });
}

void try_wycheproof(std::initializer_list<AeadAlgorithm> algorithms,
                    const std::vector<test::WycheproofGroup>& groups) {
  test::on_every_path([&] {
    for (const auto& group : groups)
      for (const auto& one : group.cases) {
        SCOPED_TRACE(one.label());
        const base::Bytes key = one.bytes("key"), nonce = one.bytes("iv"), aad = one.bytes("aad"),
                          plain = one.bytes("msg");
        base::Bytes sealed = one.bytes("ct");
        base::append(sealed, one.bytes("tag"));
        // Other sizes of nonces and keys cannot be asked for.
        if (nonce.size() != kAeadNonceSize) continue;
        for (const AeadAlgorithm algorithm : algorithms) {
          if (key.size() != key_size(algorithm)) continue;
          const Aead aead(algorithm, key);
          EXPECT_EQ(open(aead, nonce, aad, sealed), one.valid() ? std::optional(plain) : std::nullopt);
          EXPECT_EQ(seal(aead, nonce, aad, plain) == sealed, one.valid());
        }
      }
  });
}

TEST(Aead, WycheproofAesGcm) {
  LOAD_WYCHEPROOF(groups, "wycheproof_aes_gcm_test.json");
  try_wycheproof({AeadAlgorithm::aes_128_gcm, AeadAlgorithm::aes_256_gcm}, groups);
}

TEST(Aead, WycheproofChaCha20Poly1305) {
  LOAD_WYCHEPROOF(groups, "wycheproof_chacha20_poly1305_test.json");
  try_wycheproof({AeadAlgorithm::chacha20_poly1305}, groups);
}

base::Bytes random_bytes(base::Random& random, std::size_t size) {
  base::Bytes out(size);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(random.next());
  return out;
}

// The same bytes on every path, whatever the length, the place in memory, and in place.
TEST(Aead, PathsAgree) {
  base::Random random(16);
  for (const AeadAlgorithm algorithm : kAll)
    for (std::size_t size = 0; size <= 300; ++size) {
      SCOPED_TRACE(size);
      const base::Bytes key = random_bytes(random, key_size(algorithm)), nonce = random_bytes(random, 12),
                        aad = random_bytes(random, size % 37), plain = random_bytes(random, size);
      std::optional<base::Bytes> expected;
      test::on_every_path([&] {
        const Aead aead(algorithm, key);
        const base::Bytes sealed = seal(aead, nonce, aad, plain);
        if (!expected) expected = sealed;  // the portable path's, which is the first
        ASSERT_EQ(sealed, *expected);
        const std::size_t off = size % 15 + 1;
        base::Bytes there(off + size + kAeadTagSize + 1, 0x77);
        std::copy(plain.begin(), plain.end(), there.begin() + static_cast<std::ptrdiff_t>(off));
        aead.seal(nonce_of(nonce), aad, base::ByteSpan(there).subspan(off, size), there.data() + off);
        const auto in_place = base::ByteSpan(there).subspan(off, size + kAeadTagSize);
        ASSERT_TRUE(std::equal(in_place.begin(), in_place.end(), expected->begin()));
        ASSERT_TRUE(aead.open(nonce_of(nonce), aad, in_place, there.data() + off));
        ASSERT_TRUE(std::equal(plain.begin(), plain.end(), in_place.begin()));
        ASSERT_EQ(there.front(), 0x77);
        ASSERT_EQ(there.back(), 0x77);
      });
    }
}

TEST(Aead, LongTextsAgree) {
  base::Random random(17);
  for (const AeadAlgorithm algorithm : kAll)
    for (const std::size_t size : {1008U, 1024U, 2047U, 4096U, 16384U, 16401U}) {
      const base::Bytes key = random_bytes(random, key_size(algorithm)), nonce = random_bytes(random, 12),
                        aad = random_bytes(random, 500), plain = random_bytes(random, size);
      std::optional<base::Bytes> expected;
      test::on_every_path([&] {
        const Aead aead(algorithm, key);
        const base::Bytes sealed = seal(aead, nonce, aad, plain);
        if (!expected) expected = sealed;
        ASSERT_EQ(sealed, *expected) << size;
        ASSERT_EQ(open(aead, nonce, aad, sealed), plain);
      });
    }
}

TEST(Aead, AnyBitChangedIsFound) {
  test::on_every_path([] {
    for (const AeadAlgorithm algorithm : kAll) {
      const Aead aead(algorithm, base::Bytes(key_size(algorithm), 3));
      base::Bytes nonce(12, 4), aad(13, 5), sealed = seal(aead, nonce, aad, base::Bytes(40, 6));
      for (base::Bytes* bytes : {&nonce, &aad, &sealed})
        for (std::size_t bit = 0; bit < 8 * bytes->size(); ++bit) {
          auto& byte = (*bytes)[bit / 8];
          byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
          EXPECT_EQ(open(aead, nonce, aad, sealed), std::nullopt) << bit;
          byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
        }
      EXPECT_NE(open(aead, nonce, aad, sealed), std::nullopt);
      for (std::size_t size = 0; size < sealed.size(); ++size)
        EXPECT_EQ(open(aead, nonce, aad, base::ByteSpan(sealed).first(size)), std::nullopt) << size;
    }
  });
}

}  // namespace
}  // namespace seiload::crypto
