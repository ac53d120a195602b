#include "run/spending.h"

#include <gtest/gtest.h>

namespace seiload::run {
namespace {

using base::Uint256;
using Part = Spending::Part;

const Uint256 kHalf = *Uint256::from_decimal("500000000000000000");

TEST(Spending, TheLimitHoldsToTheWei) {
  const struct {
    const char* limit;
    bool fits;
  } kRows[] = {{"", true}, {"1.5ether", true}, {"1499999999999999999", false}, {"0", false}};
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.limit);
    Spending spending(row.limit);
    spending.set(Part::funding, kHalf);
    spending.set_load(Uint256(100'000'000'000'000'000), 10, false);
    EXPECT_EQ(spending.check().has_value(), row.fits);
  }
}

TEST(Spending, SaysThePartsAndWhatIsTooMuch) {
  Spending spending("1 ether");
  spending.set(Part::deployment, Uint256(7));
  spending.set(Part::funding, kHalf);
  spending.set(Part::prewarm, Uint256(1'000'000'000));
  spending.set_load(kHalf, 2, false);
  EXPECT_EQ(spending.text(),
            "worst case: 1.500000001000000007 ether: deployment 0.000000000000000007 ether, funding 0.5 "
            "ether, prewarm 0.000000001 ether, load 1 ether (2 transactions of up to 0.5 ether)");
  EXPECT_EQ(spending.check().error().code, base::Code::invalid_input);
  EXPECT_EQ(spending.check().error().message,
            "--max-spend 1 ether: the run may cost 1.500000001000000007 ether: deployment "
            "0.000000000000000007 ether, funding 0.5 ether, prewarm 0.000000001 ether, load 1 ether (2 "
            "transactions of up to 0.5 ether)");
}

TEST(Spending, ARunWithoutAnEndMustAffordOneTransaction) {
  Spending open("");
  open.set_load(kHalf, std::nullopt, false);
  EXPECT_EQ(open.text(), "worst case: load 0.5 ether a transaction, without an end");
  Spending limited("600000000000000000");
  limited.set(Part::setup_calls, Uint256(100'000'000'000'000'000));
  limited.set_load(kHalf, std::nullopt, false);
  EXPECT_TRUE(limited.check());
  EXPECT_EQ(limited.left_for_load(), kHalf);
  EXPECT_EQ(limited.text(),
            "worst case: set-up calls 0.1 ether, load 0.5 ether a transaction, without an end; the run ends "
            "before it costs more than 600000000000000000");
  limited.set(Part::setup_calls, Uint256(100'000'000'000'000'001));
  EXPECT_EQ(limited.check().error().message,
            "--max-spend 600000000000000000: no transaction of the load can be paid for: the run may cost "
            "0.600000000000000001 ether: set-up calls 0.100000000000000001 ether, load 0.5 ether a "
            "transaction, without an end");
}

TEST(Spending, EstimatesToComeMakeItALowerBound) {
  Spending spending("");
  spending.set(Part::setup_calls, kHalf, true);
  spending.set_load(kHalf, 1, true);
  EXPECT_EQ(spending.text(),
            "worst case: 1 ether or more: set-up calls 0.5 ether or more, load 0.5 ether (1 transaction of "
            "up to 0.5 ether or more); some gas limits are estimated once the contracts are deployed");
}

TEST(Spending, AmountsBeyond256BitsStayAboveAnyLimit) {
  Spending spending("115792089237316195423570985008687907853269984665640564039457 ether");
  EXPECT_TRUE(spending.check());
  spending.set_load(Uint256::max(), 2, false);
  EXPECT_FALSE(spending.check());
}

}  // namespace
}  // namespace seiload::run
