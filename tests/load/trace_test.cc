#include "load/trace.h"

#include <gtest/gtest.h>

#include <set>

namespace seiload::load {
namespace {

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
}

}  // namespace
}  // namespace seiload::load
