// The last step of signatures on the lanes of AVX-512, on its own: numbers mod n at which carries and
// reductions turn, which no nonce that can be derived would lead to.

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/cpu.h"
#include "crypto/ecdsa.h"
#include "crypto/kernels.h"
#include "support/secp256k1.h"

#if defined(__x86_64__)

namespace seiload::crypto {
namespace {

using scalar::kOrder;
using test::add_mod, test::mul_mod, test::small;

Words reduced(const Words& a) { return scalar::reduce(a).word; }
Words negative(const Words& a) { return a == Words{} ? a : test::sub(kOrder, a); }

Words beyond_order(std::uint64_t offset) {
  Words words = kOrder;
  words[0] += offset;
  return words;
}

// Around 0, n, n / 2 and powers of two, then what only 256 bits hold.
std::vector<Words> numbers() {
  std::vector<Words> out = test::edges(kOrder);
  const Words ones{~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}};
  const Words half = mul_mod(test::sub(kOrder, small(1)), scalar::inverse({small(2)}).word, kOrder);
  for (std::uint64_t i = 0; i < 3; ++i) {
    out.push_back(beyond_order(i));
    out.push_back(test::sub(ones, small(i)));
    out.push_back(add_mod(half, small(i), kOrder));
    out.push_back(test::sub(half, small(i)));
  }
  base::Random random(25);
  for (int i = 0; i < 20; ++i) out.push_back(test::random_words(random));
  return out;
}

// Jobs with whatever nonces and points, and what their signatures have to be.
struct Batch {
  std::vector<base::Bytes32> keys;
  std::vector<Scalar> nonces;
  std::vector<comb::PointWords> points;
  std::vector<SignJob> jobs;
  std::vector<Signature> want;

  void add(const Words& key, const Words& digest, const Words& nonce, const Words& x, bool odd) {
    keys.push_back(store_words(key));
    nonces.push_back({nonce});
    points.push_back({x, small(odd ? 1 : 0)});
    SignJob job;
    job.digest = store_words(digest);
    jobs.push_back(job);
    const Words r = reduced(x), sum = add_mod(reduced(digest), mul_mod(r, key, kOrder), kOrder);
    Words s = mul_mod(sum, scalar::inverse({nonce}).word, kOrder);
    const bool high = test::less(negative(s), s);
    if (high) s = negative(s);
    want.push_back({store_words(r), store_words(s),
                    static_cast<std::uint8_t>((odd != high ? 1 : 0) | (x == r ? 0 : 2))});
  }

  bool finish(std::size_t from, std::size_t count) {
    for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].key = &keys[i];
    return kernels::finish_all_avx512(&nonces[from], &points[from], &jobs[from], count);
  }
};

bool has_lanes() { return available_paths().back() == CpuPath::avx512; }

TEST(FinishLanes, EdgesAgreeWithPlainArithmetic) {
  if (!has_lanes()) GTEST_SKIP() << "this machine does not have the path avx512";
  Batch batch;
  base::Random random(26);
  const std::vector<Words> all = numbers();
  const auto any = [&] { return all[random.below(all.size())]; };
  while (batch.jobs.size() < 4000) {
    const Words key = reduced(any()), digest = any(), nonce = reduced(any()), x = any();
    const Words r = reduced(x), sum = add_mod(reduced(digest), mul_mod(r, key, kOrder), kOrder);
    if (key == Words{} || nonce == Words{} || r == Words{} || sum == Words{}) continue;
    batch.add(key, digest, nonce, x, random.below(2) == 0);
  }
  std::size_t from = 0;
  for (std::size_t count = 1; from + count <= batch.jobs.size(); count = count % comb::kChunk + 1) {
    ASSERT_TRUE(batch.finish(from, count));
    for (std::size_t i = 0; i < count; ++i, ++from)
      ASSERT_EQ(batch.jobs[from].signature, batch.want[from]) << from;
  }
  EXPECT_GT(from, 3800U);
}

// In each lane, the others being fine.
TEST(FinishLanes, RefusesKeysOutOfRangeAndZeros) {
  if (!has_lanes()) GTEST_SKIP() << "this machine does not have the path avx512";
  const struct {
    const char* name;
    Words key, digest, x;
    bool fine;
  } kCases[] = {
      {"fine", small(5), small(7), small(9), true},
      {"key 0", {}, small(7), small(9), false},
      {"key n", kOrder, small(7), small(9), false},
      {"key n + 1", beyond_order(1), small(7), small(9), false},
      {"key n - 1", test::sub(kOrder, small(1)), small(7), small(9), true},
      {"r 0", small(5), small(7), kOrder, false},
      {"s 0", small(5), test::sub(kOrder, small(45)), small(9), false},
  };
  for (const auto& c : kCases) {
    for (std::size_t lane = 0; lane < 19; ++lane) {
      SCOPED_TRACE(c.name);
      Batch batch;
      for (std::size_t i = 0; i < 19; ++i) {
        if (i != lane) {
          batch.add(small(i + 1), small(3), small(i + 2), small(4), false);
        } else {
          batch.add(small(5), small(7), small(11), small(9), false);
          batch.keys[i] = store_words(c.key);
          batch.jobs[i].digest = store_words(c.digest);
          batch.points[i].x = c.x;
        }
      }
      EXPECT_EQ(batch.finish(0, 19), c.fine) << lane;
    }
  }
}

}  // namespace
}  // namespace seiload::crypto

#endif
