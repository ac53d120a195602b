#include "mockchain/chain.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "support/signed_tx.h"

namespace seiload::mockchain {
namespace {

using base::Uint256;
using test::account_address;
using test::transfer;

constexpr std::uint64_t kEther = 1'000'000'000'000'000'000;

Config config_with(std::uint64_t gas_limit) {
  Config config;
  config.gas_limit = gas_limit;
  config.balance = kEther;
  return config;
}

TransactionPtr submit(Chain& chain, const eth::Transaction& tx, std::uint64_t account = 0) {
  const TransactionPtr decoded = *Transaction::decode(test::sign(tx, account));
  EXPECT_EQ(chain.submit(decoded), std::nullopt);
  return decoded;
}

TEST(Chain, TransfersMoveBalancesAndFees) {
  Chain chain(config_with(30'000'000), 100);
  eth::Transaction tx = transfer();
  tx.to = account_address(1);
  tx.value = 5;
  submit(chain, tx);
  const BlockPtr block = chain.make_block(101);
  EXPECT_EQ(block->number, 1u);
  EXPECT_EQ(block->timestamp, 101u);
  EXPECT_EQ(block->gas_used, 21000u);
  EXPECT_EQ(block->base_fee, 875'000'000u);
  EXPECT_EQ(block->parent, chain.block(0)->hash);
  EXPECT_EQ(block->executions, std::vector<Execution>({{21000, std::nullopt}}));
  // Base fee 0.875 gwei and tip 1 gwei.
  EXPECT_EQ(chain.account(account_address(0)), (Account{kEther - 5 - 21000 * 1'875'000'000ULL, 1, false}));
  EXPECT_EQ(chain.account(account_address(1)), (Account{kEther + 5, 0, false}));
}

TEST(Chain, CreationGetsAnAddressAndCalls) {
  Chain chain(config_with(30'000'000), 0);
  const base::Bytes code(10, 1);
  eth::Transaction create = transfer();
  create.to.reset();
  create.data = code;
  create.gas_limit = 100'000;
  const eth::Address expected = eth::create_address(account_address(0), 0);
  submit(chain, create);
  const BlockPtr first = chain.make_block(1);
  EXPECT_EQ(first->executions, std::vector<Execution>({{53000 + 160 + 2 + 2000, expected}}));
  EXPECT_EQ(chain.account(expected), (Account{kEther + 1, 1, true}));

  eth::Transaction call = transfer(1);
  call.to = expected;
  call.data = code;
  call.gas_limit = 100'000;
  submit(chain, call);
  EXPECT_EQ(chain.make_block(2)->executions, std::vector<Execution>({{21160 + 30000, std::nullopt}}));
  call.nonce = 2;
  call.gas_limit = 40'000;
  submit(chain, call);
  EXPECT_EQ(chain.make_block(3)->gas_used, 40'000u) << "no more than its limit";
}

TEST(Chain, BlocksTakeTheBestPaidUpToTheGasLimit) {
  Chain chain(config_with(3 * 21000 + 20999), 0);
  for (std::uint64_t account = 0; account < 5; ++account) {
    eth::Transaction tx = transfer();
    tx.tip_cap = 100 + account % 4;  // account 3 pays best, then 2, then 1, then 0 and 4
    submit(chain, tx, account);
  }
  const auto senders = [](const BlockPtr& block) {
    std::vector<eth::Address> out;
    for (const TransactionPtr& tx : block->transactions) out.push_back(tx->sender());
    return out;
  };
  EXPECT_EQ(senders(chain.make_block(1)),
            std::vector<eth::Address>({account_address(3), account_address(2), account_address(1)}));
  EXPECT_EQ(senders(chain.make_block(2)),
            std::vector<eth::Address>({account_address(0), account_address(4)}));
  EXPECT_EQ(chain.pool_counts(), (Pool::Counts{0, 0}));
}

TEST(Chain, WaitsWhileTheBaseFeeIsTooHigh) {
  Chain chain(config_with(42000), 0);
  eth::Transaction cheap = transfer();
  cheap.fee_cap = 900'000'000;
  cheap.tip_cap = 0;
  submit(chain, cheap, 9);
  std::uint64_t nonce = 0;
  std::vector<std::uint64_t> fees;
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 2; ++k) submit(chain, transfer(nonce++));
    fees.push_back(chain.make_block(1)->base_fee);
  }
  EXPECT_EQ(fees, std::vector<std::uint64_t>({875'000'000, 984'375'000, 1'107'421'875}));
  EXPECT_NE(chain.find_waiting((*Transaction::decode(test::sign(cheap, 9)))->hash()), nullptr);
  for (int i = 0; i < 4; ++i) chain.make_block(1);  // 1.246, 1.090, 0.954, 0.834 gwei
  EXPECT_TRUE(chain.find_included((*Transaction::decode(test::sign(cheap, 9)))->hash()));
}

TEST(Chain, BaseFeeOfEip1559) {
  const struct {
    std::uint64_t base_fee, used, want;
  } cases[] = {{1000, 500, 1000},
               {1000, 1000, 1125},
               {1000, 0, 875},
               {1000, 750, 1062},
               {7, 0, 7},
               {7, 501, 8},
               {~std::uint64_t{0}, 1000, ~std::uint64_t{0}}};
  for (const auto& c : cases) {
    Block block;
    block.gas_limit = 1000;
    block.gas_used = c.used;
    block.base_fee = c.base_fee;
    EXPECT_EQ(next_base_fee(block), c.want) << c.base_fee << ' ' << c.used;
  }
}

TEST(Chain, KeepsTheNewestBlocks) {
  Chain chain(config_with(30'000'000), 0);
  const TransactionPtr tx = submit(chain, transfer());
  const base::Bytes32 first = chain.make_block(1)->hash;
  ASSERT_TRUE(chain.find_included(tx->hash()));
  EXPECT_EQ(chain.block(first), chain.block(1));
  for (std::size_t i = 1; i < kKeptBlocks; ++i) chain.make_block(1);
  EXPECT_EQ(chain.oldest()->number, 1u);
  EXPECT_EQ(chain.block(0), nullptr);
  ASSERT_TRUE(chain.find_included(tx->hash()));
  chain.make_block(1);
  EXPECT_EQ(chain.oldest()->number, 2u);
  EXPECT_EQ(chain.block(first), nullptr);
  EXPECT_FALSE(chain.find_included(tx->hash()));
  EXPECT_EQ(chain.account(account_address(0)).nonce, 1u);
}

TEST(Chain, SkippedHeightsAndAForgottenPool) {
  Chain chain(config_with(30'000'000), 0);
  submit(chain, transfer());
  chain.drop_mempool();
  const BlockPtr block = chain.make_block(1, 2);
  EXPECT_EQ(block->number, 3u);
  EXPECT_TRUE(block->transactions.empty());
  EXPECT_EQ(chain.block(1), nullptr);
  EXPECT_EQ(chain.block(3), block);
  EXPECT_EQ(chain.latest(), block);
  submit(chain, transfer());
}

// The hashes are Ethereum's: rlp and py-trie gave the same for 3,000 transactions of these types.
TEST(Chain, HashesOfBlocks) {
  Chain chain(config_with(30'000'000), 100);
  EXPECT_EQ(base::to_hex(chain.latest()->hash),
            "0xb57e8fa9acf264203348ad28a5e665464a225914371c18bcb2fd743ee891b039");
  for (std::uint64_t account = 0; account < 3; ++account) {
    eth::Transaction tx = transfer();
    tx.type = account == 0   ? eth::TxType::legacy
              : account == 1 ? eth::TxType::access_list
                             : eth::TxType::dynamic_fee;
    submit(chain, tx, account);
  }
  const BlockPtr block = chain.make_block(101);
  EXPECT_EQ(base::to_hex(block->transactions_root),
            "0xbddc45f853945d011bf9ac6246f2310e96030e51c8faa31890baf52823eaba97");
  EXPECT_EQ(base::to_hex(block->receipts_root),
            "0x75e70ade70d5adf91c651c207f7a6b91cbf69f7b90c37ffbab12479c27e6ad7e");
  EXPECT_EQ(base::to_hex(block->hash), "0xf6f1baf2fb40d4eae9b31cea7edbea15543c361ee13fc30f07a0c26e22614ed0");
}

TEST(Chain, TimeNeverRunsBack) {
  Chain chain(config_with(30'000'000), 50);
  EXPECT_EQ(chain.make_block(40)->timestamp, 50u);
}

}  // namespace
}  // namespace seiload::mockchain
