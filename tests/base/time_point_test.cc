#include "base/time_point.h"

#include <gtest/gtest.h>

namespace seiload::base {
namespace {

using namespace std::chrono_literals;

TEST(WallTime, IsWrittenAndReadBack) {
  const WallTime time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + 9h + 30min + 125ms;
  EXPECT_EQ(format_utc(time), "2026-11-23T09:30:00.125Z");
  EXPECT_EQ(parse_utc("2026-11-23T09:30:00.125Z"), time);
  EXPECT_EQ(parse_utc("1970-01-01T00:00:00.000Z"), WallTime());
  EXPECT_EQ(parse_utc("2024-02-29T23:59:59.999Z"),
            std::chrono::sys_days(std::chrono::year(2024) / 3 / 1) - 1ms);
}

TEST(WallTime, NothingElseIsRead) {
  for (const char* text :
       {"", "2026-11-23", "2026-11-23T09:30:00Z", "2026-11-23T09:30:00.125", "2026-11-23T09:30:00.125z",
        "2026-13-23T09:30:00.125Z", "2026-02-29T09:30:00.125Z", "2026-11-23T24:00:00.000Z",
        "2026-11-23T09:60:00.000Z", "2026-11-23T09:30:60.000Z", "2026-11-23 09:30:00.125Z",
        "2026-11-23T09:30:-1.125Z", "2026-11-23T0x:30:00.125Z", "1969-12-31T23:59:59.999Z",
        "2262-01-01T00:00:00.000Z", "+026-11-23T09:30:00.125Z"})
    EXPECT_FALSE(parse_utc(text)) << text;
}

}  // namespace
}  // namespace seiload::base
