#include "sys/socket_io.h"

#include <gtest/gtest.h>

#include <string>

#include "sys/fd.h"

namespace seiload::test {
namespace {

using sys::Received;

class SocketIoTest : public ::testing::Test {
 protected:
  void SetUp() override {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    ours_ = sys::Fd(ends[0]);
    theirs_ = sys::Fd(ends[1]);
  }
  Received receive(std::string& into) {
    return sys::receive_now(ours_.get(), [&](std::string_view bytes) {
      into += bytes;
      return true;
    });
  }

  sys::Fd ours_, theirs_;
};

TEST_F(SocketIoTest, SendsAsMuchAsThereIsRoomFor) {
  const std::string bytes(64 << 20, 'x');
  const sys::Sent first = sys::send_now(theirs_.get(), bytes);
  EXPECT_EQ(first.error, 0);
  EXPECT_GT(first.size, 0U);
  EXPECT_LT(first.size, bytes.size());
  EXPECT_EQ(sys::send_now(theirs_.get(), bytes).size, 0U);
  std::string read;
  while (read.size() < first.size) EXPECT_NE(receive(read), Received::failed);
  EXPECT_EQ(read.size(), first.size);
  EXPECT_EQ(receive(read), Received::empty);
  EXPECT_EQ(sys::send_now(theirs_.get(), "all of it").size, 9U);
}

TEST_F(SocketIoTest, TellsWhyItCouldNotSend) {
  theirs_.reset();
  const sys::Sent sent = sys::send_now(ours_.get(), "text");  // and no SIGPIPE
  EXPECT_EQ(sent.size, 0U);
  EXPECT_EQ(sent.error, EPIPE);
}

TEST_F(SocketIoTest, TellsHowReadingEnded) {
  std::string read;
  EXPECT_EQ(receive(read), Received::empty);
  EXPECT_EQ(sys::send_now(theirs_.get(), "one").size, 3U);
  EXPECT_EQ(receive(read),
            Received::paused);  // less than it asked for: nothing more is likely, and a call is spared
  EXPECT_EQ(read, "one");
  EXPECT_EQ(sys::send_now(theirs_.get(), " two").size, 4U);
  theirs_.reset();
  while (receive(read) != Received::closed) EXPECT_LE(read.size(), 7U);
  EXPECT_EQ(read, "one two");
  ours_.reset();
  EXPECT_EQ(receive(read), Received::failed);
  EXPECT_EQ(errno, EBADF);
}

// One that never ceases to send does not keep the others waiting.
TEST_F(SocketIoTest, EndsAfterSomePieces) {
  const std::string piece(64 << 10, 'x');
  int size = 8 << 20;
  ASSERT_EQ(::setsockopt(theirs_.get(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size), 0);
  std::size_t pieces = 0;
  const auto endless = [&](std::string_view) {
    sys::send_now(theirs_.get(), piece);
    return ++pieces < 1000;
  };
  EXPECT_EQ(sys::send_now(theirs_.get(), piece).size, piece.size());
  EXPECT_EQ(sys::receive_now(ours_.get(), endless), Received::paused);
  EXPECT_LE(pieces, 64U);
}

TEST_F(SocketIoTest, LeavesADescriptorAloneThatTheTakerClosed) {
  EXPECT_GT(sys::send_now(theirs_.get(), std::string(128 << 10, 'x')).size, 0U);
  const auto close_it = [&](std::string_view) {
    ours_.reset();
    return false;
  };
  EXPECT_EQ(sys::receive_now(ours_.get(), close_it), Received::paused);
}

}  // namespace
}  // namespace seiload::test
