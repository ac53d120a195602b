#include "crypto/ecdsa.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <algorithm>
#include <thread>

#include "base/hex.h"
#include "crypto/nonce.h"
#include "crypto/scalar.h"
#include "support/paths.h"
#include "support/sanitizer.h"
#include "support/secp256k1.h"
#include "support/vectors.h"

namespace seiload::crypto {
namespace {

using test::random_bytes32;

base::Bytes32 order_plus(std::int64_t offset) {
  Words words = scalar::kOrder;
  words[0] += static_cast<std::uint64_t>(offset);
  return store_words(words);
}

base::Bytes32 key_of(std::uint64_t value) { return store_words(test::small(value)); }

Signature sign_one(const base::Bytes32& key, const base::Bytes32& digest) {
  SignJob job{&key, digest, {}};
  sign({&job, 1});
  return job.signature;
}

PublicKey public_key_of(const base::Bytes32& key) {
  PublicKey out;
  derive_public_keys({&key, 1}, {&out, 1});
  return out;
}

PublicKey parse_public_key(const base::Bytes& bytes) {
  PublicKey key;
  EXPECT_EQ(bytes.size(), 65U);
  if (bytes.size() != 65) return key;
  std::copy_n(bytes.begin() + 1, 32, key.x.begin());
  std::copy_n(bytes.begin() + 33, 32, key.y.begin());
  return key;
}

class EcdsaVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, EcdsaVectors, test::both_sets(), test::name_of_set);

TEST_P(EcdsaVectors, Sign) {
  LOAD_VECTORS(records, "ecdsa_sign.json");
  std::vector<base::Bytes32> keys;
  for (const auto& record : records) keys.push_back(record.bytes32("privateKey"));
  std::vector<SignJob> jobs;
  for (std::size_t i = 0; i < records.size(); ++i)
    jobs.push_back({&keys[i], records[i].bytes32("digest"), {}});
  test::on_every_path([&] {
    for (auto& job : jobs) job.signature = {};
    sign(jobs);
    for (std::size_t i = 0; i < records.size(); ++i) {
      const Signature want = {records[i].bytes32("r"), records[i].bytes32("s"),
                              static_cast<std::uint8_t>(records[i].number("recid"))};
      EXPECT_EQ(jobs[i].signature, want) << records[i].label();
      EXPECT_EQ(sign_one(keys[i], jobs[i].digest), want) << records[i].label();
    }
  });
  for (std::size_t i = 0; i < records.size(); ++i) {
    SCOPED_TRACE(records[i].label());
    const Signature want = {records[i].bytes32("r"), records[i].bytes32("s"),
                            static_cast<std::uint8_t>(records[i].number("recid"))};
    EXPECT_EQ(sign_constant_time(keys[i], jobs[i].digest), want);
    EXPECT_EQ(recover(jobs[i].digest, want), public_key_of(keys[i]));
  }
}

TEST_P(EcdsaVectors, Recover) {
  LOAD_VECTORS(records, "ecdsa_recover.json");
  test::on_every_path([&] {
    for (const auto& record : records) {
      SCOPED_TRACE(record.label());
      const auto got = recover(record.bytes32("digest"), {record.bytes32("r"), record.bytes32("s"),
                                                          static_cast<std::uint8_t>(record.number("recid"))});
      ASSERT_EQ(got.has_value(), !record.is_null("publicKey"));
      if (got) {
        EXPECT_EQ(*got, parse_public_key(record.bytes("publicKey")));
      }
    }
  });
}

TEST_P(EcdsaVectors, PublicKeys) {
  LOAD_VECTORS(records, "addresses.json");
  std::vector<base::Bytes32> keys;
  for (const auto& record : records) keys.push_back(record.bytes32("privateKey"));
  std::vector<PublicKey> out(keys.size());
  test::on_every_path([&] {
    derive_public_keys(keys, out);
    for (std::size_t i = 0; i < keys.size(); ++i)
      EXPECT_EQ(out[i], parse_public_key(records[i].bytes("publicKey"))) << records[i].label();
  });
}

class Wycheproof : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, Wycheproof, test::full_set(), test::name_of_set);

