#include "rpc/batch_size.h"

#include <gtest/gtest.h>

namespace seiload::test {
namespace {

TEST(BatchSize, IsHalvedForGoodWhereABatchIsRefused) {
  rpc::BatchSize size(100);
  EXPECT_EQ(size.get(), 100U);
  size.on_refused(100);
  EXPECT_EQ(size.get(), 50U);
  size.on_refused(100);  // one that was on its way meanwhile
  EXPECT_EQ(size.get(), 50U);
  size.on_refused(3);
  EXPECT_EQ(size.get(), 1U);
  size.on_refused(1);
  EXPECT_EQ(size.get(), 1U);
  size.on_single_failed();
  EXPECT_EQ(size.get(), 1U);
  EXPECT_EQ(rpc::BatchSize(0).get(), 1U);
}

TEST(BatchSize, IsHalvedInDoubtUntilASingleCallFailsToo) {
  rpc::BatchSize size(100);
  EXPECT_TRUE(size.on_batch_failed(100));
  EXPECT_EQ(size.get(), 50U);
  EXPECT_TRUE(size.on_batch_failed(50));
  EXPECT_EQ(size.get(), 25U);
  size.on_single_failed();
  EXPECT_EQ(size.get(), 100U);
  size.on_single_failed();
  EXPECT_EQ(size.get(), 100U);
}

TEST(BatchSize, TheDoubtIsOverOnceASmallerOneIsAnswered) {
  rpc::BatchSize size(100);
  EXPECT_TRUE(size.on_batch_failed(100));
  EXPECT_FALSE(size.was_batch_answered());
  size.on_answered(50);
  EXPECT_TRUE(size.was_batch_answered());
  size.on_single_failed();
  EXPECT_EQ(size.get(), 50U);
}

TEST(BatchSize, ASizeThatWasAnsweredIsNotInDoubt) {
  rpc::BatchSize size(100);
  size.on_answered(100);
  EXPECT_FALSE(size.on_batch_failed(100));
  EXPECT_EQ(size.get(), 100U);
  size.on_answered(1);  // says nothing about batches
  EXPECT_FALSE(size.on_batch_failed(40));
}

TEST(BatchSize, ARefusalIsNotUndone) {
  rpc::BatchSize size(100);
  EXPECT_TRUE(size.on_batch_failed(100));
  size.on_refused(50);
  size.on_single_failed();
  EXPECT_EQ(size.get(), 25U);
}

TEST(BatchSize, SingleCallsOnly) {
  rpc::BatchSize size(100);
  size.on_answered(1);
  EXPECT_FALSE(size.was_batch_answered());
  size.allow_single_only();
  EXPECT_EQ(size.get(), 1U);
}

}  // namespace
}  // namespace seiload::test
