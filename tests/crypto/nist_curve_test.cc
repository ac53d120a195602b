#include "crypto/nist_curve.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.h"
#include "base/random.h"
#include "crypto/digest.h"
#include "support/secp256k1.h"
#include "support/wycheproof.h"

namespace seiload::crypto {
namespace {

using base::ByteSpan;
using base::Bytes;
using base::Bytes32;

Bytes hex(std::string_view digits) {
  auto bytes = base::decode_hex_digits(digits);
  EXPECT_TRUE(bytes.has_value()) << digits;
  return bytes ? *bytes : Bytes();
}

Bytes32 hex32(std::string_view digits) {
  Bytes32 out{};
  const Bytes bytes = hex(digits);
  EXPECT_EQ(bytes.size(), out.size());
  if (bytes.size() == out.size()) std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

std::string text(ByteSpan bytes) { return base::to_hex(bytes); }

Bytes plus(Bytes number, int small) {  // big-endian, in as many bytes
  for (std::size_t i = number.size(); i-- > 0;) {
    small += number[i];
    number[i] = static_cast<std::uint8_t>(small);
    small >>= 8;
  }
  return number;
}

Bytes32 key_of(std::uint64_t value) {
  Bytes32 key{};
  base::store_be64(&key[24], value);
  return key;
}

const char* const kOrder256 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const char* const kPrime256 = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
const char* const kOrder384 =
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";

// n + small
Bytes32 order_plus(int small) {
  Bytes32 key;
  const Bytes number = plus(hex(kOrder256), small);
  std::copy(number.begin(), number.end(), key.begin());
  return key;
}

Bytes public_key(const Bytes32& key) {
  const auto point = p256_public(key);
  return point ? Bytes(point->begin(), point->end()) : Bytes();
}

std::string shared_x(const Bytes32& key, ByteSpan point) {
  const auto x = p256_shared(key, point);
  return x ? text(*x) : "none";
}

std::string x_of(ByteSpan point) { return text(point.subspan(1, 32)); }

// A key, a digest and its signature: RFC 6979, A.2.5 and A.2.6, "sample" with SHA-256 and SHA-384.
struct Example {
  NistCurve curve;
  Bytes point, digest, r, s, order;

  bool holds() const { return ecdsa_verify(curve, point, digest, r, s); }
};

Example example256() {
  return {NistCurve::p256,
          hex("0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
              "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"),
          hex("af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf"),
          hex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"),
          hex("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"), hex(kOrder256)};
}

Example example384() {
  return {NistCurve::p384,
          hex("04ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c"
              "64def8f0ea9055866064a254515480bc138015d9b72d7d57244ea8ef9ac0c621"
              "896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720"),
          hex("9a9083505bc92276aec4be312696ef7bf3bf603f4bbd381196a029f340585312"
              "313bca4a9b5b890efee42c77b1ee25fe"),
          hex("94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
              "81a648152e44acf96e36dd1e80fabe46"),
          hex("99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
              "a329c145786e679e7b82c71a38628ac8"),
          hex(kOrder384)};
}

TEST(NistCurve, PublicKeys) {
  EXPECT_EQ(text(public_key(hex32("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"))),
            text(example256().point));
  EXPECT_EQ(text(public_key(key_of(1))),
            "0x046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
  // NIST CAVP, KAS_ECC_CDH_PrimitiveTest, P-256, COUNT 0
  EXPECT_EQ(text(public_key(hex32("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534"))),
            "0x04ead218590119e8876b29146ff89ca61770c4edbbf97d38ce385ed281d8a6b230"
            "28af61281fd35e2fa7002523acc85a429cb06ee6648325389f59edfce1405141");
}

TEST(NistCurve, SharedSecrets) {
  // NIST CAVP, as above
  EXPECT_EQ(shared_x(hex32("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534"),
                     hex("04700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"
                         "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac")),
            "0x46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b");
}

TEST(NistCurve, KeysOutOfRangeGiveNothing) {
  const Bytes point = example256().point;
  for (const Bytes32& key : {key_of(0), order_plus(0), order_plus(1), hex32(std::string(64, 'f'))}) {
    EXPECT_FALSE(p256_public(key)) << text(key);
    EXPECT_FALSE(p256_shared(key, point)) << text(key);
  }
}

// Around 0 and n, where the digits of a key and the sums of points have their edges.
TEST(NistCurve, MultiplesNearBothEndsOfTheRange) {
  for (int i = 1; i <= 50; ++i) {
    SCOPED_TRACE(i);
    const Bytes point = public_key(key_of(static_cast<std::uint64_t>(i)));
    const Bytes negative = public_key(order_plus(-i));
    ASSERT_EQ(point.size(), 65U);
    ASSERT_EQ(negative.size(), 65U);
    EXPECT_TRUE(is_point(NistCurve::p256, point));
    EXPECT_EQ(x_of(point), x_of(negative));
    // y and p - y
    int carry = 0;
    const Bytes prime = hex(kPrime256);
    for (std::size_t k = 32; k-- > 0;) {
      carry += point[33 + k] + negative[33 + k];
      EXPECT_EQ(carry & 255, prime[k]);
      carry >>= 8;
    }
    // 3 (i G) = i (3 G) = (3 i) G
    const std::string triple = x_of(public_key(key_of(static_cast<std::uint64_t>(3 * i))));
    EXPECT_EQ(shared_x(key_of(3), point), triple);
    EXPECT_EQ(shared_x(key_of(static_cast<std::uint64_t>(i)), public_key(key_of(3))), triple);
  }
}

TEST(NistCurve, BothSidesShareOneSecret) {
  base::Random random(20240917);
  for (int i = 0; i < 30; ++i) {
    Bytes32 a = test::random_bytes32(random), b = test::random_bytes32(random);
    if (i % 3 == 0) std::fill_n(a.begin(), 1 + i, std::uint8_t{0});     // short ones
    if (i % 3 == 1) std::fill_n(a.begin() + 1, 1 + i, std::uint8_t{0xff});  // long runs of ones
    a[0] &= 0x7f, b[0] &= 0x7f;
    const std::string secret = shared_x(a, public_key(b));
    EXPECT_NE(secret, "none");
    EXPECT_EQ(secret, shared_x(b, public_key(a))) << text(a) << " " << text(b);
  }
}

TEST(NistCurve, WhatIsNoPoint) {
  const Bytes good = example256().point, good384 = example384().point;
  EXPECT_TRUE(is_point(NistCurve::p256, good));
  EXPECT_TRUE(is_point(NistCurve::p384, good384));
  EXPECT_FALSE(is_point(NistCurve::p384, good));
  EXPECT_FALSE(is_point(NistCurve::p256, good384));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(is_point(NistCurve::p256, ByteSpan(good).first(size))) << size;
  for (const std::size_t at : {0U, 1U, 32U, 33U, 64U}) {
    Bytes bad = good;
    bad[at] ^= 1;
    EXPECT_FALSE(is_point(NistCurve::p256, bad)) << at;
    EXPECT_FALSE(p256_shared(key_of(5), bad)) << at;
    EXPECT_FALSE(ecdsa_verify(NistCurve::p256, bad, good, hex("01"), hex("01"))) << at;
  }
  Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(is_point(NistCurve::p256, longer));
  for (const std::uint8_t form : {std::uint8_t{2}, std::uint8_t{3}}) {  // compressed
    Bytes compressed(good.begin(), good.begin() + 33);
    compressed[0] = form;
    EXPECT_FALSE(is_point(NistCurve::p256, compressed));
  }
  EXPECT_FALSE(is_point(NistCurve::p256, Bytes(65)));
  // The square root of b is the y where x is 0: (p, y) is the same point, written wrongly.
  const Bytes y = hex("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4");
  Bytes at_zero(65);
  at_zero[0] = 4;
  std::copy(y.begin(), y.end(), at_zero.begin() + 33);
  EXPECT_TRUE(is_point(NistCurve::p256, at_zero));
  const Bytes prime = hex(kPrime256);
  std::copy(prime.begin(), prime.end(), at_zero.begin() + 1);
  EXPECT_FALSE(is_point(NistCurve::p256, at_zero));
}

TEST(NistCurve, SignaturesHold) {
  EXPECT_TRUE(example256().holds());
  EXPECT_TRUE(example384().holds());
}

TEST(NistCurve, EachChangedByteOfASignatureIsSeen) {
  for (const Example& good : {example256(), example384()}) {
    for (Bytes Example::*part : {&Example::digest, &Example::r, &Example::s, &Example::point}) {
      for (std::size_t i = 0; i < (good.*part).size(); i += 5) {
        Example bad = good;
        (bad.*part)[i] ^= 0x10;
        EXPECT_FALSE(bad.holds()) << i;
      }
    }
    Example swapped = good;
    std::swap(swapped.r, swapped.s);
    EXPECT_FALSE(swapped.holds());
    Example other = good;
    other.curve = good.curve == NistCurve::p256 ? NistCurve::p384 : NistCurve::p256;
    EXPECT_FALSE(other.holds());
  }
}

TEST(NistCurve, NumbersOfASignatureAreInRange) {
  for (const Example& good : {example256(), example384()}) {
    for (Bytes Example::*part : {&Example::r, &Example::s}) {
      Example one = good;
      Bytes& number = one.*part;
      number.insert(number.begin(), 9, 0);  // zeros in front
      EXPECT_TRUE(one.holds());
      for (const Bytes& bad : {Bytes(), Bytes(1), Bytes(100), one.order, plus(one.order, 1), Bytes(48, 0xff),
                               Bytes(100, 0xff)}) {
        number = bad;
        EXPECT_FALSE(one.holds()) << text(bad);
      }
      number = good.*part;
      number.insert(number.begin(), 1);  // 2^256 or 2^384 more
      EXPECT_FALSE(one.holds());
    }
    // n - s is as good as s.
    Example high = good;
    int borrow = 0;
    for (std::size_t i = high.s.size(); i-- > 0;) {
      borrow += good.order[i] - good.s[i];
      high.s[i] = static_cast<std::uint8_t>(borrow);
      borrow >>= 8;
    }
    EXPECT_TRUE(high.holds());
  }
}

TEST(NistCurve, DigestsOfOtherLengths) {
  Example one = example256();
  one.digest.insert(one.digest.end(), {1, 2, 3});  // only the first 256 bits count
  EXPECT_TRUE(one.holds());
  one.digest.erase(one.digest.begin());
  EXPECT_FALSE(one.holds());
  one.digest.clear();
  EXPECT_FALSE(one.holds());
}

std::string signature(const Bytes32& key, ByteSpan digest) {
  const auto made = p256_sign(key, digest);
  return made ? text(*made) : "none";
}

TEST(NistCurve, SignsAsRfc6979Says) {  // A.2.5
  const Bytes32 key = hex32("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
  EXPECT_EQ(signature(key, example256().digest),
            "0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
  EXPECT_EQ(signature(key, hash(HashAlgorithm::sha256, base::as_bytes("test")).span()),
            "0xf1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
            "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083");
}

TEST(NistCurve, SignaturesOfAnyDigestHold) {
  base::Random random(20240918);
  for (int i = 0; i < 20; ++i) {
    Bytes32 key = i == 0 ? key_of(1) : i == 1 ? order_plus(-1) : test::random_bytes32(random);
    if (i > 1) key[0] &= 0x7f;
    Bytes digest(static_cast<std::size_t>(5 * i), 0xff);  // from none to more than 32 bytes, n and more
    if (i % 2 == 1) digest.assign(digest.size(), static_cast<std::uint8_t>(random.below(256)));
    const auto made = p256_sign(key, digest);
    ASSERT_TRUE(made.has_value());
    const ByteSpan r = ByteSpan(*made).first(32), s = ByteSpan(*made).last(32);
    const Bytes point = public_key(key);
    EXPECT_TRUE(ecdsa_verify(NistCurve::p256, point, digest, r, s)) << text(key) << " " << text(digest);
    EXPECT_FALSE(ecdsa_verify(NistCurve::p256, point, hex("01"), r, s));
  }
  for (const Bytes32& key : {key_of(0), order_plus(0), order_plus(1)})
    EXPECT_EQ(signature(key, example256().digest), "none");
}

// A DER INTEGER at the front of `bytes`, which is taken away; nothing if it is not as DER has it.
std::optional<ByteSpan> take_integer(ByteSpan& bytes) {
  if (bytes.size() < 3 || bytes[0] != 0x02 || bytes[1] == 0 || bytes[1] >= 0x80) return std::nullopt;
  const std::size_t size = bytes[1];
  if (bytes.size() - 2 < size) return std::nullopt;
  const ByteSpan number = bytes.subspan(2, size);
  bytes = bytes.subspan(2 + size);
  if (number[0] >= 0x80) return std::nullopt;                                  // negative
  if (size > 1 && number[0] == 0 && number[1] < 0x80) return std::nullopt;  // longer than needed
  return number;
}

void check_ecdsa(NistCurve curve, HashAlgorithm algorithm, const char* file) {
  LOAD_WYCHEPROOF(groups, file);
  for (const auto& group : groups) {
    const test::Record key(file, group.fields.field("publicKey"));
    const Bytes point = hex(key.text("uncompressed"));
    for (const auto& one : group.cases) {
      SCOPED_TRACE(one.label());
      const Digest digest = hash(algorithm, one.bytes("msg"));
      const Bytes signature = one.bytes("sig");
      ByteSpan rest = signature;
      bool good = false;
      if (rest.size() >= 2 && rest[0] == 0x30 && rest[1] < 0x80 && rest[1] == rest.size() - 2) {
        rest = rest.subspan(2);
        const auto r = take_integer(rest);
        const auto s = take_integer(rest);
        good = r && s && rest.empty() && ecdsa_verify(curve, point, digest.span(), *r, *s);
      }
      EXPECT_EQ(good, one.valid());
    }
  }
}

TEST(NistCurve, WycheproofP256) {
  check_ecdsa(NistCurve::p256, HashAlgorithm::sha256, "wycheproof_ecdsa_secp256r1_sha256_test.json");
}

TEST(NistCurve, WycheproofP384) {
  check_ecdsa(NistCurve::p384, HashAlgorithm::sha384, "wycheproof_ecdsa_secp384r1_sha384_test.json");
}

TEST(NistCurve, WycheproofEcdh) {
  LOAD_WYCHEPROOF(groups, "wycheproof_ecdh_secp256r1_ecpoint_test.json");
  for (const auto& group : groups) {
    for (const auto& one : group.cases) {
      SCOPED_TRACE(one.label());
      Bytes key = one.bytes("private");
      while (key.size() > 32 && key[0] == 0) key.erase(key.begin());
      ASSERT_LE(key.size(), 32U);
      Bytes32 padded{};
      std::copy(key.begin(), key.end(), padded.end() - static_cast<std::ptrdiff_t>(key.size()));
      // The one that is acceptable is a compressed point: refused here.
      EXPECT_EQ(shared_x(padded, one.bytes("public")), one.valid() ? text(one.bytes("shared")) : "none");
    }
  }
}

}  // namespace
}  // namespace seiload::crypto
