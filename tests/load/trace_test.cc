#include "load/trace.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace seiload::load {
namespace {

using namespace std::chrono_literals;

TEST(TraceIds, MakeTheHeaderOfTheStandard) {
  const TraceIds ids(1, 2);
  std::set<std::string> trace_ids, parent_ids;
  for (std::uint64_t arrival = 0; arrival < 1000; ++arrival) {
    TraceIds::Header buffer;
    const std::string header(ids.write_header(arrival, buffer));
    ASSERT_EQ(header.size(), TraceIds::kHeaderSize);
    EXPECT_EQ(header.substr(0, 16), "traceparent: 00-");
    EXPECT_EQ(header.substr(16, 32), ids.of(arrival).to_hex());
    EXPECT_EQ(header[48], '-');
    EXPECT_EQ(header.substr(65), "-01\r\n");
    EXPECT_EQ(header.substr(16, 49).find_first_not_of("0123456789abcdef-"), std::string::npos) << header;
    trace_ids.insert(header.substr(16, 32));
    parent_ids.insert(header.substr(49, 16));
  }
  EXPECT_EQ(trace_ids.size(), 1000U);
  EXPECT_EQ(parent_ids.size(), 1000U);
  EXPECT_NE(TraceIds(1, 3).of(0), ids.of(0));
  EXPECT_NE(TraceIds(2, 2).of(0), ids.of(0));
  EXPECT_EQ((TraceId{0x0123456789abcdef, 1}).to_hex(), "0123456789abcdef0000000000000001");
}

TEST(TracedBuckets, KeepTheNewestOfEach) {
  const Traced old{{1, 1}, 5, sys::TimePoint(1s)}, young{{2, 2}, 6, sys::TimePoint(2s)};
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
      cell.set({{i, i}, i, sys::TimePoint(sys::Duration(static_cast<std::int64_t>(i)))});
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
}  // namespace seiload::load
