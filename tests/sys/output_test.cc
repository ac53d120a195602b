#include "sys/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "sys/poll.h"
#include "sys/thread.h"

namespace seiload::sys {
namespace {

// A pipe whose descriptors block, and whose reader takes nothing.
Pipe full_pipe() {
  Pipe pipe = std::move(*make_pipe());
  const std::string piece(4096, 'x');
  while (::write(pipe.write_end.get(), piece.data(), piece.size()) > 0) continue;
  ::fcntl(pipe.write_end.get(), F_SETFL, ::fcntl(pipe.write_end.get(), F_GETFL) & ~O_NONBLOCK);
  return pipe;
}

TEST(Output, AReaderThatTakesNothingIsNotWaitedForAfterASignal) {
  const Pipe pipe = full_pipe();
  auto stop = std::make_unique<Stop>();
  stop->on_signal(15, std::chrono::steady_clock::now());
  const auto written = write_all(pipe.write_end.get(), "report", stop.get());
  EXPECT_EQ(written.error().code, base::Code::timeout);
  EXPECT_EQ(written.error().message, "write: the reader takes no more");
}

TEST(Output, ASignalEndsTheWaitForAReader) {
  for (const auto kind : {StopReason::Kind::none, StopReason::Kind::deadline}) {
    const Pipe pipe = full_pipe();
    auto stop = std::make_unique<Stop>();
    if (kind != StopReason::Kind::none) stop->request({kind, 0, {}});
    base::Status written;
    auto writer = Thread::start(
        "test", [&] { written = write_all(pipe.write_end.get(), "report", stop.get()); }, *stop);
    ASSERT_TRUE(writer);
    stop->on_signal(15, std::chrono::steady_clock::now() - std::chrono::seconds(1));
    writer->join();
    EXPECT_EQ(written.error().code, base::Code::timeout);
  }
}

TEST(Output, WhatIsReadSlowlyIsWrittenInFull) {
  const Pipe pipe = full_pipe();
  auto stop = std::make_unique<Stop>();
  const std::string content(300'000, 'y');
  std::string got;
  auto reader = Thread::start(
      "test",
      [&] {
        std::string piece(3000, ' ');
        pollfd descriptor{pipe.read_end.get(), POLLIN, 0};
        while (got.size() < content.size() || got.substr(got.size() - content.size()) != content) {
          poll({&descriptor, 1}, kNever);
          const ssize_t size = ::read(pipe.read_end.get(), piece.data(), piece.size());
          if (size > 0) got.append(piece, 0, static_cast<std::size_t>(size));
        }
      },
      *stop);
  ASSERT_TRUE(reader);
  EXPECT_TRUE(write_all(pipe.write_end.get(), content, stop.get()));
  reader->join();
}

TEST(Output, UntilADeadline) {
  const Pipe full = full_pipe();
  const TimePoint now = std::chrono::steady_clock::now();
  EXPECT_EQ(write_until(full.write_end.get(), "x", now).error().code, base::Code::timeout);
  const Pipe empty = std::move(*make_pipe());
  EXPECT_TRUE(write_until(empty.write_end.get(), "x", now));
}

}  // namespace
}  // namespace seiload::sys
