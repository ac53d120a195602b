#include "sys/process.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "support/sanitizer.h"

namespace seiload::sys {
namespace {

using Block = std::vector<char>;

// What a run does with answers of megabytes: one goes, another comes, and something small settles behind it.
TEST(Process, GivesBackLargeBlocks) {
  if (test::kHasSanitizer) GTEST_SKIP() << "this sanitizer has a malloc of its own";
  constexpr std::size_t kLarge = 8 << 20;
  tune_malloc();
  const auto before = resident_memory();
  ASSERT_TRUE(before);
  std::vector<std::unique_ptr<Block>> small;
  for (std::size_t i = 0; i < 16; ++i) {
    Block large(kLarge - i * 4096, 'x');
    small.push_back(std::make_unique<Block>(64 << 10, 'x'));
  }
  EXPECT_LT(*resident_memory(), *before + kLarge / 2);
}

}  // namespace
}  // namespace seiload::sys
