// Every path that cpu.h knows gives the bytes of the portable one, which the vectors hold to RFC 6979.

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/cpu.h"
#include "crypto/ecdsa.h"
#include "crypto/generator.h"
#include "crypto/nonce.h"
#include "support/paths.h"
#include "support/sanitizer.h"
#include "support/secp256k1.h"

namespace seiload::crypto {
namespace {

using test::OnPath;
using test::random_bytes32;

#ifdef __OPTIMIZE__
constexpr std::size_t kRandomPairs = test::kHasSanitizer ? 5'000 : 100'000;
#else
constexpr std::size_t kRandomPairs = 5'000;
#endif
constexpr std::size_t kSizes[] = {0,  1,  2,  3,  4,  5,  7,   8,   9,   10,  11,
                                  15, 16, 17, 31, 32, 33, 127, 128, 129, 256, 300};

class Paths : public testing::TestWithParam<CpuPath> {
 protected:
  void SetUp() override {
    const auto available = available_paths();
    if (std::find(available.begin(), available.end(), GetParam()) == available.end())
      GTEST_SKIP() << "this machine does not have the path " << path_name(GetParam());
  }
};
INSTANTIATE_TEST_SUITE_P(All, Paths, testing::Values(CpuPath::portable, CpuPath::x86, CpuPath::avx512),
                         [](const auto& one) { return std::string(path_name(one.param)); });

base::Bytes32 order_plus(std::int64_t offset) {
  Words words = scalar::kOrder;
  words[0] += static_cast<std::uint64_t>(offset);
  return store_words(words);
}

base::Bytes32 key_of(std::uint64_t value) { return store_words(test::small(value)); }

struct Pairs {
  std::vector<base::Bytes32> keys;
  std::vector<SignJob> jobs;

