#include "chain/transaction_fees.h"

#include <gtest/gtest.h>

namespace seiload::chain {
namespace {

using eth::TxType;

TEST(TransactionFees, AreTwiceTheBaseFeeAndATip) {
  EXPECT_EQ(*fees_by_base_fee(kGwei), (Fees{TxType::dynamic_fee, 4 * kGwei, 2 * kGwei}));
  EXPECT_EQ(*fees_by_base_fee(0), (Fees{TxType::dynamic_fee, 2 * kGwei, 2 * kGwei}));
}

TEST(TransactionFees, AreNeverAboveTheCapAndNeverBelowTheBaseFee) {
  EXPECT_EQ(*fees_by_base_fee(60 * kGwei), (Fees{TxType::dynamic_fee, 100 * kGwei, 2 * kGwei}));
  EXPECT_EQ(*fees_by_base_fee(100 * kGwei), (Fees{TxType::dynamic_fee, 100 * kGwei, 2 * kGwei}));
  const auto refused = fees_by_base_fee(100 * kGwei + 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "the base fee is 100.000000001 gwei, above the 100 gwei that a set-up transaction may pay");
  EXPECT_EQ(fees_by_gas_price(*base::Uint256::from_decimal("99999999999999999999999999999")).error().message,
            "the gas price is 99999999999999999999.999999999 gwei, above the 100 gwei that a set-up "
            "transaction may pay");
}

TEST(TransactionFees, AreTheGasPriceWhereThereIsNoBaseFee) {
  EXPECT_EQ(*fees_by_gas_price(3 * kGwei), (Fees{TxType::legacy, 3 * kGwei, 0}));
  EXPECT_EQ(*fees_by_gas_price(0), (Fees{TxType::legacy, 0, 0}));
}

TEST(TransactionFees, AReplacementPaysAnEighthMoreAtLeast) {
  const Fees low{TxType::dynamic_fee, 4 * kGwei, 2 * kGwei};
  EXPECT_EQ(raised(low, low), (Fees{TxType::dynamic_fee, 4'500'000'001, 2'250'000'001}));
  EXPECT_EQ(raised(low, *fees_by_base_fee(40 * kGwei)),
            (Fees{TxType::dynamic_fee, 82 * kGwei, 2'250'000'001}));
  const Fees legacy{TxType::legacy, 7, 0};
  EXPECT_EQ(raised(legacy, legacy), (Fees{TxType::legacy, 8, 0}));
  for (std::uint64_t fee = 0; fee < 100; ++fee)  // what a node compares: new >= old * 1.125
    EXPECT_GE(8 * raised({TxType::legacy, fee, 0}, legacy)->fee_cap, 9 * fee) << fee;
}

TEST(TransactionFees, AReplacementIsNeverAboveTheCap) {
  const Fees high{TxType::dynamic_fee, 89 * kGwei, 2 * kGwei};
  EXPECT_EQ(raised(high, high), std::nullopt);
  EXPECT_TRUE(raised({TxType::dynamic_fee, 88 * kGwei, 2 * kGwei}, high));
}

TEST(TransactionFees, CostBoundIsWhatANodeAsksFor) {
  const Fees fees{TxType::dynamic_fee, 4 * kGwei, 2 * kGwei};
  EXPECT_EQ(show_ether(cost_bound(fees, 3'000'000, 5)), "0.012000000000000005 ether");
  base::Bytes32 all;
  all.fill(0xff);
  const auto most = base::Uint256::from_be_bytes(all);
  EXPECT_EQ(cost_bound(fees, 1, most), most);
}

TEST(TransactionFees, AmountsAreShownExactly) {
  EXPECT_EQ(show_gwei(0), "0 gwei");
  EXPECT_EQ(show_gwei(1), "0.000000001 gwei");
  EXPECT_EQ(show_gwei(10 * kGwei), "10 gwei");
  EXPECT_EQ(show_ether(10 * kGwei), "0.00000001 ether");
  EXPECT_EQ(show_ether(*base::Uint256::from_decimal("1500000000000000000")), "1.5 ether");
}

TEST(TransactionFees, AreLimitedToTheMostThatASenderPays) {
  const Fees dynamic{TxType::dynamic_fee, 4 * kGwei, 2 * kGwei}, legacy{TxType::legacy, 4 * kGwei, 0};
  EXPECT_EQ(*capped(dynamic, 4 * kGwei), dynamic);
  EXPECT_EQ(*capped(dynamic, kGwei), (Fees{TxType::dynamic_fee, kGwei, kGwei}));
  EXPECT_EQ(*capped(legacy, 4 * kGwei), legacy);
  EXPECT_EQ(capped(legacy, kGwei).error().message,
            "the gas price has risen to 4 gwei, above the 1 gwei that the worst case of this run was made "
            "with");
  EXPECT_TRUE(raised(dynamic, dynamic, 5 * kGwei));
  EXPECT_EQ(raised(dynamic, dynamic, 4 * kGwei), std::nullopt);
}

}  // namespace
}  // namespace seiload::chain
