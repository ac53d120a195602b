#include "mockchain/capacity.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/text.h"
#include "mockchain/chain.h"
#include "mockchain/methods.h"
#include "support/signed_tx.h"

namespace seiload::mockchain {
namespace {

using namespace std::chrono_literals;

constexpr sys::TimePoint kBegin(1000s);

TEST(Capacity, WhatItCanDoIsAnsweredImmediately) {
  Capacity capacity(100);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(capacity.take(kBegin + i * 10ms), 0ns) << i;
}

TEST(Capacity, ATenthOfASecondMayWaitThenAnswersComeLater) {
  Capacity capacity(100);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(capacity.take(kBegin), 0ns) << i;
  EXPECT_EQ(capacity.take(kBegin), 10ms);
  EXPECT_EQ(capacity.take(kBegin), 20ms);
  EXPECT_EQ(capacity.take(kBegin + 20ms), 10ms);
  EXPECT_EQ(capacity.take(kBegin + 1s), 0ns) << "once it has caught up";
}

TEST(Capacity, TwiceAsMuchAsItCanDoWaitsLongerAndLonger) {
  Capacity capacity(100);
  sys::Duration last{0};
  for (int i = 0; i < 2000; ++i) last = capacity.take(kBegin + i * 5ms);
  EXPECT_EQ(last, 2000 * 10ms - 1999 * 5ms - 100ms);
}

TEST(Capacity, ABlockHasRoomForWhatTheTimeSinceTheLastOneAllows) {
  Capacity capacity(3);
  EXPECT_EQ(capacity.room_of_block(kBegin), 0u) << "nothing before";
  std::uint64_t sum = 0;
  for (int i = 1; i <= 10; ++i) sum += capacity.room_of_block(kBegin + i * 500ms);
  EXPECT_EQ(sum, 15u) << "parts of a transaction are kept";
}

TEST(Capacity, WithoutOneThereIsNoLimit) {
  Capacity capacity(0);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(capacity.take(kBegin), 0ns);
  EXPECT_EQ(capacity.room_of_block(kBegin), ~std::uint64_t{0});
}

TEST(Capacity, BlocksOfTheChainKeepToIt) {
  for (const bool strict : {true, false}) {
    Config config;
    config.capacity = 2;
    config.strict = strict;
    Chain chain(config, 0);
    chain.make_block(1, 0, kBegin);
    for (std::uint64_t nonce = 0; nonce < 5; ++nonce)
      EXPECT_EQ(chain.submit(*Transaction::decode(test::sign(test::transfer(nonce))), kBegin), std::nullopt);
    EXPECT_EQ(chain.make_block(2, 0, kBegin + 1s)->transactions.size(), 2u) << strict;
    EXPECT_EQ(chain.make_block(3, 0, kBegin + 2s)->transactions.size(), 2u);
    EXPECT_EQ(chain.make_block(4, 0, kBegin + 3s)->transactions.size(), 1u);
  }
}

// A batch is answered once the last of its transactions has had its turn.
TEST(Capacity, ABatchWaitsForItsLastTransaction) {
  Config config;
  config.capacity = 10;
  Chain chain(config, 0);
  const Methods methods(chain);
  std::string body = "[";
  for (std::uint64_t nonce = 0; nonce < 5; ++nonce)
    body += base::cat(nonce > 0 ? "," : "", R"({"jsonrpc":"2.0","id":)", nonce,
                      R"(,"method":"eth_sendRawTransaction","params":[")",
                      base::to_hex(test::sign(test::transfer(nonce))), "\"]}");
  EXPECT_EQ(methods.answer(body + ']', {.now = kBegin}).wait, 400ms);
  EXPECT_EQ(methods.answer(R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId"})", {.now = kBegin}).wait, 0ms);
}

}  // namespace
}  // namespace seiload::mockchain
