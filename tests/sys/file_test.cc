#include "sys/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "support/hand_clock.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "sys/log.h"
#include "sys/stop.h"

namespace seiload::sys {
namespace {

std::string temporary_path() {
  char path[] = "/tmp/seiload-test-XXXXXX";
  const Fd fd(::mkstemp(path));
  return path;
}

TEST(File, ReadsTheWholeAndRefusesMoreThanTheLimit) {
  const std::string path = temporary_path();
  const std::string content(100000, 'x');
  ASSERT_TRUE(write_all(open_for_writing(path)->get(), content));
  EXPECT_EQ(*read_file(path), content);
  EXPECT_EQ(*read_file(path, 100000), content);
  EXPECT_EQ(read_file(path, 99999).error().message, path + ": larger than 99999 bytes");
  EXPECT_EQ(read_file("/dev/zero", 70000).error().message, "/dev/zero: larger than 70000 bytes");
  EXPECT_EQ(*read_file("/dev/null"), "");
  ::unlink(path.c_str());
}

TEST(File, ReadsNoMoreThanOneByteBeyondTheLimit) {
  auto pipe = std::move(*make_pipe());
  ASSERT_TRUE(write_all(pipe.write_end.get(), "0123456789"));
  EXPECT_EQ(read_all(pipe.read_end.get(), "pipe", 4).error().message, "pipe: larger than 4 bytes");
  char rest[16];
  EXPECT_EQ(::read(pipe.read_end.get(), rest, sizeof rest), 5);
}

TEST(File, ReadingEndsWithTheStop) {
  auto pipe = std::move(*make_pipe());
  auto stop = std::make_unique<Stop>();
  stop->request({StopReason::Kind::planned_end, 0, {}});
  EXPECT_EQ(read_all(pipe.read_end.get(), "pipe", 10, stop->fd()).error().code, base::Code::stopped);
}

TEST(File, OpeningForWritingKeepsTheContentAndCreatesWhatIsMissing) {
  const std::string path = temporary_path();
  ASSERT_TRUE(write_all(open_for_writing(path)->get(), "old"));
  ASSERT_TRUE(open_for_writing(path));
  EXPECT_EQ(*read_file(path), "old");
  ::unlink(path.c_str());
  ASSERT_TRUE(open_for_writing(path));
  EXPECT_EQ(*read_file(path), "");
  ::unlink(path.c_str());
}

TEST(File, ErrorsNamePathAndCause) {
  EXPECT_EQ(read_file("/nonexistent/x").error().message, "/nonexistent/x: No such file or directory");
  EXPECT_EQ(read_file("/").error().message, "/: Is a directory");
  EXPECT_EQ(open_for_writing("/nonexistent/x").error().message, "/nonexistent/x: No such file or directory");
  EXPECT_EQ(open_for_writing("/").error().message, "/: Is a directory");
  EXPECT_EQ(write_all(open_for_writing("/dev/full")->get(), "x").error().message,
            "write: No space left on device");
}

TEST(File, WriteAllGoesOnWhenAPipeIsFull) {
  auto pipe = std::move(*make_pipe());
  const std::string content(1 << 20, 'y');
  std::string got;
  std::jthread reader([&] {
    char piece[4096];
    while (got.size() < content.size()) {
      const ssize_t size = ::read(pipe.read_end.get(), piece, sizeof piece);
      if (size > 0) got.append(piece, static_cast<std::size_t>(size));
    }
  });
  ASSERT_TRUE(write_all(pipe.write_end.get(), content));
  reader.join();
  EXPECT_EQ(got, content);
}

TEST(Log, WritesOneLineAnEventFromTheLowestLevelOn) {
  auto pipe = std::move(*make_pipe());
  const test::HandClock clock{TimePoint(std::chrono::milliseconds(1763890200125))};
  Log log(pipe.write_end.get(), clock, Level::info);
  log.debug("not shown");
  log.info("first\nsecond");
  log.error("bad");
  char text[256];
  const ssize_t size = ::read(pipe.read_end.get(), text, sizeof text);
  EXPECT_EQ(std::string(text, static_cast<std::size_t>(size)),
            "2025-11-23T09:30:00.125Z info: first second\n2025-11-23T09:30:00.125Z error: bad\n");
}

}  // namespace
}  // namespace seiload::sys
