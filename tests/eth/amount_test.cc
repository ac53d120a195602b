#include "eth/amount.h"

#include <gtest/gtest.h>

#include <string>

namespace seiload::eth {
namespace {

TEST(Amount, DecimalWeiOrWithAUnit) {
  const struct {
    const char *text, *wei;
  } kRows[] = {
      {"0", "0"},
      {"1000", "1000"},
      {"7 wei", "7"},
      {"1 gwei", "1000000000"},
      {"1.5 gwei", "1500000000"},
      {"0.5 ether", "500000000000000000"},
      {"2ether", "2000000000000000000"},
      {"7wei", "7"},
      {"0.000000000000000001 ether", "1"},
      {"1.000000000000000000000 ether", "1000000000000000000"},
      {"115792089237316195423570985008687907853269984665640564039457584007913129639935",
       "115792089237316195423570985008687907853269984665640564039457584007913129639935"},
  };
  for (const auto& row : kRows) {
    const auto amount = parse_amount(row.text);
    ASSERT_TRUE(amount) << amount.error().message;
    EXPECT_EQ(amount->to_decimal(), row.wei);
  }
}

TEST(Amount, Refusals) {
  const std::string start = "expected an amount such as 1000, '1 gwei' or '0.5 ether', got ";
  const struct {
    const char *text, *why;
  } kRows[] = {
      {"", "''"},
      {"gwei", "'gwei'"},
      {"-1", "'-1'"},
      {"1e18", "'1e18'"},
      {"1. ether", "'1. ether'"},
      {".5 ether", "'.5 ether'"},
      {"1  ether", "'1  ether'; did you mean 'ether'?"},
      {"1 eter", "'1 eter'; did you mean 'ether'?"},
      {"1.5", "'1.5': a fraction of a wei"},
      {"0.0000000001 gwei", "'0.0000000001 gwei': a fraction of a wei"},
      {"999999999999999999999999999999999999999999999999999999999999 ether",
       "'999999999999999999999999999999999999999999999999999999999999...': 2^256 wei or more"},
  };
  for (const auto& row : kRows) {
    const auto amount = parse_amount(row.text);
    ASSERT_FALSE(amount) << row.text;
    EXPECT_EQ(amount.error().message, start + row.why);
  }
}

}  // namespace
}  // namespace seiload::eth
