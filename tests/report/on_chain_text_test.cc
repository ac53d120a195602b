#include "report/on_chain_text.h"

#include <gtest/gtest.h>

#include "report/text_report.h"
#include "support/example_summary.h"

namespace seiload::report {
namespace {

stats::HistogramSnapshot gas(std::initializer_list<std::uint64_t> values) {
  stats::Histogram all;
  for (const std::uint64_t value : values) all.record(value);
  return all.snapshot();
}

measure::Summary summary() {
  measure::Summary s = test::example_summary();
  s.scenarios = {{"ERC20", "erc20_transfer", {1500, 0, 0, 0, 0}}, {"Revert", "revert", {480, 0, 0, 0, 0}}};
  s.chain.inclusion.emplace();
  s.scenarios[0].on_chain = measure::OnChainReport{1500, 1490, 1490, 0, gas({51'000, 51'000, 65'613}), {}};
  s.scenarios[1].on_chain = measure::OnChainReport{
      480, 480, 0, 480, gas({22'000}), {{"'reverted on purpose'", 4}, {"out of gas", 1}}};
  return s;
}

TEST(OnChainText, HasARowForEachOperationAndItsReasons) {
  EXPECT_EQ(on_chain_section(summary()), R"(
on chain  operation       accepted  included  reverted  gas p50  gas max
ERC20     erc20_transfer     1,500     1,490         0   51,000   65,613
Revert    revert               480       480       480   22,000   22,000

reverted  operation  count  reason
Revert    revert         4  'reverted on purpose'
Revert    revert         1  out of gas
Revert    revert       475  not replayed
)");
  const std::string text = to_text(summary());
  EXPECT_NE(text.find(on_chain_section(summary())), std::string::npos) << text;
}

// What no receipt tells is no zero.
TEST(OnChainText, SaysWhatIsNotVerified) {
  measure::Summary s = summary();
  s.scenarios[0].on_chain = measure::OnChainReport{1500, 1490, 500, 3, gas({51'000}), {}};
  s.scenarios[1].on_chain = measure::OnChainReport{480, 470, 0, 0, {}, {}};
  EXPECT_EQ(on_chain_section(s), R"(
on chain  operation       accepted  included  reverted  gas p50  gas max  unverified
ERC20     erc20_transfer     1,500     1,490         3   51,000   51,000         987
Revert    revert               480       470         -        -        -         470

reverted  operation       count  reason
ERC20     erc20_transfer      3  not replayed
)");
}

TEST(OnChainText, ByHashAloneOnlyInclusionIsKnown) {
  measure::Summary s = summary();
  s.chain.inclusion->by_receipts = false;
  for (measure::ScenarioRow& row : s.scenarios) row.on_chain = measure::OnChainReport{480, 470, 0, 0, {}, {}};
  EXPECT_EQ(on_chain_section(s), R"(
on chain  operation       accepted  included
ERC20     erc20_transfer     1,500       470
Revert    revert               480       470
)");
}

TEST(OnChainText, TheEmbeddedChainSaysThatItExecutesNothing) {
  measure::Summary s = summary();
  s.scenarios.pop_back();
  s.mock_chain = true;
  EXPECT_EQ(on_chain_section(s), R"(
on chain  operation       accepted  included  reverted  gas p50  gas max
ERC20     erc20_transfer     1,500     1,490         0   51,000   65,613
the embedded chain executes no contracts: nothing can revert, and gas is its estimate
)");
}

TEST(OnChainText, WithoutTheTrackerThereIsNone) { EXPECT_EQ(on_chain_section(test::example_summary()), ""); }

}  // namespace
}  // namespace seiload::report
