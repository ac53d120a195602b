#include "base/number.h"

#include <gtest/gtest.h>

#include "base/duration.h"

namespace seiload::base {
namespace {

using namespace std::chrono_literals;

TEST(Number, WholeNumbersAreDigitsAndNothingElse) {
  EXPECT_EQ(parse_u64("0"), 0U);
  EXPECT_EQ(parse_u64("18446744073709551615"), 18446744073709551615U);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "0x1", "1.0", "1e3", "18446744073709551616"})
    EXPECT_EQ(parse_u64(text), std::nullopt) << text;
}

TEST(Number, DecimalsAreFinite) {
  EXPECT_EQ(parse_decimal("0.5"), 0.5);
  EXPECT_EQ(parse_decimal("1e3"), 1000.0);
  for (const char* text : {"", "nan", "inf", "1e999", "1.5x", "0x1p3", "+1"})
    EXPECT_EQ(parse_decimal(text), std::nullopt) << text;
}

TEST(Number, FormatsForPeople) {
  EXPECT_EQ(format_fixed(1.26, 1), "1.3");
  EXPECT_EQ(format_fixed(0, 2), "0.00");
  EXPECT_EQ(format_shortest(0.1), "0.1");
  EXPECT_EQ(format_shortest(200), "200");
  EXPECT_EQ(format_grouped(0), "0");
  EXPECT_EQ(format_grouped(999), "999");
  EXPECT_EQ(format_grouped(1000), "1,000");
  EXPECT_EQ(format_grouped(1234567), "1,234,567");
}

TEST(Duration, ReadsGoStyle) {
  const struct {
    const char* text;
    Duration want;
  } kGood[] = {
      {"0", 0ns},        {"0s", 0ns},       {"300ms", 300ms}, {"10s", 10s},          {"1h15m", 75min},
      {"1.5s", 1500ms},  {".5s", 500ms},    {"1.s", 1s},      {"1m0.001s", 60001ms}, {"5us", 5us},
      {"5\u00b5s", 5us}, {"5\u03bcs", 5us}, {"7ns", 7ns},     {"0.000000001s", 1ns}, {"2562047h", 2562047h}};
  for (const auto& c : kGood) EXPECT_EQ(parse_duration(c.text), c.want) << c.text;
}

TEST(Duration, RefusesEverythingElse) {
  for (const char* text : {"", "1", "s", "1x", "-1s", "+1s", "1 s", " 1s", "1s ", "1.5", ".s", "1..5s",
                           "2562048h", "99999999999999999999s", "1ms2", "1d"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(Duration, WritesTheShortestExactForm) {
  const struct {
    Duration value;
    const char* want;
  } kCases[] = {{0ns, "0s"},     {1ns, "1ns"},         {1500ns, "1.5us"},      {300ms, "300ms"},
                {10s, "10s"},    {1500ms, "1.5s"},     {75min, "1h15m"},       {60s, "1m"},
                {3601s, "1h1s"}, {90500ms, "1m30.5s"}, {60s + 1ms, "1m0.001s"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(format_duration(c.value), c.want);
    EXPECT_EQ(parse_duration(c.want), c.value) << c.want;
  }
}

TEST(Duration, RoundsToThreeDigitsForReports) {
  const struct {
    Duration value;
    const char* want;
  } kCases[] = {{0ns, "0s"},        {5ns, "5ns"},         {999ns, "999ns"},     {1234ns, "1.23us"},
                {812us, "812us"},   {999600ns, "1.00ms"}, {12345us, "12.3ms"},  {1200ms, "1.20s"},
                {99900ms, "99.9s"}, {125s, "2m05s"},      {3599600ms, "1h00m"}, {2h, "2h00m"}};
  for (const auto& c : kCases) EXPECT_EQ(format_duration_rounded(c.value), c.want);
}

TEST(Scaled, IsWrittenExactlyAndReadBack) {
  const struct {
    std::uint64_t value;
    int decimals;
    const char* text;
  } kCases[] = {{0, 0, "0"},
                {0, 9, "0"},
                {1, 9, "0.000000001"},
                {1250, 3, "1.25"},
                {1000, 3, "1"},
                {12, 0, "12"},
                {999'999'999, 9, "0.999999999"},
                {~std::uint64_t{0}, 9, "18446744073.709551615"},
                {~std::uint64_t{0}, 0, "18446744073709551615"},
                {100, 6, "0.0001"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(format_scaled(c.value, c.decimals), c.text);
    EXPECT_EQ(parse_scaled(c.text, c.decimals), c.value) << c.text;
  }
  EXPECT_EQ(parse_scaled("1e-09", 9), 1U);
  EXPECT_EQ(parse_scaled("1.5e3", 0), 1500U);
  EXPECT_EQ(parse_scaled("0.0000000014", 9), 1U);
  for (const char* text : {"", "-1", "x", "1x", "1e99", "18446744073.709551616", "1.2.3"})
    EXPECT_EQ(parse_scaled(text, 9), std::nullopt) << text;
}

TEST(Duration, ASumThatFitsNoNumberIsTheLongest) {
  constexpr Duration kLongest = Duration::max(), kOne(1);
  EXPECT_EQ(saturating_add(Duration(2), Duration(3)), Duration(5));
  EXPECT_EQ(saturating_add(kLongest - kOne, kOne), kLongest);
  EXPECT_EQ(saturating_add(kLongest, kOne), kLongest);
  EXPECT_EQ(saturating_add(kOne, kLongest), kLongest);
  EXPECT_EQ(saturating_add(kLongest, kLongest), kLongest);
}

}  // namespace
}  // namespace seiload::base