TEST_P(Wycheproof, VerifiesTheValidAndNoOthers) {
  for (const char* name : {"wycheproof_ecdsa_der.json", "wycheproof_ecdsa_p1363.json"}) {
    LOAD_VECTORS(records, name);
    for (const auto& record : records) {
      if (!record.has("r")) continue;  // an encoding we never read
      SCOPED_TRACE(name + std::string(" ") + record.label());
      base::Bytes r = record.bytes("r"), s = record.bytes("s");
      const auto fit = [](const base::Bytes& bytes) -> std::optional<base::Bytes32> {
        if (bytes.size() > 32) return std::nullopt;
        base::Bytes32 out{};
        std::copy(bytes.begin(), bytes.end(), out.end() - static_cast<std::ptrdiff_t>(bytes.size()));
        return out;
      };
      const auto r32 = fit(r), s32 = fit(s);
      const auto key = parse_public_key(record.bytes("publicKey"));
      const bool valid = r32 && s32 && test::verify(key, record.bytes32("digest"), *r32, *s32);
      if (record.has("result")) {
        EXPECT_EQ(valid, record.text("result") == "valid");
      }
      if (record.has("resultBitcoin") && record.text("resultBitcoin") == "valid") {
        EXPECT_TRUE(valid);
      }
    }
  }
}

TEST(Ecdsa, ValidKeys) {
  base::Bytes32 all;
  all.fill(0xff);
  EXPECT_FALSE(is_valid_key(base::Bytes32{}));
  EXPECT_TRUE(is_valid_key(key_of(1)));
  EXPECT_TRUE(is_valid_key(order_plus(-1)));
  EXPECT_FALSE(is_valid_key(order_plus(0)));
  EXPECT_FALSE(is_valid_key(order_plus(1)));
  EXPECT_FALSE(is_valid_key(all));
}

TEST(Ecdsa, EveryBatchSizeGivesTheSame) {
  base::Random random(11);
  std::vector<base::Bytes32> keys(300);
  std::vector<SignJob> single;
  for (auto& key : keys) {
    key = random_bytes32(random);
    single.push_back({&key, random_bytes32(random), {}});
  }
  for (auto& job : single) sign({&job, 1});
  std::vector<PublicKey> public_keys(keys.size());
  derive_public_keys(keys, public_keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    ASSERT_EQ(public_keys[i], public_key_of(keys[i]));
    ASSERT_EQ(recover(single[i].digest, single[i].signature), public_keys[i]);
    if (i % 10 == 0) {
      ASSERT_EQ(sign_constant_time(keys[i], single[i].digest), single[i].signature);
    }
  }
  const std::size_t sizes[] = {0, 1, 2, 3, 7, 8, 9, 31, 32, 127, 128, 129, 255, 256, 257, 300};
  for (const std::size_t size : sizes) {
    std::vector<SignJob> batch(single.begin(), single.begin() + static_cast<std::ptrdiff_t>(size));
    for (auto& job : batch) job.signature = {};
    sign(batch);
    for (std::size_t i = 0; i < size; ++i)
      ASSERT_EQ(batch[i].signature, single[i].signature) << i << " of " << size;
  }
}

