#include "track/recent_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/made_block.h"

namespace seiload::test {
namespace {

using track::RecentBlocks;

class RecentBlocksTest : public ::testing::Test {
 protected:
  // The height of the block that a transaction is found in; 0 for none.
  std::uint64_t height_of(std::uint64_t transaction) {
    const auto* const found = blocks_.find(hash(transaction));
    if (found == nullptr) return 0;
    EXPECT_EQ(found->tx.hash, hash(transaction));
    return blocks_.block_of(*found).number;
  }

  std::pmr::unsynchronized_pool_resource memory_;
  RecentBlocks blocks_{&memory_};
};

TEST_F(RecentBlocksTest, FindsByHashFromTheOldestToTheNewest) {
  EXPECT_EQ(height_of(1), 0U);
  blocks_.add(made_block(5, {1, 2, 3}));
  blocks_.add(made_block(6, {}));
  const auto& last = blocks_.add(made_block(8, {4, 5}));
  EXPECT_EQ(last.hash, hash(8, 1));
  EXPECT_EQ(blocks_.transactions(), 5U);
  for (const std::uint64_t one : {1U, 2U, 3U}) EXPECT_EQ(height_of(one), 5U);
  for (const std::uint64_t one : {4U, 5U}) EXPECT_EQ(height_of(one), 8U);
  std::vector<base::Bytes32> hashes;
  for (const auto& one : blocks_.transactions_of(last)) hashes.push_back(one.tx.hash);
  EXPECT_EQ(hashes, (std::vector{hash(4), hash(5)}));
  blocks_.forget_oldest();
  EXPECT_EQ(height_of(1), 0U);
  EXPECT_EQ(height_of(5), 8U);
  blocks_.forget_newest();
  EXPECT_EQ(height_of(5), 0U);
  EXPECT_EQ(blocks_.blocks().size(), 1U);
  blocks_.forget_newest();  // an empty one
  EXPECT_EQ(blocks_.transactions(), 0U);
  blocks_.add(made_block(7, {5, 1}));
  EXPECT_EQ(height_of(1), 7U);
}

TEST_F(RecentBlocksTest, FindsBlocksByHeightAndHash) {
  EXPECT_EQ(blocks_.find_block(5, hash(5, 1)), nullptr);
  blocks_.add(made_block(5, {1}));
  blocks_.add(made_block(8, {2}));
  ASSERT_NE(blocks_.find_block(5, hash(5, 1)), nullptr);
  EXPECT_EQ(blocks_.find_block(5, hash(5, 1))->number, 5U);
  EXPECT_EQ(blocks_.find_block(8, hash(8, 1))->number, 8U);
  EXPECT_EQ(blocks_.find_block(5, hash(5, 2)), nullptr);
  EXPECT_EQ(blocks_.find_block(6, hash(5, 1)), nullptr);
  EXPECT_EQ(blocks_.find_block(9, hash(8, 1)), nullptr);
}

TEST_F(RecentBlocksTest, WhatStandsTwiceCountsWhereItStoodFirst) {
  blocks_.add(made_block(5, {1, 1, 2}));
  blocks_.add(made_block(6, {2, 3, 1}));
  EXPECT_EQ(height_of(2), 5U);
  EXPECT_EQ(blocks_.find(hash(1)), &*blocks_.transactions_of(blocks_.blocks()[0]).begin());
  blocks_.forget_newest();
  EXPECT_EQ(height_of(2), 5U);
  EXPECT_EQ(height_of(3), 0U);
  blocks_.add(made_block(6, {2, 3, 1}));
  blocks_.forget_oldest();
  EXPECT_EQ(height_of(1), 0U);
  EXPECT_EQ(height_of(3), 6U);
  blocks_.forget_oldest();
  EXPECT_EQ(blocks_.transactions(), 0U);
  EXPECT_EQ(height_of(3), 0U);
}

// A long run: what is kept is found, what is forgotten is not, and nothing more is allocated.
TEST_F(RecentBlocksTest, ForgottenBlocksMakeRoomForNewOnes) {
  class Counting final : public std::pmr::memory_resource {
   public:
    std::size_t most = 0;

   private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override {
      most = std::max(most, held_ += bytes);
      return std::pmr::new_delete_resource()->allocate(bytes, alignment);
    }
    void do_deallocate(void* at, std::size_t bytes, std::size_t alignment) override {
      held_ -= bytes;
      std::pmr::new_delete_resource()->deallocate(at, bytes, alignment);
    }
    bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
    std::size_t held_ = 0;
  } counting;
  std::pmr::unsynchronized_pool_resource memory(&counting);
  RecentBlocks blocks(&memory);
  const auto add = [&](std::uint64_t number) {
    chain::Block made = made_block(number, {});
    for (std::uint64_t i = 0; i < 50 + number % 50; ++i) made.transactions.push_back(hash(100 * number + i));
    blocks.add(made);
    if (blocks.blocks().size() > 100) blocks.forget_oldest();
  };
  for (std::uint64_t number = 0; number < 500; ++number) add(number);
  const std::size_t most = counting.most;
  for (std::uint64_t number = 500; number < 5'000; ++number) add(number);
  EXPECT_EQ(counting.most, most);
  EXPECT_EQ(blocks.find(hash(100 * 4899)), nullptr);
  for (std::uint64_t number = 4900; number < 5'000; ++number) {
    const auto* const found = blocks.find(hash(100 * number + 49));
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(blocks.block_of(*found).number, number);
  }
}

}  // namespace
}  // namespace seiload::test
