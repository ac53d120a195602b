#include "base/text.h"

#include <gtest/gtest.h>

namespace seiload::base {
namespace {

TEST(Text, CatJoinsTextCharactersAndIntegers) {
  EXPECT_EQ(cat("port ", 80, '.', std::string("x"), std::uint64_t{18446744073709551615U}, -3),
            "port 80.x18446744073709551615-3");
}

TEST(Text, TrimTakesBlanksFromBothEnds) {
  EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, QuoteEscapesAndCuts) {
  EXPECT_EQ(quote("a\nb\x7f"), "'a\\x0ab\\x7f'");
  EXPECT_EQ(quote("\xc2\x9b" "2J \xc2\xa0 \xc3\x9b"), "'\\xc2\\x9b2J \xc2\xa0 \xc3\x9b'");
  EXPECT_EQ(quote(std::string(61, 'x')), "'" + std::string(60, 'x') + "...'");
}

TEST(Text, ClearedBuffersGiveBackWhatOneHugeMessageTook) {
  std::string buffer(kKeptCapacity, 'x');
  const std::size_t usual = buffer.capacity();
  clear_buffer(buffer);
  EXPECT_EQ(buffer, "");
  EXPECT_EQ(buffer.capacity(), usual);
  buffer.assign(kKeptCapacity + 1, 'x');
  clear_buffer(buffer);
  EXPECT_EQ(buffer, "");
  EXPECT_EQ(buffer.capacity(), std::string().capacity());
}

TEST(Nearest, FindsWhatWasMeant) {
  constexpr std::string_view kNames[] = {"tps", "duration", "statsInterval", "maxInFlight"};
  const struct {
    const char* written;
    const char* want;
  } kCases[] = {
      {"tsp", "tps"}, {"TPS", "tps"}, {"duratoin", "duration"},      {"statInterval", "statsInterval"},
      {"xyz", ""},    {"", ""},       {"maxinflght", "maxInFlight"}, {"completely", ""}};
  for (const auto& c : kCases) EXPECT_EQ(nearest(c.written, kNames), c.want) << c.written;
  EXPECT_EQ(did_you_mean("tsp", kNames), "; did you mean 'tps'?");
  EXPECT_EQ(did_you_mean("zzzzzz", kNames), "");
}

}  // namespace
}  // namespace seiload::base
