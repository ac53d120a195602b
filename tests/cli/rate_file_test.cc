#include "cli/rate_file.h"

#include <gtest/gtest.h>

namespace seiload::cli {
namespace {

std::string shown(std::string_view text) {
  const auto points = parse_rate_file(text);
  if (!points) return points.error().message;
  return "taken";
}

TEST(RateFile, LinesOfSecondsAndRate) {
  EXPECT_EQ(parse_rate_file("0 100\n60 100\n60 250.5\n")->size(), 3u);
  const auto points = parse_rate_file("# morning\n\n 0\t0.5  # slow\r\n10 2");
  ASSERT_TRUE(points) << points.error().message;
  ASSERT_EQ(points->size(), 2u);
  EXPECT_EQ((*points)[0].per_second, 0.5);
  EXPECT_EQ((*points)[1].seconds, 10);
}

TEST(RateFile, SaysWhichLineIsWrong) {
  const struct {
    const char* text;
    const char* want;
  } kBad[] = {
      {"", "expected lines of SECONDS RATE, one of them with a rate above 0"},
      {"0 0\n5 0\n", "expected lines of SECONDS RATE, one of them with a rate above 0"},
      {"0 1\n5\n", "line 2: expected SECONDS RATE, such as '60 1500', got '5'"},
      {"0 fast\n", "line 1: expected SECONDS RATE, such as '60 1500', got '0 fast'"},
      {"0 1 2\n", "line 1: expected SECONDS RATE, such as '60 1500', got '0 1 2'"},
      {"5 1\n4 1\n", "line 2: expected seconds that are not below those of the line before, got '4 1'"},
      {"-1 1\n", "line 1: expected seconds from 0 to ten years, got '-1 1'"},
      {"0 -1\n", "line 1: expected a rate from 0 to 1000000000, got '0 -1'"},
      {"0 1e99\n", "line 1: expected a rate from 0 to 1000000000, got '0 1e99'"},
  };
  for (const auto& c : kBad) EXPECT_EQ(shown(c.text), c.want);
}

}  // namespace
}  // namespace seiload::cli