TEST(Ecdsa, EdgeKeysAndDigests) {
  base::Bytes32 all;
  all.fill(0xff);
  const base::Bytes32 digests[] = {base::Bytes32{}, key_of(1),     order_plus(-1),
                                   order_plus(0),   order_plus(1), all};
  for (const base::Bytes32& key :
       {key_of(1), key_of(2), key_of(3), order_plus(-1), order_plus(-2), order_plus(-3)}) {
    for (const base::Bytes32& digest : digests) {
      const Signature signature = sign_one(key, digest);
      EXPECT_EQ(signature, sign_constant_time(key, digest));
      EXPECT_EQ(recover(digest, signature), public_key_of(key));
      EXPECT_FALSE(scalar::is_high({load_words(signature.s)}));
      EXPECT_TRUE(test::verify(public_key_of(key), digest, signature.r, signature.s));
      const base::Bytes32 high = store_words(scalar::negate({load_words(signature.s)}).word);
      const auto other = static_cast<std::uint8_t>(signature.recid ^ 1);
      EXPECT_EQ(recover(digest, {signature.r, high, other}), public_key_of(key));
    }
  }
  // The digest counts mod n, in the nonce as well.
  EXPECT_EQ(sign_one(key_of(5), order_plus(0)), sign_one(key_of(5), base::Bytes32{}));
  EXPECT_EQ(sign_one(key_of(5), order_plus(1)), sign_one(key_of(5), key_of(1)));
}

void expect_refusals() {
  const Signature good = sign_one(key_of(9), key_of(10));
  base::Bytes32 all;
  all.fill(0xff);
  const auto refused = [](Signature changed) { return !recover(key_of(10), changed).has_value(); };
  for (const auto& bad : {base::Bytes32{}, order_plus(0), order_plus(1), all}) {
    EXPECT_TRUE(refused({bad, good.s, 0}));
    EXPECT_TRUE(refused({good.r, bad, 0}));
  }
  for (const int recid : {2, 3, 4, 27, 255})
    EXPECT_TRUE(refused({good.r, good.s, static_cast<std::uint8_t>(recid)}));
  EXPECT_TRUE(refused({key_of(5), good.s, 0})) << "no point has x = 5";
  // s R = z G: the key would be infinity. With R = G, s = z.
  const base::Bytes32 x = public_key_of(key_of(1)).x;
  EXPECT_TRUE(refused({x, key_of(10), 0}));
  EXPECT_FALSE(refused({x, key_of(10), 1}));
  // r + n at the prime and just below.
  const Words limit = test::sub(field::kPrime, scalar::kOrder);
  EXPECT_TRUE(refused({store_words(limit), good.s, 2}));
  int found = 0;
  for (std::uint64_t i = 1; i < 20; ++i)
    found +=
        recover(key_of(10), {store_words(test::sub(limit, test::small(i))), good.s, 2}).has_value() ? 1 : 0;
  EXPECT_GT(found, 3);
  EXPECT_LT(found, 17);
}

TEST(Ecdsa, RecoverRefusesWhatCannotBe) { test::on_every_path(expect_refusals); }

TEST(Ecdsa, RandomRoundTrips) {
  base::Random random(12);
  for (int i = 0; i < 50; ++i) {
    const base::Bytes32 key = random_bytes32(random), digest = random_bytes32(random);
    const Signature signature = sign_one(key, digest);
    EXPECT_EQ(recover(digest, signature), public_key_of(key));
    EXPECT_NE(recover(digest, {signature.r, signature.s, static_cast<std::uint8_t>(signature.recid ^ 1)}),
              public_key_of(key));
  }
}

TEST(Ecdsa, ThreadsShareTheTable) {
  const base::Bytes32 key = key_of(77);
  const Signature want = sign_one(key, key_of(1));
  std::vector<Signature> got(4);
  {
    std::vector<std::jthread> threads;
    for (auto& slot : got) threads.emplace_back([&slot, &key] { slot = sign_one(key, key_of(1)); });
  }
  for (const auto& signature : got) EXPECT_EQ(signature, want);
}