  Pairs(std::size_t count, std::uint64_t seed) : keys(count) {
    base::Random random(seed);
    for (auto& key : keys) {
      key = random_bytes32(random);
      jobs.push_back({&key, random_bytes32(random), {}});
    }
  }
};

void sign_on(CpuPath path, std::span<SignJob> jobs) {
  const OnPath here(path);
  for (auto& job : jobs) job.signature = {};
  sign(jobs);
}

void expect_same(std::span<const SignJob> got, std::span<const SignJob> want) {
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_EQ(got[i].signature, want[i].signature) << i << " of " << got.size();
}

std::size_t leading_zeros(const base::Bytes32& bytes) {
  return static_cast<std::size_t>(std::find_if(bytes.begin(), bytes.end(), [](auto b) { return b != 0; }) -
                                  bytes.begin());
}

TEST_P(Paths, RandomPairsSignTheSame) {
  Pairs pairs(kRandomPairs, 21);
  std::vector<SignJob> here = pairs.jobs;
  sign_on(CpuPath::portable, pairs.jobs);
  sign_on(GetParam(), here);
  expect_same(here, pairs.jobs);
  std::size_t r_zeros = 0, s_zeros = 0;
  for (const SignJob& job : here) {
    r_zeros = std::max(r_zeros, leading_zeros(job.signature.r));
    s_zeros = std::max(s_zeros, leading_zeros(job.signature.s));
  }
  EXPECT_GT(r_zeros, 0U);
  EXPECT_GT(s_zeros, 0U);
}

TEST_P(Paths, EveryBatchSizeSignsTheSame) {
  Pairs pairs(300, 22);
  sign_on(CpuPath::portable, pairs.jobs);
  for (const std::size_t size : kSizes) {
    std::vector<SignJob> here(pairs.jobs.begin(), pairs.jobs.begin() + static_cast<std::ptrdiff_t>(size));
    sign_on(GetParam(), here);
    expect_same(here, pairs.jobs);
  }
}

TEST_P(Paths, EdgeKeysAndDigestsSignTheSame) {
  base::Bytes32 all;
  all.fill(0xff);
  const std::vector<base::Bytes32> keys = {key_of(1), key_of(2), key_of(3), order_plus(-1), order_plus(-2)};
  std::vector<SignJob> jobs;
  for (const auto& key : keys)
    for (const auto& digest : {base::Bytes32{}, key_of(1), order_plus(-1), order_plus(0), order_plus(1), all})
      jobs.push_back({&key, digest, {}});
  std::vector<SignJob> here = jobs, singles = jobs;
  for (std::size_t i = 0; i < jobs.size(); ++i)
    jobs[i].signature = sign_constant_time(*jobs[i].key, jobs[i].digest);
  sign_on(GetParam(), here);
  expect_same(here, jobs);
  for (auto& job : singles) sign_on(GetParam(), {&job, 1});
  expect_same(singles, jobs);
}

TEST_P(Paths, TheSameJobManyTimesInABatch) {
  for (const std::size_t size : kSizes) {
    const base::Bytes32 key = key_of(77);
    std::vector<SignJob> jobs(size, SignJob{&key, key_of(5), {}});
    sign_on(GetParam(), jobs);
    for (const auto& job : jobs)
      ASSERT_EQ(job.signature, sign_constant_time(key, key_of(5))) << "of " << size;
    if (size > 20) break;  // the constant-time twin is slow
  }
}

// Small multiples: sums of table points that meet equal or opposite ones, which the plain formulas cannot
// add.
TEST_P(Paths, PublicKeysAreTheSame) {
  Pairs pairs(300, 23);
  std::vector<base::Bytes32> keys = pairs.keys;
  for (std::int64_t i = 1; i <= 40; ++i) {
    keys.push_back(key_of(static_cast<std::uint64_t>(i)));
    keys.push_back(order_plus(-i));
  }
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Words words{};
    words[bit / 64] = std::uint64_t{1} << bit % 64;
    keys.push_back(store_words(words));
  }
  std::vector<PublicKey> want(keys.size()), got(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Affine point = group::to_affine_var(generator::mul_var({load_words(keys[i])}));
    want[i] = {store_words(field::to_words(point.x)), store_words(field::to_words(point.y))};
  }
  const OnPath here(GetParam());
  derive_public_keys(keys, got);
  EXPECT_EQ(got, want);
  for (std::size_t i = 0; i < keys.size(); ++i) derive_public_keys({&keys[i], 1}, {&got[i], 1});
  EXPECT_EQ(got, want);
  for (const std::size_t size : kSizes) {
    derive_public_keys(std::span(keys).first(size), std::span(got).first(size));
    ASSERT_EQ(got, want) << size;
  }
}

TEST_P(Paths, NoncesAreTheSame) {
  Pairs pairs(300, 24);
  pairs.jobs[1].digest.fill(0xff);
  pairs.jobs[2].digest = order_plus(0);
  pairs.jobs[3].digest = {};
  std::vector<Scalar> want;
  for (const auto& job : pairs.jobs) want.push_back(derive_nonce(*job.key, job.digest));
  const OnPath here(GetParam());
  for (const std::size_t size : kSizes) {
    std::vector<Scalar> got(size);
    derive_nonces(std::span(pairs.jobs).first(size), got);
    for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(got[i], want[i]) << i << " of " << size;
  }
}

TEST(Cpu, NamesAndBack) {
  for (const CpuPath path : {CpuPath::portable, CpuPath::x86, CpuPath::avx512})
    EXPECT_EQ(parse_path(path_name(path)), path);
  for (const char* text : {"", "avx", "AVX512", "portable ", "avx5122"})
    EXPECT_EQ(parse_path(text), std::nullopt);
}

TEST(Cpu, PortableIsAlwaysThereAndTheFastestIsInUse) {
  ASSERT_FALSE(available_paths().empty());
  EXPECT_EQ(available_paths().front(), CpuPath::portable);
  EXPECT_EQ(current_path(), available_paths().back());
  const OnPath here(CpuPath::portable);
  EXPECT_EQ(path_name(), "portable");
}

}  // namespace
}  // namespace seiload::crypto
