#include "measure/trace.h"

#include <gtest/gtest.h>

#include <thread>

namespace seiload::measure {
namespace {

using namespace std::chrono_literals;

TEST(TraceId, IsSixteenBytesInHex) {
  EXPECT_EQ((TraceId{0x0123456789abcdef, 1}).to_hex(), "0123456789abcdef0000000000000001");
}

TEST(TracedBuckets, KeepTheNewestOfEach) {
  const Traced old{{1, 1}, 5, base::TimePoint(1s)}, young{{2, 2}, 6, base::TimePoint(2s)};
  TracedBuckets all;
  merge_newest(all, {});
  EXPECT_TRUE(all.empty());
  merge_newest(all, {std::nullopt, old, young});
  merge_newest(all, {old, young, old});
  EXPECT_EQ(all[0]->id, old.id);
  EXPECT_EQ(all[1]->id, young.id);
  EXPECT_EQ(all[2]->id, young.id);
}

// What is read was set in one piece: every part of it says the same number.
TEST(TracedCell, IsReadWhole) {
  TracedCell cell;
  EXPECT_FALSE(cell.get());
  std::jthread writer([&](const std::stop_token& stop) {
    for (std::uint64_t i = 1; !stop.stop_requested(); ++i)
      cell.set({{i, i}, i, base::TimePoint(base::Duration(static_cast<std::int64_t>(i)))});
  });
  for (int reads = 0; reads < 10'000; ++reads) {
    const auto read = cell.get();
    if (!read) continue;
    ASSERT_EQ(read->id.high, read->id.low);
    ASSERT_EQ(read->id.high, read->value);
    ASSERT_EQ(read->value, static_cast<std::uint64_t>(read->ended.time_since_epoch().count()));
  }
}

}  // namespace
}  // namespace seiload::measure