// Candidates from an independent HMAC-DRBG: key 1, digest 0x00..02.
TEST(Nonce, CandidatesAfterTheFirst) {
  NonceStream stream(key_of(1), key_of(2));
  EXPECT_EQ(base::to_hex(stream.next()),
            "0x6469f458a715461e96a1bc8c2112dd2c56c0e63a8af96697e98ff6b5e60a5415");
  EXPECT_EQ(base::to_hex(stream.next()),
            "0xe99637e2fb6784249e3f770769e078cdbd2277d3db75ff47daefc75245928b09");
  EXPECT_EQ(base::to_hex(stream.next()),
            "0x324099c00086d196dc128a656da3f62263cc1c3706939ad695c209e696f3e83c");
  EXPECT_EQ(derive_nonce(key_of(1), key_of(2)).word, load_words(NonceStream(key_of(1), key_of(2)).next()));
}

// Signs on a stack of our own and looks for what must not be left there.
TEST(Ecdsa, ThePublicKeyInConstantTimeIsTheOther) {
  for (std::uint8_t i = 1; i < 60; ++i) {
    base::Bytes32 key{};
    key[i % 32] = i;
    key[31] = static_cast<std::uint8_t>(key[31] | 1);
    PublicKey want;
    derive_public_keys({&key, 1}, {&want, 1});
    EXPECT_EQ(public_key_constant_time(key), want);
  }
}

TEST(Ecdsa, KeysAddUpModN) {
  constexpr base::Bytes32 kOne = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  const base::Bytes32 order = store_words(scalar::kOrder);
  base::Bytes32 last = order, key = kOne;
  last[31] -= 1;  // n - 1
  EXPECT_TRUE(add_keys(key, kOne));
  EXPECT_EQ(key[31], 2);
  EXPECT_TRUE(add_keys(key, last));  // 2 + n - 1
  EXPECT_EQ(key, kOne);
  EXPECT_FALSE(add_keys(key, last));  // zero
  EXPECT_EQ(key, kOne);
  key = order;
  EXPECT_FALSE(add_keys(key, kOne));
  EXPECT_EQ(key, order);
  key = {};
  EXPECT_TRUE(add_keys(key, kOne)) << "BIP-32 lets the first term be zero";
  EXPECT_EQ(key, kOne);
}

TEST(Ecdsa, ConstantTimeSigningLeavesNoSecretOnTheStack) {
  if (test::kHasSanitizer) GTEST_SKIP() << "this sanitizer keeps copies of stack frames elsewhere";
  struct Work {
    base::Bytes32 key, digest;
    Signature signature;
    bool wipes;
  };
  const auto run = [](void* argument) -> void* {
    auto* const work = static_cast<Work*>(argument);
    if (work->wipes)
      work->signature = sign_constant_time(work->key, work->digest);
    else
      work->signature = sign_one(work->key, work->digest);
    return nullptr;
  };
  base::Random random(13);
  prepare();
  for (const bool wipes : {true, false}) {
    Work work{random_bytes32(random), random_bytes32(random), {}, wipes};
    std::vector<std::uint8_t> stack(std::size_t{1} << 20);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    ASSERT_EQ(pthread_attr_setstack(&attributes, stack.data(), stack.size()), 0);
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, &attributes, run, &work), 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
    EXPECT_EQ(recover(work.digest, work.signature), public_key_of(work.key));
    const Scalar key{load_words(work.key)}, nonce = derive_nonce(work.key, work.digest);
    const Scalar inverse = scalar::inverse(nonce);
    int found = 0;
    for (const Scalar& secret : {key, nonce, inverse, scalar::negate(nonce)})
      for (const std::uint64_t word : secret.word)
        for (const std::uint64_t form : {word, __builtin_bswap64(word)})
          found += std::search(stack.begin(), stack.end(), reinterpret_cast<const std::uint8_t*>(&form),
                               reinterpret_cast<const std::uint8_t*>(&form) + 8) != stack.end()
                       ? 1
                       : 0;
    if (wipes) {
      EXPECT_EQ(found, 0);
    } else {
      EXPECT_GT(found, 0) << "the search would find nothing anyway";
    }
  }
}

}  // namespace
}  // namespace seiload::crypto
