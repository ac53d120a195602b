#include "sys/log.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include "base/text.h"
#include "support/hand_clock.h"
#include "sys/fd.h"

namespace seiload::sys {
namespace {

#define STAMP "1970-01-01T00:00:00.000Z "
#define CLEAR "\r\x1b[K"

TEST(Log, KeepsTheLiveLineBelowTheOthers) {
  const Pipe pipe = std::move(*make_pipe());
  const test::HandClock clock{TimePoint()};
  Log log(pipe.write_end.get(), clock, Level::info);
  const auto written = [&] {
    char piece[1000];
    const ssize_t got = ::read(pipe.read_end.get(), piece, sizeof piece);
    return std::string(piece, static_cast<std::size_t>(std::max<ssize_t>(0, got)));
  };
  log.info("one");
  EXPECT_EQ(written(), STAMP "info: one\n");
  log.live("12 tps");
  EXPECT_EQ(written(), CLEAR "12 tps");
  log.live("13 tps");
  EXPECT_EQ(written(), CLEAR "13 tps");
  log.warning("two\nlines");
  EXPECT_EQ(written(), CLEAR STAMP "warning: two lines\n13 tps");
  log.debug("below the level");
  EXPECT_EQ(written(), "");
  log.live("");
  EXPECT_EQ(written(), CLEAR);
  log.live("");
  EXPECT_EQ(written(), "");
  log.info("three");
  EXPECT_EQ(written(), STAMP "info: three\n");
  log.live(std::string(200, 'x'));  // a pipe has no width: 80 columns are taken
  EXPECT_EQ(written(), CLEAR + std::string(79, 'x'));
}

}  // namespace
}  // namespace seiload::sys
