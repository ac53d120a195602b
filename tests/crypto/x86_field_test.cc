#include "crypto/x86_field.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/cpu.h"
#include "support/secp256k1.h"

#if defined(__x86_64__)

namespace seiload::crypto {
namespace {

using field::kPrime;

Words reduced(const Words& a) { return field::to_words(field::from_words(a)); }

// Any 256-bit number may come in: those at the prime and above it as well.
std::vector<Words> samples() {
  std::vector<Words> out = test::edges(kPrime);
  const Words all{~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}};
  for (std::uint64_t i = 0; i < 3; ++i) {
    Words above = kPrime;
    above[0] += i;
    out.push_back(above);
    out.push_back(test::sub(all, test::small(i)));
  }
  for (std::size_t i = 0; i < 4; ++i) {
    Words one{};
    one[i] = ~std::uint64_t{0};
    out.push_back(one);
  }
  base::Random random(3);
  for (int i = 0; i < 40; ++i) out.push_back(test::random_words(random));
  return out;
}

TEST(X86Field, ArithmeticAgreesWithPlainArithmetic) {
  if (available_paths().back() == CpuPath::portable)
    GTEST_SKIP() << "this machine does not have the path x86";
  for (const Words& a : samples()) {
    for (const Words& b : samples()) {
      const Words x = reduced(a), y = reduced(b);
      ASSERT_EQ(reduced(x86::mul(a, b)), test::mul_mod(x, y, kPrime));
      ASSERT_EQ(reduced(x86::add(a, b)), test::add_mod(x, y, kPrime));
      ASSERT_EQ(reduced(x86::sub(a, b)), test::add_mod(x, y == Words{} ? y : test::sub(kPrime, y), kPrime));
    }
    ASSERT_EQ(x86::to_words(a), reduced(a));
    ASSERT_EQ(reduced(x86::negate_if(reduced(a), 0)), reduced(a));
    ASSERT_EQ(reduced(x86::negate_if(reduced(a), ~std::uint64_t{0})), reduced(test::sub(kPrime, reduced(a))));
    ASSERT_EQ(reduced(x86::sqr(a)), test::mul_mod(reduced(a), reduced(a), kPrime));
  }
}

}  // namespace
}  // namespace seiload::crypto

#endif
