#include "base/percentile.h"

#include <gtest/gtest.h>

namespace seiload::base {
namespace {

std::string texts(std::string_view list) {
  const auto all = parse_percentiles(list);
  if (!all) return "refused";
  std::string joined;
  for (const Percentile& one : *all) joined += one.key() + " ";
  return joined;
}

TEST(Percentiles, Lists) {
  EXPECT_EQ(texts(kDefaultPercentiles), "p50 p90 p95 p99 p999 ");
  EXPECT_EQ(texts("99.9, 95 ,50.0"), "p50 p95 p999 ");
  EXPECT_EQ(texts("0.1,9.99,99.99,100,12.5"), "p0.1 p9.99 p125 p9999 p100 ");
  for (const char* bad : {"", ",", "50,", "50,,90", "0", "101", "100.1", "-5", "p50", "50;90", "nan", "1e1",
                          "50,50", "50,50.0", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21"})
    EXPECT_EQ(texts(bad), "refused") << bad;
}

TEST(Percentiles, Names) {
  const struct {
    const char* name;
    double share;
  } kCases[] = {{"p5", 0.05},     {"p50", 0.5},      {"p95", 0.95}, {"p999", 0.999},
                {"p99.9", 0.999}, {"p9999", 0.9999}, {"p100", 1}};
  for (const auto& c : kCases) {
    const auto one = parse_percentile_name(c.name);
    ASSERT_TRUE(one) << c.name;
    EXPECT_DOUBLE_EQ(one->share, c.share) << c.name;
  }
  for (const char* bad : {"", "p", "50", "p0", "p.", "pp", "p50x", "p-5", "p100.5"})
    EXPECT_FALSE(parse_percentile_name(bad)) << bad;
}

}  // namespace
}  // namespace seiload::base
