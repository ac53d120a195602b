// What a strict chain refuses, with geth's words, and what it takes.

#include <gtest/gtest.h>

#include <functional>

#include "base/text.h"
#include "mockchain/chain.h"
#include "support/signed_tx.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using base::Uint256;
using test::sign;
using test::transfer;

constexpr std::uint64_t kEther = 1'000'000'000'000'000'000;

Config small() {
  Config config;
  config.gas_limit = 30'000'000;
  config.max_pool = 4;
  config.balance = kEther;
  return config;
}

TransactionPtr decoded(const eth::Transaction& tx, std::uint64_t account = 0) {
  auto result = Transaction::decode(sign(tx, account));
  return result ? *result : nullptr;
}

// "" for what is taken.
std::string submit(Chain& chain, const eth::Transaction& tx, std::uint64_t account = 0) {
  return chain.submit(decoded(tx, account)).value_or("");
}

TEST(Admission, RulesOfOneTransaction) {
  static const base::Bytes kOnes(100, 1), kInit(49153, 0), kLong(131072, 0);
  const struct {
    const char* name;
    std::function<void(eth::Transaction&)> change;
    const char* want;
  } cases[] = {
      {"as it is", [](auto&) {}, ""},
      {"legacy", [](auto& tx) { tx.type = eth::TxType::legacy; }, ""},
      {"with an access list", [](auto& tx) { tx.type = eth::TxType::access_list; }, ""},
      {"no replay protection",
       [](auto& tx) {
         tx.type = eth::TxType::legacy;
         tx.chain_id = 0;
       },
       "only replay-protected (EIP-155) transactions allowed over RPC"},
      {"other chain", [](auto& tx) { tx.chain_id = 1; },
       "invalid sender: invalid chain id for signer: have 1 want 1337"},
      {"large",
       [](auto& tx) {
         tx.data = kLong;
         tx.gas_limit = 3'000'000;
       },
       "oversized data: transaction size 131189, limit 131072"},
      {"large init code",
       [](auto& tx) {
         tx.to.reset();
         tx.data = kInit;
         tx.gas_limit = 3'000'000;
       },
       "max initcode size exceeded: code size 49153, limit 49152"},
      {"block gas limit", [](auto& tx) { tx.gas_limit = 30'000'000; }, ""},
      {"over the block gas limit", [](auto& tx) { tx.gas_limit = 30'000'001; }, "exceeds block gas limit"},
      {"tip at the cap", [](auto& tx) { tx.tip_cap = tx.fee_cap; }, ""},
      {"tip over the cap", [](auto& tx) { tx.tip_cap = 2'000'000'001; },
       "max priority fee per gas higher than max fee per gas"},
      {"last nonce", [](auto& tx) { tx.nonce = ~std::uint64_t{0}; }, "nonce has max value"},
      {"intrinsic gas", [](auto& tx) { tx.gas_limit = 20'999; },
       "intrinsic gas too low: gas 20999, minimum needed 21000"},
      {"floor gas met",
       [](auto& tx) {
         tx.data = kOnes;
         tx.gas_limit = 25'000;
       },
       ""},
      {"floor gas",
       [](auto& tx) {
         tx.data = kOnes;
         tx.gas_limit = 24'999;
       },
       "insufficient gas for floor data gas cost: gas 24999, minimum needed 25000"},
      {"base fee met",
       [](auto& tx) {
         tx.fee_cap = 875'000'000;
         tx.tip_cap = 0;
       },
       ""},
      {"under the base fee",
       [](auto& tx) {
         tx.fee_cap = 874'999'999;
         tx.tip_cap = 0;
       },
       "max fee per gas less than block base fee: address 0x@, maxFeePerGas: 874999999, baseFee: 875000000"},
      {"all it has", [](auto& tx) { tx.value = kEther - 42'000'000'000'000; }, ""},
      {"more than it has", [](auto& tx) { tx.value = kEther - 41'999'999'999'999; },
       "insufficient funds for gas * price + value: balance 1000000000000000000, tx cost "
       "1000000000000000001, overshot "
       "1"},
      {"cost over 256 bits",
       [](auto& tx) { tx.fee_cap = *Uint256::from_quantity(cat("0x", std::string(64, 'f'))); },
       "insufficient funds for gas * price + value: balance 1000000000000000000, tx cost "
       "115792089237316195423570985008687907853269984665640564039457584007913129639935, overshot "
       "115792089237316195423570985008687907853269984665640564039456584007913129639935"},
      {"nonce gap", [](auto& tx) { tx.nonce = 7; }, ""},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    Chain chain(small(), 0);
    eth::Transaction tx = transfer();
    c.change(tx);
    std::string want = c.want;
    if (const auto at = want.find("0x@"); at != std::string::npos)
      want.replace(at, 3, eth::to_checksum(test::account_address(0)));
    EXPECT_EQ(submit(chain, tx), want);
    EXPECT_EQ(chain.pool_counts().pending + chain.pool_counts().queued, want.empty() ? 1u : 0u);
  }
}

TEST(Admission, WhatCannotBeDecoded) {
  const struct {
    base::Bytes raw;
    const char* want;
  } cases[] = {
      {{}, "typed transaction too short"},           {{2}, "typed transaction too short"},
      {{3, 0xc0}, "transaction type not supported"}, {{0, 0xc0}, "transaction type not supported"},
      {{2, 0x01}, "transaction: no list"},
  };
  for (const auto& c : cases) {
    const auto result = Transaction::decode(c.raw);
    ASSERT_FALSE(result) << c.want;
    EXPECT_EQ(result.error().message, c.want);
  }
  base::Bytes raw = sign(transfer());
  EXPECT_TRUE(Transaction::decode(raw));
  for (std::size_t size = 0; size < raw.size(); ++size)
    EXPECT_FALSE(
        Transaction::decode(base::Bytes(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(size))));
}

TEST(Admission, NoncesQueueAndClose) {
  Chain chain(small(), 0);
  EXPECT_EQ(submit(chain, transfer(1)), "");
  EXPECT_EQ(submit(chain, transfer(2)), "");
  EXPECT_EQ(chain.pool_counts(), (Pool::Counts{0, 2}));
  EXPECT_EQ(chain.pending_nonce(test::account_address(0)), 0u);
  EXPECT_EQ(chain.make_block(1)->transactions.size(), 0u);

  EXPECT_EQ(submit(chain, transfer(0)), "");
  EXPECT_EQ(chain.pool_counts(), (Pool::Counts{3, 0}));
  EXPECT_EQ(chain.pending_nonce(test::account_address(0)), 3u);
  EXPECT_EQ(submit(chain, transfer(0)), "already known");

  EXPECT_EQ(chain.make_block(2)->transactions.size(), 3u);
  EXPECT_EQ(chain.account(test::account_address(0)).nonce, 3u);
  EXPECT_EQ(submit(chain, transfer(2)), "nonce too low: next nonce 3, tx nonce 2");
  EXPECT_EQ(submit(chain, transfer(3)), "");
}

TEST(Admission, ReplacementNeedsATenth) {
  Chain chain(small(), 0);
  EXPECT_EQ(submit(chain, transfer()), "");
  const struct {
    std::uint64_t fee_cap, tip_cap;
    const char* want;
  } cases[] = {
      {2'000'000'001, 1'000'000'001, "replacement transaction underpriced"},
      {2'199'999'999, 1'100'000'000, "replacement transaction underpriced"},
      {2'200'000'000, 1'099'999'999, "replacement transaction underpriced"},
      {2'200'000'000, 1'100'000'000, ""},
  };
  for (const auto& c : cases) {
    eth::Transaction tx = transfer();
    tx.fee_cap = c.fee_cap;
    tx.tip_cap = c.tip_cap;
    EXPECT_EQ(submit(chain, tx), c.want) << c.fee_cap << ' ' << c.tip_cap;
  }
  EXPECT_EQ(chain.pool_counts(), (Pool::Counts{1, 0}));
  EXPECT_EQ(chain.find_waiting(decoded(transfer())->hash()), nullptr);
  const BlockPtr block = chain.make_block(1);
  ASSERT_EQ(block->transactions.size(), 1u);
  EXPECT_EQ(block->transactions[0]->fee_cap(), Uint256(2'200'000'000));
}

TEST(Admission, WhatWaitsIsSpentAlready) {
  Chain chain(small(), 0);
  eth::Transaction first = transfer(0);
  first.value = kEther / 2;
  EXPECT_EQ(submit(chain, first), "");
  eth::Transaction second = transfer(1);
  second.value = kEther / 2;
  EXPECT_EQ(submit(chain, second),
            "insufficient funds for gas * price + value: balance 1000000000000000000, queued cost "
            "500042000000000000, "
            "tx cost 500042000000000000, overshot 84000000000000");
  second.value = kEther / 2 - 84'000'000'000'000;
  EXPECT_EQ(submit(chain, second), "");
  eth::Transaction replacement = transfer(0);
  replacement.fee_cap = 3'000'000'000;
  replacement.tip_cap = 3'000'000'000;
  replacement.value = kEther / 2;
  EXPECT_EQ(submit(chain, replacement),
            "insufficient funds for gas * price + value: balance 1000000000000000000, queued cost "
            "1000000000000000000, "
            "tx bumped 21000000000000, overshot 21000000000000");
}

TEST(Admission, FullPool) {
  Chain chain(small(), 0);
  for (std::uint64_t account = 0; account < 4; ++account) EXPECT_EQ(submit(chain, transfer(), account), "");
  EXPECT_EQ(submit(chain, transfer(), 4), "txpool is full");
  eth::Transaction better = transfer();
  better.fee_cap = better.tip_cap = 4'000'000'000;
  EXPECT_EQ(submit(chain, better), "") << "a replacement needs no room";
  chain.make_block(1);
  EXPECT_EQ(submit(chain, transfer(), 4), "");
}

// As geth does when it is overloaded: what comes beyond the pool's size is accepted and gone, and so is,
// beyond the queue's, what follows the gap.
TEST(Admission, OverflowIsDropped) {
  Config config = small();  // 4 executable, 1 queued
  config.pool_overflow = Config::Overflow::drop;
  Chain chain(config, 0);
  for (std::uint64_t nonce = 0; nonce < 8; ++nonce) EXPECT_EQ(submit(chain, transfer(nonce)), "");
  EXPECT_EQ(chain.pool_counts(), (Pool::Counts{4, 1})) << "nonce 4 is gone, 5 is queued, 6 and 7 are gone";
  EXPECT_EQ(chain.pending_nonce(test::account_address(0)), 4u);
  EXPECT_EQ(submit(chain, transfer(), 1), "");
  EXPECT_EQ(chain.pending_nonce(test::account_address(1)), 0u) << "another account's are dropped, too";
  eth::Transaction better = transfer();
  better.fee_cap = better.tip_cap = 4'000'000'000;
  EXPECT_EQ(submit(chain, better), "");
  EXPECT_NE(chain.find_waiting(decoded(better)->hash()), nullptr) << "a replacement needs no room";

  EXPECT_EQ(chain.make_block(1)->transactions.size(), 4u);
  EXPECT_EQ(chain.make_block(2)->transactions.size(), 0u) << "5 waits for 4";
  EXPECT_EQ(submit(chain, transfer(4)), "");
  EXPECT_EQ(chain.make_block(3)->transactions.size(), 2u);

  config.max_pool = 1000;  // of one account 64 are queued, of all together 250
  Chain large(config, 0);
  for (std::uint64_t account = 0; account < 5; ++account)
    for (std::uint64_t nonce = 1; nonce < 80; ++nonce) EXPECT_EQ(submit(large, transfer(nonce), account), "");
  EXPECT_EQ(large.pool_counts(), (Pool::Counts{0, 250}));
}

TEST(Admission, WhatWaitsTooLongIsDropped) {
  using std::chrono::seconds;
  const auto at = [](int second) { return sys::TimePoint(seconds(second)); };
  for (const bool by_time : {true, false}) {
    for (const bool strict : {true, false}) {
      SCOPED_TRACE(cat(by_time ? "time" : "blocks", strict ? ", strict" : ""));
      Config config = small();
      config.gas_limit = 21'000;  // one a block
      config.strict = strict;
      if (by_time)
        config.pool_ttl = seconds(5);
      else
        config.pool_ttl_blocks = 3;
      Chain chain(config, 0);
      std::vector<TransactionPtr> sent;
      for (std::uint64_t nonce = 0; nonce < 4; ++nonce) {
        sent.push_back(decoded(transfer(nonce)));
        EXPECT_EQ(chain.submit(sent.back(), at(0)), std::nullopt);
      }
      EXPECT_EQ(chain.make_block(2, 0, at(2))->transactions.size(), 1u);
      EXPECT_EQ(chain.make_block(5, 0, at(5))->transactions.size(), 1u);
      EXPECT_EQ(chain.pool_counts(), (Pool::Counts{2, 0})) << "5 s and two blocks are not too long";
      EXPECT_EQ(chain.make_block(6, 0, at(6))->transactions.size(), 1u) << "a block is filled before";
      EXPECT_EQ(chain.pool_counts(), (Pool::Counts{0, 0}));
      EXPECT_EQ(chain.find_waiting(sent[3]->hash()), nullptr);
      EXPECT_EQ(chain.pending_nonce(test::account_address(0)), 3u);
      EXPECT_EQ(chain.make_block(7, 0, at(7))->transactions.size(), 0u);
      EXPECT_EQ(chain.submit(sent[3], at(7)), std::nullopt) << "it may come again";
      EXPECT_EQ(chain.make_block(8, 0, at(8))->transactions, std::vector<TransactionPtr>({sent[3]}));
    }
  }
}

TEST(Admission, ADropLeavesAGap) {
  Config config = small();
  config.gas_limit = 21'000;
  config.pool_ttl = std::chrono::seconds(5);
  Chain chain(config, 0);
  const auto send = [&](std::uint64_t nonce, int second) {
    EXPECT_EQ(chain.submit(decoded(transfer(nonce)), sys::TimePoint(std::chrono::seconds(second))),
              std::nullopt);
  };
  send(0, 0), send(2, 0), send(1, 3), send(3, 3);
  chain.make_block(4, 0, sys::TimePoint(std::chrono::seconds(4)));  // 0
  EXPECT_EQ(chain.pool_counts(), (Pool::Counts{3, 0}));
  chain.make_block(6, 1, sys::TimePoint(std::chrono::seconds(6)));  // 1; and 2 is dropped
  EXPECT_EQ(chain.pool_counts(), (Pool::Counts{0, 1}));
  EXPECT_EQ(chain.pending_nonce(test::account_address(0)), 2u);
  send(2, 6);
  EXPECT_EQ(chain.pool_counts(), (Pool::Counts{2, 0}));
  eth::Transaction better = transfer(3);
  better.fee_cap = better.tip_cap = 4'000'000'000;
  EXPECT_EQ(chain.submit(decoded(better), sys::TimePoint(std::chrono::seconds(7))), std::nullopt);
  EXPECT_EQ(chain.make_block(8, 0, sys::TimePoint(std::chrono::seconds(8)))->transactions.size(), 1u);
  EXPECT_EQ(chain.pool_counts(), (Pool::Counts{1, 0})) << "a replacement counts from when it came";
}

TEST(Admission, RelaxedTakesWhatDecodes) {
  Config config = small();
  config.strict = false;
  config.balance = 0;
  Chain chain(config, 0);
  for (const std::uint64_t nonce : {9u, 3u, 5u}) EXPECT_EQ(submit(chain, transfer(nonce)), "");
  EXPECT_EQ(submit(chain, transfer(9)), "already known");
  const BlockPtr block = chain.make_block(1);
  ASSERT_EQ(block->transactions.size(), 3u);
  EXPECT_EQ(block->transactions[0]->body().nonce, 9u) << "in the order they came";
  EXPECT_EQ(block->transactions[2]->body().nonce, 5u);
  EXPECT_EQ(chain.account(test::account_address(0)), (Account{0, 10, false}));
  EXPECT_EQ(submit(chain, transfer(9)), "already known");
}

}  // namespace
}  // namespace seiload::mockchain
